"""Reading the reference data of the parties into a gazetteer, with errors that name file and line."""

from datetime import date
from pathlib import Path

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.records import Alias, Office, Vocabulary, type_of
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Party
from dagster_project.core.vocabularies import PARTY_TYPES
from dagster_project.store.corrections import load_corrections
from dagster_project.store.reference import read_reference

_KOREAN_LEVELS = frozenset({"province", "city", "county", "district", "mountain", "site", "town", "village"})
_LARGE_CITIES = frozenset({"capital", "city"})


_NONE: frozenset[str] = frozenset()


def _words(cell: str) -> frozenset[str]:
    if not cell:
        return _NONE
    return frozenset(word.strip().lower() for word in cell.split("|") if word.strip())


def _day(cell: str, where: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise PalimpsestError(f"{where}: {cell!r} is no day (YYYY-MM-DD)") from None


def _alias(row: dict[str, str], where: str) -> Alias:
    return Alias(
        row["alias"],
        row["party_id"],
        row["kind"],
        _day(row["valid_from"], where),
        _day(row["valid_to"], where),
        row["case"] != "any",
        _words(row["not_before"]),
        _words(row["not_after"]),
        _words(row["only_before"]),
        _words(row["only_after"]),
        float(row["confidence"] or 0.9),
    )


def _column(folder: Path, name: str, column: str) -> list[str]:
    return [row[column] for _, row in read_reference(folder / name)]


def load_vocabulary(folder: Path) -> Vocabulary:
    """The words that the party rules go by, from the reference files in FOLDER."""
    surnames = [(r["surname"], r["also_word"] == "yes") for _, r in read_reference(folder / "korean_surnames.csv")]
    roles = [(r["role"], r["singular"]) for _, r in read_reference(folder / "role_words.csv")]
    heads = [row for _, row in read_reference(folder / "organisation_heads.csv")]
    place_heads = [row for _, row in read_reference(folder / "place_heads.csv")]
    return Vocabulary(
        surnames=frozenset(s for s, _ in surnames),
        short_surnames=frozenset(s for s, also_word in surnames if also_word),
        body_heads=frozenset(r["head"] for r in heads),
        head_needs={r["head"]: frozenset(r["only_before"].split("|")) for r in heads if r["only_before"]},
        site_heads=frozenset(r["head"] for r in heads if r["type"] == "place"),
        body_stops=frozenset(_column(folder, "organisation_stops.csv", "word")),
        body_generics=frozenset(_column(folder, "organisation_generics.csv", "word")),
        place_heads=frozenset(r["head"] for r in place_heads),
        place_needs={r["head"]: frozenset(r["only_before"].split("|")) for r in place_heads if r["only_before"]},
        plural_heads={r["words"]: (r["type"], r["head"]) for _, r in read_reference(folder / "plural_heads.csv")},
        country_bodies={r["words"].lower(): r["suffix"] for _, r in read_reference(folder / "country_bodies.csv")},
        ministries={r["portfolio"]: r["suffix"] for _, r in read_reference(folder / "ministries.csv")},
        role_heads=frozenset(role for role, singular in roles if not singular),
        role_plurals={role: singular for role, singular in roles if singular},
        portfolios=frozenset(_column(folder, "portfolios.csv", "portfolio")),
        press_cues=frozenset(_column(folder, "press_cues.csv", "word")),
        titles=frozenset(_column(folder, "titles.csv", "title")),
        attendance_cues=tuple((r["cue"], r["place"]) for _, r in read_reference(folder / "attendance_cues.csv")),
        not_names=frozenset(_column(folder, "not_names.csv", "word")),
    )


def load_reviewed(folder: Path) -> frozenset[str]:
    """The capitalised phrases that were reviewed and found to be no parties."""
    return frozenset(_column(folder, "not_parties.csv", "phrase"))


def load_offices(folder: Path) -> tuple[Office, ...]:
    """The dated offices of listed persons. Raises PalimpsestError that names file and line."""
    path = folder / "offices.csv"
    return tuple(
        Office(
            row["person_id"],
            row["office"],
            row["affiliation_id"] or None,
            _day(row["valid_from"], f"{path}:{number}"),
            _day(row["valid_to"], f"{path}:{number}"),
        )
        for number, row in read_reference(path)
    )


def load_gazetteer(folder: Path, places: PlaceIndex) -> Gazetteer:
    """The gazetteer of the reference data in FOLDER, and of the Korean places of PLACES.

    Raises PalimpsestError where a file is missing or a row can't be understood, naming file and line.
    """
    parties: dict[str, Party] = {}
    aliases: list[Alias] = []
    for kind in PARTY_TYPES:
        for _, row in read_reference(folder / f"parties_{kind}.csv"):
            parties[row["party_id"]] = Party(
                row["party_id"],
                row["name"],
                kind,
                row["country"] or None,
                row["parent_id"] or None,
                row["wikidata_id"] or None,
                row["cameo"] or None,
                row["ftm_schema"],
                listed=True,
            )
    for place in places.places():
        if place.country == "PRK" or place.level == "capital":
            parties.setdefault(
                place.place_id,
                Party(place.place_id, place.name, "place", place.country, None, None, None, "Address", listed=True),
            )
            aliases.append(
                Alias(
                    place.name,
                    place.place_id,
                    "name",
                    None,
                    None,
                    True,
                    frozenset(),
                    frozenset(),
                    frozenset(),
                    frozenset(),
                    0.9,
                )
            )
    for kind in PARTY_TYPES:
        path = folder / f"aliases_{kind}.csv"
        for number, row in read_reference(path):
            if row["party_id"] not in parties:
                raise PalimpsestError(f"{path}:{number}: {row['party_id']} is in no parties file")
            if type_of(row["party_id"]) != kind:
                raise PalimpsestError(f"{path}:{number}: {row['party_id']} is no {kind}")
            aliases.append(_alias(row, f"{path}:{number}"))
    _check_parents(parties)
    return Gazetteer(
        tuple(parties.values()),
        tuple(aliases),
        load_vocabulary(folder),
        places,
        load_corrections(folder),
        load_offices(folder),
    )


def _check_parents(parties: dict[str, Party]) -> None:
    for party in parties.values():
        if party.parent_id is not None and party.parent_id not in parties:
            raise PalimpsestError(f"{party.party_id}: its parent {party.parent_id} is in no parties file")
