"""What forbids a candidate that its own rule let through: what stands around it says that it names somebody else, or nobody."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from dagster_project.core.parties.reading import Listed, Reading
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.triggers import Triggers

_ABROAD: Final = re.compile(r"\b((?:Koreans?|Korean (?:residents?|nationals?|citizens)) in )(?:the )?")
_LIVING: Final = ("s in ", " in ", " resident", " national", " citizen")
_QUOTED: Final = re.compile(r'"(?<![\w"]")(?=\S)([^"\n]{3,160})(?<=\S)"(?!\w)')
_LONG_WORD: Final = re.compile(r"[A-Za-z][\w'-]{3,}")
_OWN_ANOTHERS: Final = "another state's president is spoken of"
_OWN_PRESIDENT: Final = "person:Kim Il Sung"
_ANOTHERS: Final = "another state's president is spoken of"
_AT_HOME: Final = frozenset({"country:PRK", "country:KOR"})
_WORK_BEFORE: Final = re.compile(
    r"\b(?:films?|songs?|books?|operas?|novels?|poems?|dramas?|plays?|works?|chorus(?:es)?|solos?|dances?|story|stories|paintings?"
    r"|cantatas?|symphony|music|ballads?|epic|hymns?|documentar(?:y|ies)|performances?) (?:titled |entitled )?$"
)
_BETWEEN_WORKS: Final = frozenset({"and", ",", ", and", ",and"})
_SMALL_IN_TITLES: Final = frozenset(
    {"with", "from", "into", "over", "upon", "under", "about", "through", "that", "than", "toward"}
)
_FEWEST_WORDS: Final = 3


def works_quoted(text: str) -> list[tuple[int, int, bool]]:
    """The spans in quotation marks that are titles of works, and whether the words before say so.

    A title has its long words capitalised, prepositions aside, and is no call. Without such words before it ('film',
    'song', another title) it has three words or more.
    """
    if '"' not in text:
        return []
    found: list[tuple[int, int, bool]] = []
    for quoted in _QUOTED.finditer(text):
        inner = quoted.group(1)
        long_words = [word for word in _LONG_WORD.findall(inner) if word not in _SMALL_IN_TITLES]
        if inner.endswith("!") or not long_words or not all(word[0].isupper() for word in long_words):
            continue
        said = _WORK_BEFORE.search(text, max(0, quoted.start() - 24), quoted.start()) is not None or (
            bool(found) and found[-1][2] and text[found[-1][1] + 1 : quoted.start()].strip() in _BETWEEN_WORKS
        )
        if said or len(inner.split()) >= _FEWEST_WORDS:
            found.append((*quoted.span(1), said))
    return found


def allowed(
    reading: Reading, triggers: Triggers, listed: Listed, candidates: Sequence[Candidate]
) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
    """The CANDIDATES that may stand, and those that may not with the reason."""
    text = reading.text
    works = [work for work in works_quoted(text) if not _is_a_body(work, candidates)]
    abroad = _abroad(text)
    reasons: dict[Candidate, str] = {}
    for c in candidates:
        if c[3] == "person" and (reason := _person(reading, triggers, listed, c)):
            reasons[c] = reason
    if abroad:
        reasons.update((c, "Koreans abroad") for c in candidates if c[0] in abroad and _is_elsewhere(c))
    if works:
        reasons.update((c, "inside the title of a work") for c in candidates if _inside_a_work(works, text, c))
    if not reasons:
        return list(candidates), []
    return [c for c in candidates if c not in reasons], list(reasons.items())


def _person(reading: Reading, triggers: Triggers, listed: Listed, c: Candidate) -> str | None:
    """What stands around the name of a person and says that it is another's; None where nothing does."""
    text = reading.text
    if c[2] == _OWN_PRESIDENT and text.startswith("resident", c[0] + 5):
        return _other_president(text, listed, c)
    return None if text.find(" ", c[0], c[1]) >= 0 else _longer_name(reading, triggers, listed, c)


def _is_elsewhere(c: Candidate) -> bool:
    """Whether C is another country than Korea, or a place."""
    return c[3] in ("country", "place") and c[2] not in _AT_HOME


def _inside_a_work(works: Iterable[tuple[int, int, bool]], text: str, c: Candidate) -> bool:
    """Whether C stands in a title of WORKS, and is not all of it where only its form says that it is one."""
    start, end = c[:2]
    return any(
        begin <= start and end <= stop and (said or not _whole(text, begin, stop, c)) for begin, stop, said in works
    )


def _abroad(text: str) -> set[int]:
    """Where names stand that say where Koreans live: 'Koreans in Japan' are nobody's."""
    places: set[int] = set()
    at = text.find("Korean")
    while at >= 0:
        if text.startswith(_LIVING, at + 6) and (found := _ABROAD.match(text, at)):
            places |= {found.end(), found.end(1)}
        at = text.find("Korean", at + 6)
    return places


def _is_a_body(work: tuple[int, int, bool], candidates: Iterable[Candidate]) -> bool:
    """Whether what stands in quotation marks begins with a body's name that is most of it: a name, no work's title."""
    start, end, said = work
    return not said and any(
        c.type == "organization" and start <= c.start <= start + 4 and 2 * (min(c.end, end) - start) > end - start
        for c in candidates
    )


def _other_president(text: str, listed: Listed, c: Candidate) -> str | None:
    """Whether 'the President' is another state's: the last president spoken of before is one of a state, or a foreigner."""
    at = text.rfind("resident", 0, c.start)
    while at > 0:
        begin, after = at - 1, at + len("resident")
        if text.endswith(("-", "ice "), 0, begin):
            at = text.rfind("resident", 0, begin)
            continue
        of = text.startswith(" of ", after)
        after += 4 if of else 1
        after += 4 if text.startswith("the ", after) else 0
        named, owner = listed.starting.get(after), listed.ending.get(begin - 1)
        if named is not None and named.type == "person" and not of:
            return None if named.party_id == _OWN_PRESIDENT else _ANOTHERS
        if (of and _is_foreign(named)) or _is_foreign(owner):
            return _ANOTHERS
        at = text.rfind("resident", 0, begin)
    return None


def _is_foreign(c: Candidate | None) -> bool:
    return c is not None and c.type == "country" and c.party_id not in _AT_HOME


def _whole(text: str, start: int, end: int, c: Candidate) -> bool:
    """Whether C is all that stands between the quotation marks at START and END, an article aside."""
    return end == c.end and text[start : c.start].strip().lower() in ("", "the", "a", "an")


def _longer_name(reading: Reading, triggers: Triggers, listed: Listed, c: Candidate) -> str | None:
    """Whether a surname that is listed alone closes another person's name: 'Jonathan Powell' is no Colin Powell."""
    i = bisect_left(reading.starts, c.start)
    if i == 0 or i == len(reading.starts) or reading.starts[i] != c.start or reading.gaps[i] != " ":
        return None
    before = reading.words[i - 1]
    word = before.strip(".").lower()
    if (
        word in triggers.vocabulary.not_names
        or word in triggers.role_words
        or before in triggers.titles_by_last_word
        or reading.ends[i - 1] in listed.ending
        or before[0].isdigit()
        or before in triggers.vocabulary.body_heads
    ):
        return None
    return f"closes a longer name, after '{before}'"
