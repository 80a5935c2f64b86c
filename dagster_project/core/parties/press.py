"""Newspapers, agencies and web sites that no list holds, by the word beside them: 'the Ruritan newspaper Evening Tea'."""

from typing import Final

from dagster_project.core.parties.kinds import BODY_STOP, CUE, NOT_NAME, last_word
from dagster_project.core.parties.reading import Listed, Reading
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.text import own_words
from dagster_project.core.parties.triggers import Triggers

_LONGEST: Final = 4
_BEFORE_A_CUE: Final = frozenset(
    {"the", "a", "an", "online", "internet", "web", "south", "leading", "local", "private", "state"}
)


def unlisted_press(reading: Reading, triggers: Triggers, listed: Listed, said: frozenset[str]) -> list[Candidate]:
    """Names of one to four words directly after a cue ('newspaper'), or before ', a … newspaper'; SAID are the cues there."""
    made: list[Candidate] = []
    cues = triggers.vocabulary.press_cues
    if cues.isdisjoint(said):
        return made
    for i, following in enumerate(reading.gaps[1:]):
        if reading.tails[i] & CUE and last_word(reading.gaps[i]) in cues:
            last = _run(reading, listed, i)
            if last is not None and reading.gaps[last + 1] != " ":
                made.append(_candidate(reading, i, last))
        if following.startswith(", ") and reading.gaps[i] != " " and _explained(following, cues):
            last = _run(reading, listed, i)
            if last == i:
                made.append(_candidate(reading, i, i))
    return made


def _explained(gap: str, cues: frozenset[str]) -> bool:
    """Whether what follows the comma that begins a gap is a cue: ', internet newspaper of'."""
    words = gap[2:].split(" ")[:4]
    return any(word.rstrip(",.") in cues and all(w in _BEFORE_A_CUE for w in words[:n]) for n, word in enumerate(words))


def _run(reading: Reading, listed: Listed, first: int) -> int | None:
    """The last word of the name that begins at FIRST; None where no name of a paper can stand there."""
    known, kinds = listed.starting.get(reading.starts[first]), reading.kinds
    if known is not None and (known.type != "country" or known.end > reading.ends[first]):
        return None
    last = first
    while reading.gaps[last + 1] == " " and last + 1 - first < _LONGEST and not kinds[last + 1] & BODY_STOP:
        last += 1
    if kinds[first] & BODY_STOP or (known is not None and last == first) or reading.words[first][0].isdigit():
        return None
    return None if last == first and kinds[first] & NOT_NAME else last


def _candidate(reading: Reading, first: int, last: int) -> Candidate:
    start, end = reading.starts[first], reading.ends[last]
    return Candidate(
        start, end, f"organization:{own_words(reading.text[start:end])}", "organization", "press:cue", 0.7, -2
    )
