"""The id of a body: a listed one's, one coded by its form (provincial committees, ministries), else its own words."""

import re
from collections.abc import Mapping
from functools import lru_cache, partial

from dagster_project.core.parties.records import Vocabulary
from dagster_project.core.parties.text import folded, own_words

_PROVINCIAL = re.compile(
    r"(?P<name>[A-Z]\w+(?: [A-Z]\w+)?) Provincial (?:Party )?Committee"
    r"(?: of (?:the )?(?:Workers' Party of Korea|WPK)(?: \(WPK\))?)?"
)
_CITY = re.compile(
    r"(?P<name>[A-Z]\w+(?: [A-Z]\w+)?) (?P<kind>City|County|Municipal|District) "
    r"(?:Party Committee|(?:Party )?Committee of (?:the )?(?:Workers' Party of Korea|WPK)(?: \(WPK\))?)"
)
_MINISTRY = re.compile(
    r"(?:Ministry of (?:the )?(?P<after>.+?)|(?P<before>[A-Z].*?) Ministry)(?: of (?:the )?(?P<country>.+))?$"
)
_IN_BRACKETS = re.compile(r"\s*\([A-Za-z][\w.&-]*\)$")

_NUMBERED = re.compile(
    r"(?i)^(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth) (?:congress of (?:the )?)?"
)
"""The number of a term of office or of a congress, which is the body all the same: 'the 14th SPA of the DPRK'."""
_CENTRAL_COMMITTEE = re.compile(r"^C\. ?C\.(?:,?\s+(?:of )?(?:the )?)(?=\w)")
"""'C.C., Tea Party' is the Central Committee of the Tea Party."""
_OF_KOREA = re.compile(r" of (?:the )?(?:dprk|south korea)(?: \([a-z]+\))?$")
"""Where a listed body is, which its name says only when it is told abroad."""
_BROKEN_LINE = re.compile(r"C\.C\.,? ?\n")
_MILITARY = re.compile(r"\b(?:Army|Battalion|Brigade|Bureau|Corps|Division|Fleet|Regiment|Team|Unit|School)\b")


class BodyIds:
    """The ids of bodies by their words; KNOWN maps wordings in lower case to listed ids. Texts name the same ones often."""

    def __init__(self, vocabulary: Vocabulary, known: Mapping[str, str]):
        self._of = lru_cache(maxsize=20_000)(partial(_coded_id, vocabulary, known))

    def of(self, surface: str) -> tuple[str, str]:
        """The id of the body that SURFACE names and the rule that gave it."""
        return self._of(surface)


def _coded_id(vocabulary: Vocabulary, known: Mapping[str, str], surface: str) -> tuple[str, str]:
    if "\n" in surface:
        surface = _BROKEN_LINE.sub("C.C., ", _CENTRAL_COMMITTEE.sub("Central Committee of the ", surface))
    plain = folded(surface)
    for wording in dict.fromkeys(
        (
            plain,
            _IN_BRACKETS.sub("", plain),
            _NUMBERED.sub("", plain),
            _OF_KOREA.sub("", plain),
            plain.replace(" the ", " "),
        )
    ):
        listed = known.get(wording)
        if listed and listed.startswith("organization:"):
            return listed, "body:listed"
    if " Committee" in surface:
        if found := _PROVINCIAL.fullmatch(surface):
            if "Party" in surface or "WPK" in surface:
                return f"organization:WPK.PC.{found['name'].upper()}", "body:provincial_committee"
        elif found := _CITY.fullmatch(surface):
            kind = "CITY" if found["kind"] in ("City", "Municipal") else found["kind"].upper()
            return f"organization:WPK.{kind}.{found['name'].upper()}", "body:city_committee"
    if "Ministry" in surface and (ministry := _ministry(surface, vocabulary, known)):
        return ministry, "body:ministry"
    if surface[0].isdigit() and not _MILITARY.search(surface):
        surface = _NUMBERED.sub("", surface)
    surface = _CENTRAL_COMMITTEE.sub("Central Committee of the ", surface)
    return f"organization:{own_words(surface)}", "body:own_words"


def _ministry(surface: str, vocabulary: Vocabulary, known: Mapping[str, str]) -> str | None:
    found = _MINISTRY.fullmatch(surface)
    if found is None:
        return None
    portfolio = (found["after"] or found["before"] or "").lower()
    country = known.get((found["country"] or "").lower())
    if not found["after"]:
        first, _, rest = portfolio.partition(" ")
        if first and known.get(first, "").startswith("country:"):
            country, portfolio = known[first], rest
    suffix = vocabulary.ministries.get(portfolio)
    return f"organization:{country[8:]}.{suffix}" if suffix and country and country.startswith("country:") else None
