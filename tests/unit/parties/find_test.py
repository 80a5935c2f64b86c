"""Promises that hold for every text."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.core.parties import Gazetteer, find_parties
from dagster_project.core.records import Mention, Named
from dagster_project.store.home import PROJECT_ROOT

_WORDS = st.sampled_from(
    ["Kim", "Jong", "Il", "President", "the", "of", "Committee", "DPRK", "south", "Korean", "and", ",", ".", '"', "(", ")", "-",
     "Farm", "counties", "U.S.", "No.", "5", "August", "'s", "’", "“", "\n", " ", "in", "party", "embassy", "İ", "ﬁ", "Ünal",
     "C.C.", "Workers' Party of Korea", "both sides", "Mt.", "ri", "Tea-ri", "al", "minister"]
)  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=300), st.lists(_WORDS, max_size=40).map(" ".join), st.lists(_WORDS, max_size=30).map("".join)
)
_DAYS = st.one_of(st.none(), st.dates(date(1996, 1, 1), date(2030, 1, 1)))


@settings(max_examples=300, deadline=None)
@given(title=_TEXTS, body=_TEXTS, day=_DAYS)
def test_spans_cut_out_their_surfaces_never_overlap_and_are_the_same_again(
    gazetteer: Gazetteer, title: str, body: str, day: date | None
) -> None:
    named = find_parties(gazetteer, title, body, article_id="x/1", published_on=day, language="en")
    for field, text in (("title", title), ("body", body)):
        end = 0
        for m in (m for m in named.mentions if m.field == field):
            assert text[m.char_start : m.char_end] == m.surface
            assert end <= m.char_start < m.char_end
            assert m.party_id.startswith(f"{m.type}:")
            assert m.rule
            assert 0 < m.confidence <= 1
            end = m.char_end
    beyond = [(len(body), len(body))]
    again = find_parties(gazetteer, title, body, article_id="x/1", published_on=day, language="en", masked=beyond)
    assert again is not named and again == named


def test_every_party_that_no_list_holds_is_handed_back(gazetteer: Gazetteer) -> None:
    named = find_parties(gazetteer, "", "The Tea Farm of Cuba met.", article_id="x/1", published_on=None, language="en")
    unlisted = {p.party_id for p in named.parties}
    assert {m.party_id for m in named.mentions if gazetteer.party(m.party_id) is None} == unlisted != set()


def test_a_text_in_another_language_gives_nothing(gazetteer: Gazetteer) -> None:
    named = find_parties(gazetteer, "", "Kim Jong Il visita Cuba", article_id="x/1", published_on=None, language="es")
    assert named.mentions == ()


def test_nothing_is_looked_for_in_a_dateline(gazetteer: Gazetteer) -> None:
    body = "Havana, May 2 (KCNA) -- Cuba is near."
    named = find_parties(gazetteer, "", body, article_id="x/1", published_on=None, language="en", masked=[(0, 23)])
    assert [m.surface for m in named.mentions] == ["Cuba"]


def test_names_inside_the_title_of_a_work_are_nobody(mentions: Callable[..., list[Mention]]) -> None:
    assert mentions('They sang "The Tea of Mongolia Is Best" and left.') == []
    assert mentions('They saw the film "The Arch of Triumph" and "Tea from Cuba".') == []
    assert [m.surface for m in mentions('The "Tea Friends Association" met.')] == ["Tea Friends Association"]
    assert next(m.surface for m in mentions('The "National Tea Committee for Helping the Old" met.')).startswith(
        "National Tea"
    )
    assert [m.surface for m in mentions('He said "tea comes from Mongolia" and left.')] == ["Mongolia"]


def test_an_abbreviation_stands_for_the_body_that_defined_it(mentions: Callable[..., list[Mention]]) -> None:
    found = mentions("The Tea Friends Association (TFA) met. The TFA is old.")
    assert [(m.surface, m.party_id) for m in found] == [
        ("Tea Friends Association (TFA)", "organization:tea friends association"),
        ("TFA", "organization:tea friends association"),
    ]


def test_a_text_told_again_is_read_anew_where_its_day_or_title_differs(gazetteer: Gazetteer) -> None:
    def named(day: date, title: str = "") -> Named:
        body = "Yoon spoke of Ho Un Dok."
        return find_parties(gazetteer, title, body, article_id="x/1", published_on=day, language="en")

    assert named(date(2011, 5, 2)) is named(date(2011, 5, 2))
    assert named(date(2024, 5, 2)).mentions != named(date(2011, 5, 2)).mentions
    assert len(named(date(2011, 5, 2), "Ho Un Dok Comes").mentions) > len(named(date(2011, 5, 2)).mentions)


def test_the_rules_need_none_of_the_large_libraries_of_tables() -> None:
    asked = (
        "import sys, dagster_project.store.gazetteer, dagster_project.store.places;"
        "print([m for m in ('numpy', 'pyarrow', 'duckdb', 'pandas') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
