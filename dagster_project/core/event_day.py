"""The day of the event that an article's first sentences state ("on July 12", "on Tuesday").

It is apart from the dateline's day, which is when the agency wrote. All days are of Pyongyang's calendar, as the
dateline is; only days up to a month back count, the rest is background.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from dagster_project.core.dates import MONTH_PATTERN, month_number, nearest_day
from dagster_project.core.records import Dateline

WEEKDAYS: Final = {
    name: n for n, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
EVENT_REACH: Final = 600
"""The event's own day stands in the first 600 characters in 42 % of articles; later days belong to its background."""
EVENT_PAST: Final = 31
"""Days: what is reported as news lies at most a month back; an older day is an anniversary or background."""

# What begins with a letter that none of these words has is passed over at once.
_EVENT = re.compile(
    r"\b(?=[BFGIMOSTWcehilnoty])(?:"
    r"\b(?:[Oo]n (?:the (?:morning|afternoon|evening|night) of )?|[Ii]n the (?:morning|afternoon|evening) of )"
    rf"(?P<md>(?P<month>{MONTH_PATTERN})\.? (?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{MONTH_PATTERN}))"
    r"(?![\d-])(?P<year>,? (?:Juche \d{2,3} ?\()?(?:19|20)\d\d)?"
    r"(?P<tail> (?:every|of (?:every|each)|last year|next|Movement|Declaration|Joint|(?:[\w-]+ ){1,3}years ago))?"
    r"|(?P<not>(?:last|next|every|each|coming|Good|Black|Bloody) )?\b(?:[Oo]n )?"
    r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b(?P<plural>'s newspaper|s\b| next week)?"
    r"|\b[Oo]n the (?P<ordinal>\d{1,2}(?:st|nd|rd|th))(?=[.,;]|$| (?:at|here|in|with|by|and|under)\b)"
    r"|\b(?P<today>here today|today here)\b|(?P<yesterday>\byesterday\b)"
    r"|(?P<now>(?<!of )(?<!till )(?<!until )(?<!world )(?<!ago )\btoday\b(?!['’]s| (?:is|are|than|as|when)\b)))"
)


def find_event(body: str, datelines: Sequence[Dateline], published_on: date | None) -> tuple[date, int, int] | None:
    """The day of the event that the first sentences state, and the span of the words that state it; None without one.

    "on July 12" is the nearest such day, "on the 12th" and "on Tuesday" up to the dateline's day, all in Pyongyang's
    calendar, as the dateline is. Days ahead, other years and days more than a month back are background.
    """
    first = datelines[0] if datelines and datelines[0].char_start < EVENT_REACH else None
    reference = first.date if first and first.date else published_on
    if reference is None:
        return None
    begin = first.char_end if first else 0
    limit = begin + EVENT_REACH
    for dateline in datelines[1:]:
        limit = min(limit, dateline.char_start)
    for match in _EVENT.finditer(body, begin, min(limit, len(body))):
        if match["now"] and not _is_told(body, begin, match.start()):
            continue
        found = _event_day(match, reference)
        if found:
            group = "md" if match["md"] else next(g for g in _WORDS if match[g])
            return found, match.start(group), match.end(group)
    return None


_WORDS: Final = ("weekday", "ordinal", "today", "now", "yesterday")


def _is_told(body: str, begin: int, at: int) -> bool:
    """Whether "today" stands in the report's first sentence and in nobody's mouth: later it is a speaker's, or an age."""
    before = body[begin:at]
    return "\n" not in before and ". " not in before and before.count('"') % 2 == 0 and "“" not in before


def _event_day(match: re.Match[str], reference: date) -> date | None:
    if match["today"] or match["now"]:
        return reference
    if match["yesterday"]:
        return reference - timedelta(days=1)
    if match["weekday"]:
        if match["not"] or match["plural"]:
            return None
        return reference - timedelta(days=(reference.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7)
    if match["ordinal"]:
        return _latest_of_number(int(match["ordinal"][:-2]), reference)
    month = month_number(match["month"] or match["month2"])
    found = nearest_day(month, int(match["day"] or match["day2"]), reference) if month else None
    if found is None or match["tail"] or not 0 <= (reference - found).days <= EVENT_PAST:
        return None
    return None if match["year"] and int(match["year"][-4:]) != found.year else found


def _latest_of_number(number: int, reference: date) -> date | None:
    """The latest day of that number in its month ("on the 8th"), up to a reference and within EVENT_PAST of it."""
    days = (reference - timedelta(days=back) for back in range(EVENT_PAST))
    return next((day for day in days if day.day == number), None)
