"""What is looked up of single words is what the vocabulary says, however often and in whatever order it is asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.parties import Gazetteer, kinds
from dagster_project.core.parties.alternatives import any_case
from dagster_project.core.parties.office_words import modifiers_before
from dagster_project.core.parties.reading import positions, read

WORDS = ["vice", "vice-chief", "chief", "chiefs", "co", "first secretary", "first", "sec.", "é"]
TREE = re.compile(rf"(?:{any_case(WORDS)})(?![\w-])")
LIST = re.compile("(?:" + "|".join(sorted(map(re.escape, WORDS), key=lambda w: -len(w))) + r")(?![\w-])", re.IGNORECASE)


@given(st.lists(st.sampled_from([*WORDS, "FIRST", "Chief", "-", ".", "x", " "])).map("".join))
def test_a_tree_of_words_matches_what_their_list_matches(text: str) -> None:
    assert [m.span() for m in TREE.finditer(text)] == [m.span() for m in LIST.finditer(text)]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("the First vice-chairman", "First"),
        ("a newly-appointed vice chairman", "newly-appointed"),
        ("(deputy chairman", "deputy"),
        ("the anti-general chairman", "chairman"),
        ("tea chairman", "chairman"),
    ],
)
def test_modifiers_of_an_office_are_read_backwards_from_its_head(text: str, begins: str) -> None:
    assert text[modifiers_before(text, 0, text.index("chairman")) :].startswith(begins)


def test_no_modifier_begins_before_the_earliest_place() -> None:
    text = "first deputy chairman"
    assert modifiers_before(text, 6, text.index("chairman")) == 6


def test_a_word_is_of_the_kinds_that_the_vocabulary_gives_it(gazetteer: Gazetteer) -> None:
    reading = read("Pak of the Committee at Uiju County said in May", gazetteer.triggers.lexicon)
    assert [reading.words[i] for i in positions(reading, kinds.BODY_HEAD)] == ["Committee"]
    assert [reading.words[i] for i in positions(reading, kinds.PLACE_HEAD)] == ["County"]
    assert [reading.words[i] for i in positions(reading, kinds.SURNAME)] == ["Pak"]
    assert reading.kinds[-1] & kinds.MONTH
    assert positions(reading, kinds.UNIT) == []


def test_words_that_are_forgotten_are_worked_out_anew(gazetteer: Gazetteer) -> None:
    known = kinds.WordKinds(gazetteer.vocabulary, frozenset())
    first = [known[word] for word in ("Pak", "Committee", "County", "May", "Tea")]
    for number in range(kinds.MOST_REMEMBERED):
        assert known[f"Word{number}"] == 0 and len(known) <= kinds.MOST_REMEMBERED
    assert "Pak" not in known
    assert [known[word] for word in ("Pak", "Committee", "County", "May", "Tea")] == first
