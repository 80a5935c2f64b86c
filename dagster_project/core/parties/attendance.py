"""Who attended, in the order of naming: lists of names that a cue introduces or closes."""

import re
from collections.abc import Sequence
from datetime import date

from dagster_project.core.parties.anchored import matches_at
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.reading import Reading
from dagster_project.core.parties.records import Candidate
from dagster_project.core.records import Attendee, Role, RoleFrom

_SENTENCE_END = re.compile(r"[.!?\n](?:(?<=\n)|(?<![A-Z]\..)(?<!\bMr.)(?<!\bDr.)[\"')]*(?=\s+[A-Z\"]|\s*$|\n))")
"""A line's end, or a mark that closes a sentence. It begins with one class of characters, so that the search leaps."""
_LONGEST_SENTENCE = 3_000
_SPOKEN_OF = re.compile(
    r"\b(?:of|on|for|about|to|under|with) (?:(?:the|our|great|respected|dear|peerlessly|smiling|late|Comrades?|President|leader|"
    r"Leader|Supreme|Chairman|Marshal|General|Generalissimo|Secretary|His Excellency|HE) )*$"
)
"""What stands before the name of who is spoken of in a list, and does not attend."""
_OCCASION = re.compile(
    r"\b(?:to (?:mark|celebrate|commemorate|congratulate)|on the occasion of|in celebration of|marking)\b"
)
"""Where a list ends and what was marked begins."""
_TELLING = re.compile(
    r"\b(?:when|which|that|after|because|while)\b|\b(?!concerned|armed|united|related|invited)[a-z]{2,}ed\b"
)
"""Words of another clause: a list of who took part has none behind its last name."""


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around [START, END)."""
    begin = text.rfind("\n", max(0, start - _LONGEST_SENTENCE), start) + 1
    for mark in _SENTENCE_END.finditer(text, begin or max(0, start - _LONGEST_SENTENCE), start):
        begin = mark.end()
    closing = _SENTENCE_END.search(text, end)
    return begin, closing.start() if closing else len(text)


def _role_of(
    gazetteer: Gazetteer, person_id: str, roles: Sequence[Role], begin: int, end: int, day: date | None
) -> tuple[str | None, RoleFrom | None]:
    """The role of a person of the list between BEGIN and END, and where it is known from."""
    stated = [r for r in roles if r.person_id == person_id]
    for role in stated:
        if begin <= role.char_start <= end:
            return role.role, "list"
    if stated:
        return stated[0].role, "article"
    held = gazetteer.office_on(person_id, day)
    return held, "reference" if held else None


def _is_spoken_of(text: str, first: int, person: Candidate) -> bool:
    """Whether a name in a list belongs to what somebody else attends or shows: 'portraits of A', 'the birthday of B'."""
    return _SPOKEN_OF.search(text, max(first, person.start - 60), person.start) is not None or text.startswith(
        ("'s ", " when ", "' "), person.end
    )


def _is_about_more(text: str, end: int, cue: int, roles: Sequence[Role]) -> bool:
    """Whether the words between the last name of a list, END, and the cue tell of more than who else was there."""
    for role in roles:
        if end <= role.char_start <= end + 6:
            end = role.char_end
    return _TELLING.search(text, end, cue) is not None


def find_attendance(
    gazetteer: Gazetteer, reading: Reading, standing: Sequence[Candidate], roles: Sequence[Role], day: date | None
) -> tuple[Attendee, ...]:
    """The attendees that a text lists: for each list the persons in order, with the cue and the role on DAY.

    A cue that introduces its list ("accompanied by") is followed by the names, one that closes it ("were present")
    stands after them; which is which the reference data says. The list ends with its sentence.
    """
    starts, text = reading.seen.attendance, reading.text
    if not starts:
        return ()
    persons = [c for c in standing if c[3] == "person"]
    if not persons:
        return ()
    cues = gazetteer.triggers.attendance
    found: list[Attendee] = []
    taken = -1
    number = 0
    for cue in matches_at(cues.pattern, text, starts):
        if cue.start() < taken:
            continue
        begin, end = _sentence(text, cue.start(), cue.end())
        place = cues.places.get(cue.group().lower(), "before")
        occasion = _OCCASION.search(text, cue.end(), end) if place == "before" else None
        first, last = (cue.end(), occasion.start() if occasion else end) if place == "before" else (begin, cue.start())
        listed = [p for p in persons if first <= p.start < last and not _is_spoken_of(text, first, p)]
        if not listed or (place == "after" and _is_about_more(text, listed[-1].end, cue.start(), roles)):
            continue
        number += 1
        seen: set[str] = set()
        for person in listed:
            if person.party_id in seen:
                continue
            seen.add(person.party_id)
            role, source = _role_of(gazetteer, person.party_id, roles, begin, end, day)
            rank, named = len(seen), (person.start, person.end)
            found.append(Attendee(number, rank, person.party_id, cue.group().lower(), role, source, *named))
        taken = end
    return tuple(found)
