"""Newspapers, agencies and web sites that no list holds, by the word beside them: 'the Ruritan newspaper Evening Tea'."""

from collections.abc import Iterator
from typing import Final

from dagster_project.core.parties.reading import Listed, Reading
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.text import own_words
from dagster_project.core.parties.triggers import Triggers

_LONGEST: Final = 4
_BEFORE_A_CUE: Final = frozenset(
    {"the", "a", "an", "online", "internet", "web", "south", "leading", "local", "private", "state"}
)


def unlisted_press(reading: Reading, triggers: Triggers, listed: Listed, said: frozenset[str]) -> Iterator[Candidate]:
    """Names of one to four words directly after a cue ('newspaper'), or before ', a … newspaper'; SAID are the cues there."""
    cues = triggers.vocabulary.press_cues
    if cues.isdisjoint(said):
        return
    for i, gap in enumerate(reading.gaps[:-1]):
        if gap.endswith(" ") and gap[:-1].rpartition(" ")[2].rpartition("\n")[2] in cues:
            last = _run(reading, triggers, listed, i)
            if last is not None and reading.gaps[last + 1] != " ":
                yield _candidate(reading, i, last)
        if _explained(reading.gaps[i + 1], cues) and reading.gaps[i] != " ":
            last = _run(reading, triggers, listed, i)
            if last == i:
                yield _candidate(reading, i, i)


def _explained(gap: str, cues: frozenset[str]) -> bool:
    """Whether a gap begins with an apposition that is a cue: ', internet newspaper of'."""
    if not gap.startswith(", ") or len(gap) < 8:
        return False
    words = gap[2:].split(" ")[:4]
    return any(word.rstrip(",.") in cues and all(w in _BEFORE_A_CUE for w in words[:n]) for n, word in enumerate(words))


def _run(reading: Reading, triggers: Triggers, listed: Listed, first: int) -> int | None:
    """The last word of the name that begins at FIRST; None where no name of a paper can stand there."""
    known = listed.starting.get(reading.starts[first])
    if known is not None and (known.type != "country" or known.end > reading.ends[first]):
        return None
    last = first
    while last + 1 < len(reading.words) and reading.gaps[last + 1] == " " and last + 1 - first < _LONGEST:
        if reading.words[last + 1].lower() in triggers.vocabulary.body_stops:
            break
        last += 1
    word = reading.words[first].lower()
    if word in triggers.vocabulary.body_stops or (known is not None and last == first) or word[0].isdigit():
        return None
    return None if last == first and word in triggers.vocabulary.not_names else last


def _candidate(reading: Reading, first: int, last: int) -> Candidate:
    start, end = reading.starts[first], reading.ends[last]
    return Candidate(
        start, end, f"organization:{own_words(reading.text[start:end])}", "organization", "press:cue", 0.7, -2
    )
