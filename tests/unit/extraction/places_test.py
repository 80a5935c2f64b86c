"""Places by name: KCNA's spellings, the world's cities, and the ids of the party tables."""

from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.places import Place, build_places, name_key
from dagster_project.store.places import load_places, read_rows
from tests.unit.extraction.support import ROOT, places

REFERENCE = ROOT / "data" / "reference"


@pytest.mark.parametrize(
    ("name", "country", "latitude"),
    [
        ("Pyongyang", "PRK", 39.0),
        ("PYONGYANG", "PRK", 39.0),
        ("Wonsan City", "PRK", 39.1),
        ("Kosong", "PRK", 38.6),
        ("Mt. Kumgang", "PRK", 38.7),
        ("Nampo", "PRK", 38.7),
        ("Moscow", "RUS", 55.8),
        ("Ulan Bator", "MNG", 47.9),
        ("Teheran", "IRN", 35.7),
        ("Bogota", "COL", 4.6),
        ("Georgetown", "GUY", 6.8),
        ("San Jose", "CRI", 9.9),
        ("Pusan", "KOR", 35.1),
        ("St. Petersburg", "RUS", 59.9),
        ("Port-au-Prince, Haiti", "HTI", 18.5),
        ("평양", "PRK", 39.0),
    ],
)
def test_a_dateline_place_is_found_in_its_country(name: str, country: str, latitude: float) -> None:
    found = places().find(name)
    assert found is not None
    assert found.country == country
    assert found.latitude == pytest.approx(latitude, abs=0.3)


def test_a_place_that_nobody_lists_is_not_guessed() -> None:
    assert places().find("Imagined Town on Sea") is None


def test_a_place_of_the_party_tables_bears_their_id() -> None:
    by_id = places().by_id
    listed = {row["party_id"]: row["country"] for row in read_rows(REFERENCE / "parties_place.csv")}
    shared = [party_id for party_id in listed if party_id in by_id]
    assert len(shared) > 100
    assert all(by_id[party_id].country == listed[party_id] for party_id in shared)


def test_every_name_points_at_a_place_and_every_id_is_its_own() -> None:
    index = places()
    assert set(index.by_name.values()) <= set(index.by_id)
    assert all(place.place_id == key for key, place in index.by_id.items())
    assert [place.place_id for place in index.places()] == sorted(index.by_id)


def test_an_alias_of_nothing_is_an_error_that_names_it(tmp_path: Path) -> None:
    for name in ("places_kp.csv", "places_sites.csv", "places_aliases.csv", "agencies.csv"):
        (tmp_path / name).write_text((REFERENCE / name).read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "places_aliases.csv").open("a", encoding="utf-8") as lines:
        lines.write("Nowhere,Imagined Town,PRK\n")
    with pytest.raises(ValueError, match=r"places_aliases\.csv.*Nowhere.*Imagined Town"):
        load_places(tmp_path)


def test_a_missing_reference_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PalimpsestError, match="places_kp"):
        load_places(tmp_path)


def test_of_two_places_of_one_name_the_first_is_meant_and_an_alias_wins() -> None:
    rows = [
        Place("place:A", "Same", "PRK", 1.0, 1.0, "city"),
        Place("place:B", "Same", "CHN", 2.0, 2.0, "city"),
        Place("place:C", "Other", "RUS", 3.0, 3.0, "city"),
    ]
    index = build_places(rows, [("Other", "place:A")])
    assert [index.find(name).place_id for name in ("Same", "same", "Other")] == ["place:A", "place:A", "place:A"]  # type: ignore[union-attr]


def test_names_are_compared_without_case_points_and_accents() -> None:
    assert name_key("Mt.Kumgang") == name_key("Mount Kumgang") == name_key("MT. KUMGANG")
    assert name_key("São Paulo") == name_key("Sao Paulo")
    assert name_key("평양") == "평양"
