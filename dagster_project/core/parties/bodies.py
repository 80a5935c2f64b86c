"""Bodies that no list holds, by their form: capitalised words around a head (Committee, Farm, Association …)."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

from dagster_project.core.parties.body_ids import BodyIds
from dagster_project.core.parties.growing import NUMBERED, OF, PRESS, Grower
from dagster_project.core.parties.kinds import BODY_HEAD, UNIT
from dagster_project.core.parties.reading import Listed, Reading, positions
from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.parties.text import own_words
from dagster_project.core.parties.triggers import SMALL_BODIES, SMALL_BODIES_OF, SMALL_UNIT

_PAPERS: Final = frozenset({"Shimbun", "Ilbo", "Sinmun", "Times", "Herald", "Tribune", "Gazette", "Shibao"})
_WORKS: Final = frozenset({"Station", "Stations", "Plant", "Plants"})
"""What is a place after 'Power', as a bridge or a dam is: texts speak of where it stands and of its building."""
_NUMBER: Final = re.compile(r" \d{2,3}(?![\w.,]*\d)(?! (?:percent|years|times|tons|workers))")
_OWNING: Final = frozenset({"organization", "country"})
_SMALL_SIDES: Final = ("south ", "north ")
_SMALL_HEAD: Final = re.compile(
    r"(?<![\w-])(?:presidium|(?:standing|central|provincial) committee|political bureau|secretariat|cabinet|politburo"
    r"|central military commission|(?:foreign )?ministry|ministry of [A-Z][A-Za-z' ]{3,20}|general staff|supreme command)"
    r" of (?:the )?$"
)
_WING: Final = re.compile(r" \([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}\)")
_SMALL_NUMBER: Final = re.compile(r" unit no\. ?\d+")
_UNIT: Final = re.compile(r" \d{2,5}(?![\w,.]*\d)")
_UNIT_NUMBER: Final = re.compile(r"\b[Tt]he (\d{3,4}) $")
_PORTFOLIO_BEFORE: Final = ("inister of ", "inister of the ", "inisters of ", "inisters of the ")


def unlisted_bodies(reading: Reading, vocabulary: Vocabulary, listed: Listed, ids: BodyIds) -> list[Candidate]:
    """Bodies by their form; LISTED is what the gazetteer found."""
    made: list[Candidate] = []
    grower = Grower(reading, listed)
    reached = -1
    text, words = reading.text, reading.words
    for trigger in positions(reading, BODY_HEAD):
        if trigger <= reached:
            continue
        head = grower.through(trigger)
        first = grower.left(head, reached + 1)
        last = grower.right(head)
        if first == last or not _is_body(reading, vocabulary, first, head, last):
            continue
        if reading.gaps[last + 1] == " " and last + 1 < len(words) and words[last + 1].startswith("No."):
            last += 1
        reached = last
        start, end = _begin(reading, listed, first), reading.ends[last]
        if words[head] in PRESS and _is_states_listed(listed, start, end):
            continue
        if words[head] in _PAPERS and head - first > 0 and (state := listed.starting.get(start)) is not None:
            following = bisect_left(reading.starts, state.end)
            if state.type == "country" and following < head and reading.starts[following] == state.end + 1:
                start = reading.starts[following]
        if text.startswith(")", end) and text.rfind("(", start, end) > text.rfind(")", start, end):
            end += 1
        elif words[last] in NUMBERED and (number := _NUMBER.match(text, end)):
            end = number.end()
        if words[head] in _WORKS and head > first and words[head - 1] == "Power":
            stop = end if reading.words[last].startswith("No.") else reading.ends[head]
            made.append(Candidate(start, stop, f"place:{text[start:stop]}", "place", "place:power_station", 0.8, -1))
            continue
        if words[head] in vocabulary.site_heads:
            if last > head and first < head and _is_where(listed, reading.starts[head + 1]):
                end = reading.ends[head]
            made.append(Candidate(start, end, f"place:{text[start:end]}", "place", "place:site", 0.8, -1))
            continue
        party_id, rule = ids.of(text[start:end])
        made.append(Candidate(start, end, party_id, "organization", rule, 0.8, -1))
        closing = _abbreviated(text, end) or (_wing(text, end) if words[head] == "Party" else None)
        if closing and (end + 2 not in listed.starting or listed.starting[end + 2].type == "organization"):
            made.append(Candidate(start, closing, party_id, "organization", rule, 0.8, -1))
    return made


def _is_where(listed: Listed, start: int) -> bool:
    """Whether a listed place or state begins at START: where a site lies is no part of its name."""
    known = listed.starting.get(start)
    return known is not None and known.type in ("place", "country")


def numbered_units(reading: Reading, listed: Listed) -> list[Candidate]:
    """Military units by number: 'KPA Unit 1313', 'Large Combined Unit 966 of the KPA'."""
    made: list[Candidate] = []
    text = reading.text
    if SMALL_UNIT in reading.seen.cues:
        made += _small_units(text, listed)
    grower = Grower(reading, listed)
    for head in positions(reading, UNIT):
        number = _UNIT.match(text, reading.ends[head])
        if number is None:
            continue
        end = number.end()
        link = next((link for link in reversed(OF) if text.startswith(link, end)), "")
        of = listed.starting.get(end + len(link)) if link else None
        if of is not None and of.type == "organization":
            end = of.end
        first = grower.left(head, 0)
        state = listed.starting.get(reading.starts[first])
        if state is not None and state.type == "country" and first < head:
            first += 1
        start = reading.starts[first]
        party_id = f"organization:{own_words(text[start:end])}"
        made.append(Candidate(start, end, party_id, "organization", "body:numbered_unit", 0.85, -1))
    return made


def _small_units(text: str, listed: Listed) -> list[Candidate]:
    """Units with a small letter behind an army's name: 'KPA unit no. 380'."""
    made: list[Candidate] = []
    for end, army in listed.ending.items():
        if army.type == "organization" and (number := _SMALL_NUMBER.match(text, end)):
            party_id = f"organization:{own_words(text[army.start : number.end()])}"
            made.append(Candidate(army.start, number.end(), party_id, "organization", "body:numbered_unit", 0.85, -1))
    return made


