"""Closed classes of English words by which differences are told apart. Names and places are none of them."""

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


FUNCTION_WORDS: Final = _words(
    "a an the this that these those it its he his him she her they their them who whom whose which what and or but nor",
    "as than of in on at to for from by with into onto upon over under about after before between among through during",
    "within without against toward towards near up down off out along is are was were be been being am has have had",
    "having do does did will would shall should can could may might must there here also so then when where while if",
)
"""Words that carry grammar and hardly any meaning of their own. Negations are none of them."""

NEGATIONS: Final = _words("no not never none nor neither cannot without")

MONTHS: Final = _words(
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
)
DAYS: Final = _words("monday tuesday wednesday thursday friday saturday sunday juche")
"""Weekdays, and the era that stands before a year."""

RELATIVE_DAYS: Final = _words("today yesterday tomorrow")

NUMBERS: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion",
    "dozen dozens hundreds thousands millions billions first second third fourth fifth sixth seventh eighth ninth",
    "tenth twice half",
)
ORDINAL_ENDS: Final = _words("st nd rd th")
UNITS: Final = _words("km m cm mm kg g t s sec seconds tons percent hours minutes ha mw kw")

ROLES: Final = _words(
    "secretary chairman chairwoman vice-chairman chairperson vice-chairperson minister vice-minister member members",
    "president vice-president premier vice-premier ambassador general marshal head chief commander director comrade",
    "comrades mr mrs ms dr prof deputy acting former senior alternate department party government army state central",
    "committee bureau council spokesman spokesperson leader delegation other others etc vice",
    "official officials cadre cadres",
)
"""Words for an office or a body that stand beside a name without being one, or in the place of one."""

BEFORE_A_YEAR: Final = _words("in of since until till by from year and to for between after before , (")
