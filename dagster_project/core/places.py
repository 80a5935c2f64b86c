"""What a dateline names: its place (where it lies and which party it is) and its agency.

Built from rows (see `store.places` for the files); a lookup knows spelling variants, generic words around a name
("Wonsan City", "Mt. Kumgang") and nothing of context. Names in reviewed rows win over the world's cities, and of two
cities of one name the larger one is meant, as news datelines do.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True, slots=True)
class Place:
    """A place: `place_id` is its party id (`place:Wonsan`), `country` ISO 3166-1 alpha-3, coordinates in degrees.

    `level` is province, city, county, district, site, mountain, region or foreign_city; `within` names what it lies in.
    """

    place_id: str
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    level: str
    within: str | None = None


_SEAT: Final = "pyongyang"
"""Where 95 in 100 datelines are from."""
_GENERIC: Final = re.compile(r"\s+(?:city|municipality|county|district|town|up|ri)$")
_HYPHENS: Final = re.compile("[-\u2010-\u2015]")
_NO_POINTS: Final = str.maketrans("", "", ".'`")
_MOUNT: Final = re.compile(r"^(?:mt\.?|mount)\s*")


def name_key(name: str) -> str:
    """A name as lookups compare it: lower case, without accents, points, apostrophes and repeated spaces."""
    if name.isascii():
        text = name.lower()
        if text[:1] == "m":
            text = _MOUNT.sub("mt ", text)
        elif text.isalpha():
            return text
        return " ".join(text.translate(_NO_POINTS).replace("-", " ").split())
    name = unicodedata.normalize(
        "NFC", "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    )
    text = name.replace("\u2019", "'").casefold()
    text = _MOUNT.sub("mt ", text)
    return " ".join(_HYPHENS.sub(" ", text.translate(_NO_POINTS)).split())


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """Places by id and by every name; immutable and picklable, and hashable, so that what is looked up in it can be
    remembered."""

    by_id: Mapping[str, Place] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((len(self.by_id), len(self.by_name), len(self.agencies)))

    def __reduce__(self) -> tuple[type["PlaceIndex"], tuple[dict[str, Place], dict[str, str], dict[str, str]]]:
        return PlaceIndex, (dict(self.by_id), dict(self.by_name), dict(self.agencies))

    def find(self, name: str) -> Place | None:
        """The place of a name, also with a generic word after it, or what it lies in ("Wonsan, Kangwon")."""
        for text in dict.fromkeys((name, name.split(",", maxsplit=1)[0])):
            key = name_key(text)
            for candidate in (key, _GENERIC.sub("", key), f"{key} city"):
                if candidate in self.by_name:
                    return self.by_id[self.by_name[candidate]]
        return None

    def misspelt_seat(self, name: str) -> Place | None:
        """Pyongyang where a name is a misprint of it ("Ppyongyang"), two letters off at most; else None.

        Only to be asked of a dateline's place that no list has: other towns begin much alike.
        """
        key = name_key(name).replace(" ", "")
        near = key.startswith("p") and Levenshtein.distance(key, _SEAT, score_cutoff=2) <= 2
        return self.by_id.get(self.by_name.get(_SEAT, "")) if near else None

    def agency(self, written: str) -> str | None:
        """The agency in a dateline's brackets: as listed, a misprint of a listed acronym, or words that hold one."""
        key = _agency_key(written)
        if key in self.agencies:
            return self.agencies[key]
        if 3 <= len(key) <= 9 and " " not in key:
            acronyms = [name for name in self.agencies if name.isascii() and 4 <= len(name) <= 9 and " " not in name]
            distance, name = min(((Levenshtein.distance(key, name), name) for name in acronyms), default=(9, ""))
            if distance <= (2 if "-" in key and "-" in name else 1) or sorted(key) == sorted(name):
                return self.agencies[name]
        listed = next((word for word in _ACRONYM.findall(key) if word in self.agencies), None)
        return self.agencies[listed] if listed else None

    def places(self) -> tuple[Place, ...]:
        """All places, in order of id."""
        return tuple(self.by_id[key] for key in sorted(self.by_id))


_ACRONYM: Final = re.compile(r"[a-z]{3,6}")


def _agency_key(written: str) -> str:
    return re.sub(r"\s*([-/])\s*", r"\1", " ".join(written.casefold().split()))


def build_places(
    places: Iterable[Place], aliases: Iterable[tuple[str, str]], agencies: Iterable[tuple[str, str]] = ()
) -> PlaceIndex:
    """An index of places, of (alias, place_id) pairs and of (surface, agency) pairs; an alias wins over a
    place's own name (reviewed words over the world's list), and of two claims of one sort the earlier one holds.

    Raises ValueError where an alias points at no place.
    """
    by_id: dict[str, Place] = {}
    own: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for place in places:
        if place.place_id in by_id:
            continue
        by_id[place.place_id] = place
        own.setdefault(name_key(place.name), place.place_id)
    for alias, place_id in aliases:
        if place_id not in by_id:
            raise ValueError(
                f"alias {alias!r} points at {place_id}, which no place has; add the place or correct the alias"
            )
        by_name.setdefault(name_key(alias), place_id)
    named = {_agency_key(surface): agency for surface, agency in agencies}
    return PlaceIndex(MappingProxyType(by_id), MappingProxyType(own | by_name), MappingProxyType(named))
