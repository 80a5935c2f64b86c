"""A pattern tried only where its first words were seen gives what it gives everywhere; heads of offices are whole words."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.parties.anchored import matches_at, words_apart
from dagster_project.core.parties.cues import CueWords

PATTERN = re.compile(r"(?<![\w-])(?:tea chief|chief|tea|attending the [^.]{0,9}? were)(?![\w-])", re.IGNORECASE)
FIRST_WORDS = ["tea chief", "chief", "tea", "attending the "]
WORDS = CueWords(["Tea", " chiefs"], ["tea chief", "chief"], ["tea"], FIRST_WORDS)
TEXTS = st.lists(st.sampled_from(["tea", "Chief", "chiefs", "attending the", "were", "-", ".", "a", "É", "İ"])).map(
    " ".join
)


@given(TEXTS)
def test_matches_are_those_of_the_pattern_itself(text: str) -> None:
    seen = WORDS.within(text).attendance
    assert [m.span() for m in matches_at(PATTERN, text, seen)] == [m.span() for m in PATTERN.finditer(text)]


@given(TEXTS)
def test_cues_are_seen_as_they_are_written(text: str) -> None:
    assert WORDS.within(text).cues == {cue for cue in ("Tea", " chiefs") if cue in text}


def test_heads_of_offices_are_whole_words_and_the_longest_at_a_place() -> None:
    text = "the Tea chief, a chieftain, the co-chief and the chief"
    seen = WORDS.within(text)
    assert [text[start:end] for start, end in seen.offices] == ["Tea chief", "chief", "chief", "chief"]
    assert words_apart(text, seen.offices) == [4, len(text) - 5]
    assert [text[start:end] for start, end in seen.posts] == ["Tea"]
