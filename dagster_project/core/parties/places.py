"""Places that no list holds, by their form: 'Uiju County', 'Mirae Scientists Street', 'Tongchang-ri', 'Mt. Kuwol'."""

from collections.abc import Iterator
from typing import Final

from dagster_project.core.parties.reading import Reading, positions
from dagster_project.core.parties.records import Candidate, Vocabulary

_LONGEST: Final = 5
_VILLAGE: Final = ("-ri", "-up", "-dong", "-gu", "-do", "-guyok", "-kun")
_MOUNT: Final = frozenset({"Mt.", "Mt", "Mount", "Lake"})


def unlisted_places(reading: Reading, vocabulary: Vocabulary) -> Iterator[Candidate]:
    """Places by their form; a run that starts a sentence is cut of words that are no name."""
    words, starts, ends, gaps, text = reading.words, reading.starts, reading.ends, reading.gaps, reading.text
    for head in positions(reading, vocabulary.place_heads):
        first = head
        while (
            first > 0
            and gaps[first] == " "
            and head - first < _LONGEST
            and words[first - 1] not in vocabulary.place_heads
            and not words[first - 1].endswith(".")
        ):
            first -= 1
        while first < head and words[first].lower() in vocabulary.not_names:
            first += 1
        if first < head and (not starts[first] or text[starts[first] - 1] not in "'.-"):
            name = text[starts[first] : ends[head]]
            yield Candidate(starts[first], ends[head], f"place:{name}", "place", "place:head", 0.8, -1)
    for i in positions(reading, _MOUNT):
        if gaps[i + 1] in (" ", ". "):
            last = (
                i + 2
                if i + 2 < len(words) and gaps[i + 2] == " " and words[i + 2].lower() not in vocabulary.not_names
                else i + 1
            )
            yield Candidate(
                starts[i], ends[last], f"place:{text[starts[i] : ends[last]]}", "place", "place:mountain", 0.85, -1
            )
    for i, word in enumerate(words):
        if "-" in word and word.endswith(_VILLAGE) and word.partition("-")[0].isalpha():
            yield Candidate(starts[i], ends[i], f"place:{word}", "place", "place:village", 0.85, -1)
