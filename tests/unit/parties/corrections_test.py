"""Reviewed corrections hold where they say and nowhere else."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.parties import Gazetteer, find_parties, near_misses
from dagster_project.core.parties.corrections import COLUMNS, Corrections, PartyCorrection, parse_party_correction
from dagster_project.core.records import Named
from dagster_project.store.corrections import load_corrections
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.places import load_places

BODY = (
    "Pak Chol Gil, director of the Sample Tea Bureau, met guests from Cuba.\n"
    "Present there were Pak Chol Gil, Ri Hyang Ok, manager of the Paper Company, and officials of the Tea Circle."
)


def correction(**cells: str) -> PartyCorrection:
    return parse_party_correction({**dict.fromkeys(COLUMNS, ""), "correction_id": "c1", "note": "why", **cells})


@pytest.fixture(scope="module")
def corrected(reference_folder: Path) -> "type[Corrected]":
    Corrected.gazetteer = load_gazetteer(reference_folder, load_places(reference_folder))
    return Corrected


class Corrected:
    """What the rules find in BODY under corrections; a gazetteer of its own, so that no other test meets them."""

    gazetteer: Gazetteer

    def __init__(self, *rows: PartyCorrection, article_id: str = "x/1", title: str = ""):
        self.gazetteer.corrections = Corrections(rows)
        day = date(2011, 5, 2)
        self.named: Named = find_parties(
            self.gazetteer, title, BODY, article_id=article_id, published_on=day, language="en"
        )
        self.nearly = near_misses(self.gazetteer, title, BODY, article_id=article_id, published_on=day, language="en")

    def parties(self, surface: str) -> list[str]:
        return [m.party_id for m in self.named.mentions if m.surface == surface]

    def rules(self) -> Iterable[str]:
        return [m.rule for m in self.named.mentions if m.rule.startswith("correction:")]

    def times(self) -> dict[str, int]:
        return {a.correction_id: a.times for a in self.named.corrected}


def test_a_mention_is_removed_in_the_article_named_and_stays_in_others(corrected: type[Corrected]) -> None:
    row = correction(target="mention", action="remove", article_id="x/1", party_id="country:CUB")
    here, there = corrected(row), corrected(row, article_id="x/2")
    assert (here.parties("Cuba"), here.times()) == ([], {"c1": 1})
    assert (there.parties("Cuba"), there.times()) == (["country:CUB"], {})


def test_the_page_tells_which_correction_removed_a_mention(corrected: type[Corrected]) -> None:
    found = corrected(correction(target="mention", action="remove", article_id="x/1", surface="Cuba"))
    assert [(m.surface, m.reason) for m in found.nearly if m.surface == "Cuba"] == [("Cuba", "correction:c1, why")]


def test_a_rule_is_corrected_in_all_articles(corrected: type[Corrected]) -> None:
    row = correction(target="mention", action="remove", rule="alias:Cuba")
    assert corrected(row, article_id="x/77", title="Cuba").parties("Cuba") == []
    other = correction(target="mention", action="remove", rule="alias:Havana")
    assert corrected(other).parties("Cuba") == ["country:CUB"]


def test_a_span_is_corrected_and_its_twin_is_not(corrected: type[Corrected]) -> None:
    cells = {"article_id": "x/1", "field": "body", "surface": "Pak Chol Gil", "char_start": "0", "char_end": "12"}
    found = corrected(correction(target="mention", action="change", new_party_id="person:Pak Chol Kil", **cells))
    assert found.parties("Pak Chol Gil") == ["person:Pak Chol Kil", "person:Pak Chol Gil"]
    assert (found.rules(), found.times()) == (["correction:c1"], {"c1": 1})
    assert "person:Pak Chol Kil" in {p.party_id for p in found.named.parties}


def test_what_follows_from_a_mention_follows_its_correction(corrected: type[Corrected]) -> None:
    row = correction(
        target="mention", action="change", article_id="x/1", party_id="person:Ri Hyang Ok", new_party_id="person:Ri H"
    )
    named = corrected(row).named
    assert "person:Ri H" in {r.person_id for r in named.roles} & {a.person_id for a in named.attendance}


def test_what_the_rules_miss_is_added_wherever_it_stands(corrected: type[Corrected]) -> None:
    row = correction(
        target="mention", action="add", article_id="x/1", surface="guests", new_party_id="group:guests of the tea"
    )
    found = corrected(row)
    assert (found.parties("guests"), found.times()) == (["group:guests of the tea"], {"c1": 1})


def test_a_role_is_removed_given_another_body_or_added(corrected: type[Corrected]) -> None:
    person = "person:Pak Chol Gil"
    gone = correction(target="role", action="remove", article_id="x/1", party_id=person)
    assert person not in {r.person_id for r in corrected(gone).named.roles}
    moved = correction(
        target="role", action="change", article_id="x/1", party_id=person, new_party_id="organization:WPK"
    )
    assert [r.affiliation_id for r in corrected(moved).named.roles if r.person_id == person] == ["organization:WPK"]
    added = correction(
        target="role", action="add", article_id="x/1", surface="guests", party_id=person, role="guest of honour"
    )
    roles = [(r.role, r.surface, r.rule) for r in corrected(added).named.roles if r.person_id == person]
    assert ("guest of honour", "guests", "correction:c1") in roles


def test_who_stands_after_a_removed_attendee_moves_up(corrected: type[Corrected]) -> None:
    row = correction(target="attendee", action="remove", article_id="x/1", party_id="person:Pak Chol Gil")
    assert [(a.list, a.rank, a.person_id) for a in corrected(row).named.attendance] == [(1, 1, "person:Ri Hyang Ok")]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"target": "mention", "action": "merge"}, "no correction"),
        ({"target": "attendee", "action": "add", "article_id": "x/1"}, "no correction"),
        ({"target": "mention", "action": "remove"}, "article_id"),
        ({"target": "mention", "action": "change", "article_id": "x/1"}, "new_party_id"),
        ({"target": "mention", "action": "add", "article_id": "x/1", "new_party_id": "country:CUB"}, "surface"),
        ({"target": "mention", "action": "remove", "article_id": "x/1", "char_start": "3"}, "two numbers"),
        ({"target": "mention", "action": "remove", "article_id": "x/1", "field": "foot"}, "title, body"),
        ({"target": "mention", "action": "remove", "article_id": "x/1", "party_id": "Cuba"}, "no party id"),
        ({"target": "mention", "action": "remove", "article_id": "x/1", "note": ""}, "note"),
    ],
)
def test_a_correction_that_says_too_little_is_refused(cells: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        correction(**cells)


def test_a_faulty_row_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(f"# a comment\n{','.join(COLUMNS)}\nc1,mention,remove{',' * 10}why\n", encoding="utf-8")
    with pytest.raises(PalimpsestError, match=r"corrections\.csv:3: .*article_id"):
        load_corrections(tmp_path)
    row = f"c1,mention,remove,x/1{',' * 9}why\n"
    path.write_text(f"{','.join(COLUMNS)}\n{row}{row}", encoding="utf-8")
    with pytest.raises(PalimpsestError, match="c1 stands more than once"):
        load_corrections(tmp_path)
