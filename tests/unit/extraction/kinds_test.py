"""The pieces that spare a title its patterns: none that a pattern finds is without one of them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.core.kinds import _RULES

ASCII = st.characters(max_codepoint=127)


@pytest.mark.parametrize("rule", _RULES, ids=[rule[0] for rule in _RULES])
@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_each_title_that_a_pattern_finds_holds_one_of_its_pieces(
    rule: tuple[str, tuple[str, ...], re.Pattern[str]], data: st.DataObject
) -> None:
    _, parts, pattern = rule
    title = data.draw(st.from_regex(_of_ascii(pattern), alphabet=ASCII))
    assert pattern.search(title) is not None
    assert any(part in title.lower() for part in parts)


def _of_ascii(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """PATTERN without the alternatives and the letters of a set that no title of ASCII letters meets."""
    kept = [p for p in _alternatives(pattern.pattern) if re.sub(r"\[[^\]]*\]", "", p).isascii()]
    return re.compile(re.sub(r"[^\x00-\x7f]", "", "|".join(kept)), pattern.flags)


def _alternatives(text: str) -> list[str]:
    """The alternatives of a pattern at its outermost level."""
    found, depth, begin, at = [], 0, 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == "[":
            at = text.index("]", at + 2)
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if text[at] == "|" and depth == 0:
            found.append(text[begin:at])
            begin = at + 1
        at += 1
    return [*found, text[begin:]]
