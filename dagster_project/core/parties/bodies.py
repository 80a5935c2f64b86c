"""Bodies that no list holds, by their form: a run of capitalised words around a head (Committee, Farm, Association …)."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.parties.text import folded, own_words

_CAP: Final = r"(?:[A-Z](?:[\w'&]|\.(?=\w)|-(?=\w))*\.?|\d+(?:st|nd|rd|th))"
_LEFT_WORD = re.compile(rf"({_CAP}|and|of|the|for|&)[ ]$")
_TAIL = re.compile(
    rf"(?P<link>,? (?:of|for|against|on|under|to|with|in)(?: the)?|, the|,) "
    rf"(?P<run>{_CAP}(?:(?: and(?: the)?| &|,(?= {_CAP} and)| of(?: the)?)? {_CAP})*)"
)
_ABBREVIATION = re.compile(r" \(([A-Z][A-Za-z&.-]{1,11})\)")
_CLEAR_LINKS: Final = frozenset({"of", "of the", "for", "for the", "against", "against the"})
_OPEN_LINKS: Final = frozenset({"in", "in the", "on", "to", "with", "under", "on the", "with the", "to the"})
_STOP_LEFT: Final = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "by",
        "of",
        "for",
        "to",
        "from",
        "with",
        "and",
        "but",
        "also",
        "its",
        "their",
        "his",
        "her",
        "this",
        "that",
        "these",
        "those",
        "both",
        "all",
        "some",
        "many",
        "each",
        "among",
        "when",
        "while",
        "after",
        "before",
        "as",
        "under",
        "present",
        "held",
        "meanwhile",
        "however",
        "according",
        "comrade",
        "comrades",
        "here",
        "there",
        "it",
        "he",
        "she",
        "participants",
        "officials",
        "members",
        "chairman",
        "chairwoman",
        "chairperson",
        "president",
        "secretary",
        "director",
        "minister",
        "premier",
        "ambassador",
        "general",
        "vice-chairman",
        "vice-president",
        "vice-minister",
        "head",
        "chief",
        "following",
        "other",
        "members'",
        "mr",
        "mrs",
        "dr",
        "day",
        "months",
        "every",
        "our",
    ]
)


@lru_cache(maxsize=8)
def _head_pattern(heads: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(h) for h in heads), key=lambda h: (-len(h), h)))
    return re.compile(rf"(?<![\w-])({words})(?![\w'-]|\.\w)")


def unlisted_bodies(text: str, vocabulary: Vocabulary, known: Mapping[str, str]) -> Iterator[Candidate]:
    """Bodies in TEXT by their form; KNOWN maps the words of listed ones, in lower case, to their ids."""
    reached = -1
    for head in _head_pattern(vocabulary.body_heads).finditer(text):
        if head.start() < reached:
            continue
        start = _extend_left(text, head.start())
        end = _extend_right(text, head.end(), head.group(1))
        if start == head.start() and end == head.end():
            continue
        surface = text[start:end]
        party_id, rule = coded_id(surface, vocabulary, known)
        yield Candidate(start, end, party_id, "organization", rule, 0.8, -1)
        tail = _ABBREVIATION.match(text, end)
        if tail:
            yield Candidate(start, tail.end(), party_id, "organization", rule, 0.8, -1)
        reached = end


def _extend_left(text: str, start: int) -> int:
    """Where the run of capitalised words that ends at START begins."""
    at = start
    pending = None
    while found := _LEFT_WORD.search(text, max(0, at - 40), at):
        word = found.group(1)
        if word in ("and", "&"):
            if pending is not None:
                break
            pending = at
            at = found.start()
            continue
        if (not word[0].isupper() and not word[0].isdigit()) or word.lower().rstrip(".") in _STOP_LEFT:
            break
        if word.endswith(".") and "." not in word[:-1] and len(word) > 4 and word[:-1].islower():
            break
        at = found.start()
        pending = None
    if pending is not None:
        at = pending
    return at


def _extend_right(text: str, end: int, head: str) -> int:
    """Where the body's name that has its head before END ends: 'of the …' and the like belong to it."""
    at = end
    while found := _TAIL.match(text, at):
        link = found.group("link").strip(" ,")
        comma = found.group("link").lstrip().startswith(",")
        if comma and not (head.endswith("C.C.") or text[end - 17 : end] == "Central Committee"):
            break
        if link in _OPEN_LINKS and head not in _TAKES_PLACE:
            break
        if link not in _CLEAR_LINKS and link not in _OPEN_LINKS and not comma:
            break
        at = _run_end(text, found)
        if comma:
            break
    return at


def _run_end(text: str, found: re.Match[str]) -> int:
    """The end of a tail's run; a run that goes over to the next name of a list ('…, and Kim …') is cut before it."""
    return found.end("run") if text[found.end("run") - 1] != "," else found.end("run") - 1


_TAKES_PLACE: Final = frozenset(
    [
        "Association",
        "Federation",
        "Society",
        "Union",
        "Alliance",
        "Committee",
        "Ltd",
        "Company",
        "Co",
        "Group",
        "Organization",
        "League",
        "Embassy",
        "Mission",
        "Institute",
    ]
)

_PROVINCIAL = re.compile(
    r"(?P<name>[A-Z]\w+(?: [A-Z]\w+)?) Provincial Committee of (?:the )?(?:Workers' Party of Korea|WPK)(?: \(WPK\))?"
)
_CITY = re.compile(
    r"(?P<name>[A-Z]\w+(?: [A-Z]\w+)?) (?P<kind>City|County|Municipal|District) "
    r"(?:Party )?Committee of (?:the )?(?:Workers' Party of Korea|WPK)(?: \(WPK\))?"
)
_MINISTRY = re.compile(
    r"(?:Ministry of (?:the )?(?P<after>.+?)|(?P<before>[A-Z].*?) Ministry)(?: of (?:the )?(?P<country>.+))?$"
)


def coded_id(surface: str, vocabulary: Vocabulary, known: Mapping[str, str]) -> tuple[str, str]:
    """The id of a body and the rule that gave it: a listed one's, a coded one's by its form, else its own words."""
    words = own_words(surface)
    plain = folded(surface)
    for wording in (plain, re.sub(r"\s*\([A-Z][\w.&-]*\)$", "", surface).lower()):
        listed = known.get(wording)
        if listed and listed.startswith("organization:"):
            return listed, "body:listed"
    if found := _PROVINCIAL.fullmatch(surface):
        return f"organization:WPK.PC.{found['name'].upper()}", "body:provincial_committee"
    if found := _CITY.fullmatch(surface):
        kind = "CITY" if found["kind"] in ("City", "Municipal") else found["kind"].upper()
        return f"organization:WPK.{kind}.{found['name'].upper()}", "body:city_committee"
    if found := _MINISTRY.fullmatch(surface):
        portfolio = (found["after"] or found["before"] or "").lower()
        country = known.get((found["country"] or "").lower())
        if not found["after"]:
            first, _, rest = portfolio.partition(" ")
            if first and known.get(first, "").startswith("country:"):
                country, portfolio = known[first], rest
        suffix = vocabulary.ministries.get(portfolio)
        if suffix and country and country.startswith("country:"):
            return f"organization:{country[8:]}.{suffix}", "body:ministry"
    return f"organization:{words}", "body:own_words"
