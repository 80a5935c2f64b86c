"""What a search asks, and where its words stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.search import cut_snippet, find_spans, parse_search


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (("bridge",), '"bridge"'),
        (("paper boat",), '"paper boat"'),
        (("paper", "boat"), '("paper" AND "boat")'),
        (("paper boat", "river"), '("paper boat" AND "river")'),
        (('"paper boat" river',), '("paper boat" AND "river")'),
        (("paper OR boat AND river",), '("paper" OR ("boat" AND "river"))'),
        (("(paper OR boat) NOT river",), '(("paper" OR "boat") NOT "river")'),
        (("paper AND NOT river boat",), '(("paper" AND "boat") NOT "river")'),
        (("a OR b", "c"), '(("a" OR "b") AND "c")'),
        (("hydro*",), '"hydro"*'),
        (("vice-minister",), '"vice minister"'),
        (("Citroën's",), '"citroen s"'),
        (("title:x",), '"title x"'),
        (("NEAR(a b)",), '("near" AND ("a" AND "b"))'),
    ],
)
def test_a_search_is_put_in_the_words_of_the_index(arguments: tuple[str, ...], match: str) -> None:
    assert parse_search(*arguments).match == match


@pytest.mark.parametrize("text", ["", "(", "a OR", "AND a", '"a', "()", "a )", "NOT a", "--", "a AND OR b"])
def test_a_search_that_is_not_whole_says_why(text: str) -> None:
    with pytest.raises(PalimpsestError, match="search: "):
        parse_search(text)


@given(st.lists(st.text(alphabet='ab "()*-ANDORT:é', max_size=20), min_size=1, max_size=3))
def test_any_text_is_a_search_or_is_refused(arguments: list[str]) -> None:
    try:
        asked = parse_search(*arguments)
    except PalimpsestError:
        return
    assert asked.match.count('"') % 2 == 0 and asked.match.count("(") == asked.match.count(")")


def test_words_are_found_whatever_their_case_accents_and_marks() -> None:
    text = "The PAPER\nBoat, and a café; paper-boats sail."
    found = [text[a:b] for a, b in find_spans(text, parse_search('"paper boat" OR cafe OR sail*'))]
    assert found == ["PAPER\nBoat", "café", "sail"]


def test_what_must_not_occur_is_not_marked() -> None:
    assert find_spans("a river of paper", parse_search("paper NOT river")) == [(11, 16)]


def test_a_snippet_lies_around_the_first_hit_on_one_line() -> None:
    text = "word " * 100 + "the\nfloral basket " + "tail " * 100
    spans = find_spans(text, parse_search("floral basket"))
    snippet, kept = cut_snippet(text, spans)
    assert [snippet[a:b] for a, b in kept] == ["floral basket"]
    assert snippet.startswith("… ") and snippet.endswith(" …") and "\n" not in snippet and len(snippet) < 200


def test_a_text_without_a_hit_is_shown_from_its_head() -> None:
    assert cut_snippet("A short text.", []) == ("A short text.", [])
