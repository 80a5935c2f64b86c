"""A pattern tried only at its first words gives what it gives everywhere."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.parties.anchored import Anchored

PATTERN = re.compile(r"(?<![\w-])(?:tea chief|chief|tea|attending the [^.]{0,9}? were)(?![\w-])", re.IGNORECASE)
WORDS = ["tea chief", "Chief", "tea", "attending the "]


@given(st.lists(st.sampled_from(["tea", "Chief", "chiefs", "attending the", "were", "-", ".", "a", "É"])).map(" ".join))
def test_matches_are_those_of_the_pattern_itself(text: str) -> None:
    assert [m.span() for m in Anchored(WORDS, PATTERN).finditer(text)] == [m.span() for m in PATTERN.finditer(text)]