def _is_states_listed(listed: Listed, start: int, end: int) -> bool:
    """Whether [START, END) is a state's name before a listed body's: 'Japanese Asahi Shimbun' are two."""
    body, state = listed.ending.get(end), listed.starting.get(start)
    if body is None or state is None or body.type != "organization" or state.type != "country":
        return False
    return state.end + 1 == body.start


def _begin(reading: Reading, listed: Listed, first: int) -> int:
    """Where a body's name begins whose first word is FIRST: with the small letter of 'south Korean', the number of 'the 618'."""
    start, text = reading.starts[first], reading.text
    if text.endswith(_SMALL_SIDES, 0, start):
        around = listed.starting.get(start - len(_SMALL_SIDES[0]))
        if around is not None and around.type == "country":
            return around.start
    if not text[max(0, start - 2) : start - 1].isdigit():
        return start
    number = _UNIT_NUMBER.search(text, max(0, start - 12), start)
    return number.start(1) if number else start


def _is_body(reading: Reading, vocabulary: Vocabulary, first: int, head: int, last: int) -> bool:
    """Whether the words FIRST to LAST around HEAD name a body: no meeting, no portfolio, no office, not only common words."""
    words, text = reading.words, reading.text
    if (
        last == head
        and reading.gaps[head + 1] == " "
        and head + 1 < len(words)
        and words[head + 1].lower() in vocabulary.role_heads
    ):
        before = {word.lower() for word in words[first:head]}
        if before <= vocabulary.body_generics:
            return False
    if words[head] == "Forces" and text.endswith(_PORTFOLIO_BEFORE, 0, reading.starts[first]):
        return False
    if last == head and all(word.lower() in vocabulary.body_generics for word in words[first:head]):
        return False
    needed = vocabulary.head_needs.get(words[head])
    return needed is None or (head > first and words[head - 1] in needed)


def small_headed(text: str, listed: Listed, known: Mapping[str, str], cues: frozenset[str]) -> list[Candidate]:
    """Listed bodies whose own head has a small letter: 'presidium of the Supreme People's Assembly', 'cabinet of the DPRK'.

    CUES are those that the text has.
    """
    made: list[Candidate] = []
    if cues.isdisjoint(SMALL_BODIES_OF):
        return made
    for start, c in listed.starting.items():
        if c.type not in _OWNING or not text.endswith(OF, 0, start):
            continue
        end = start - (4 if text.startswith(" of ", start - 4) else 8)
        word = text[text.rfind(" ", 0, end) + 1 : end]
        if word not in SMALL_BODIES and "ministry of " not in text[max(0, start - 40) : start]:
            continue
        head = _SMALL_HEAD.search(text, max(0, start - 40), start)
        if head is None:
            continue
        party_id = known.get(text[head.start() : c.end].lower())
        if party_id is not None and party_id.startswith("organization:"):
            made.append(Candidate(head.start(), c.end, party_id, "organization", "body:small_head", 0.85, 1))
    return made


def _wing(text: str, end: int) -> int | None:
    """The end of the wing that a party's name has in brackets: 'Communist Party (Red Motherland)'."""
    found = _WING.match(text, end)
    return found.end() if found else None


def _abbreviated(text: str, end: int) -> int | None:
    """The end of an abbreviation in brackets right after END: 'Committee (KPC)'."""
    if not text.startswith(" (", end):
        return None
    close = text.find(")", end, end + 16)
    inner = text[end + 2 : close] if close > 0 else ""
    fits = len(inner) > 1 and inner[0].isupper() and all(c.isalpha() or c in "&.-" for c in inner)
    return close + 1 if fits else None
