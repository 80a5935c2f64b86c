"""Places that no list holds, by their form: 'Uiju County', 'Mirae Scientists Street', 'Tongchang-ri', 'Mt. Kuwol'."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Final

from dagster_project.core.parties.countries import ends_noun
from dagster_project.core.parties.growing import MONTHS
from dagster_project.core.parties.reading import Listed, Reading, positions
from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.parties.triggers import PLACE_KINDS, SMALL_KINDS, Triggers
from dagster_project.core.places import PlaceIndex

_SIDES: Final = frozenset({"North", "South", "East", "West"})
_HALVES: Final = frozenset({"North", "South"})
_WITHIN: Final = _SIDES | {"New", "Central", "Northern", "Southern", "Eastern", "Western"}
"""Words that are no name alone but begin one: 'North Chungchong Province', 'Central Youth Hall'."""
_WHERE: Final = (" in ", "In ", " near ", "Near ", "city of ", "town of ", "port of ", "village of ", "capital of ",
          "province of ", "district of ", "county of ", "mayor of ")  # fmt: skip
_BESIDE: Final = (", ", " and ", ", and ")
_SAID: Final = ("city of ", "town of ", "port of ", "village of ", "province of ", "district of ", "county of ")
_OTHERS: Final = " and other"
_LONGEST: Final = 5
_FEWEST_NEEDED: Final = 2
"""Words before a head that stands behind a certain word only: a name and that word ('Oun Revolutionary Site')."""
_VILLAGE: Final = ("-ri", "-up", "-dong", "-gu", "-do", "-guyok", "-kun")
_MOUNT: Final = frozenset({"Mt.", "Mt", "Mount", "Lake", "River", "Lagoon"})
_WATERS: Final = frozenset({"Lake", "River", "Lagoon"})
"""Words that close a name as well as they begin one: 'Taedong River', 'River Taedong'."""


def listed_in_plural(
    reading: Reading, triggers: Triggers, listed: Listed, known: Mapping[str, str], cues: frozenset[str]
) -> Iterator[Candidate]:
    """The names of a list that a plural closes: 'Usi, Kyongsong and Kumya counties'; each name is a candidate by itself.

    A side alone shares the last one's name: 'South and North Phyongan Provinces'.
    CUES are those that the text has.
    """
    text = reading.text
    for plural, kind, head in triggers.plurals:
        at = text.find(plural) if plural in cues else -1
        while at >= 0:
            named = at - len(_OTHERS) if kind == "place" and text.endswith(_OTHERS, 0, at) else at
            last = bisect_left(reading.ends, named)
            end = at + len(plural)
            if last < len(reading.words) and reading.ends[last] == named and not text[end : end + 1].isalnum():
                items = _items(reading, triggers.vocabulary, listed, last)
                shared = reading.words[last] if items[0][1] > items[0][0] else ""
                for first, final in items if len(items) > 1 or named < at else ():
                    surface = text[reading.starts[first] : reading.ends[final]]
                    name = f"{surface} {shared}" if surface in _SIDES and shared else surface
                    party_id = known.get(f"{name} {head}".strip().lower()) or _plural_id(kind, f"{name} {head}".strip())
                    yield Candidate(
                        reading.starts[first], reading.ends[final], party_id, kind, f"plural:{plural[1:]}", 0.75, -1
                    )
            at = text.find(plural, at + 1)


def sides_sharing(reading: Reading, known: Mapping[str, str]) -> Iterator[Candidate]:
    """The side that shares the next one's name: 'North and South Phyongan', 'North and South Korea'."""
    words, gaps = reading.words, reading.gaps
    for i in positions(reading, _HALVES):
        if gaps[i + 1] != " and " or i + 2 >= len(words) or gaps[i + 2] != " " or words[i + 1] not in _HALVES:
            continue
        name = f"{words[i]} {words[i + 2]}".lower()
        party_id = known.get(f"{name} province") or known.get(name) or ""
        kind = party_id.partition(":")[0]
        if words[i + 1] != words[i] and kind in ("place", "country"):
            yield Candidate(reading.starts[i], reading.ends[i], party_id, kind, "place:shared_name", 0.85, 1)


def small_headed_places(
    reading: Reading, vocabulary: Vocabulary, listed: Listed, known: Mapping[str, str], cues: frozenset[str]
) -> Iterator[Candidate]:
    """Places whose kind has a small letter: 'Samhung county', 'Wonsan city'; CUES are those that the text has."""
    if cues.isdisjoint(SMALL_KINDS):
        return
    for i, gap in enumerate(reading.gaps[1:]):
        if not gap.startswith(SMALL_KINDS):
            continue
        kind = gap[1:].partition(" ")[0].rstrip(".,;:)\n'\"")
        if kind not in PLACE_KINDS or (kind == "city" and reading.starts[i] not in listed.starting):
            continue
        first = i
        if first > 0 and reading.gaps[first] == " " and reading.words[first - 1] in _SIDES:
            first -= 1
        there = listed.starting.get(reading.starts[first])
        word = reading.words[first].lower()
        if (
            (there is not None and there.type != "place")
            or word in vocabulary.not_names
            or word in vocabulary.body_stops
        ):
            continue
        start, end = reading.starts[first], reading.ends[i] + 1 + len(kind)
        if not ends_noun(reading.text, end):
            continue
        name = reading.text[start : reading.ends[i]]
        party_id = known.get(f"{name} {kind}".lower()) or (there.party_id if there and kind == "city" else None)
        yield Candidate(
            start, end, party_id or f"place:{name} {kind.capitalize()}", "place", "place:small_head", 0.75, -1
        )


def world_places(reading: Reading, vocabulary: Vocabulary, listed: Listed, places: PlaceIndex) -> Iterator[Candidate]:
    """Towns of the world list where a place is meant ('in Samtown', beside another place, 'Samtown, Ruritania').

    After 'city of' and the like, any name.
    """
    words, gaps = reading.words, reading.gaps
    reached = -1
    for i, gap in enumerate(gaps[:-1]):
        where = gap.endswith(_WHERE)
        if not where and not (
            (gap in _BESIDE and (reached == i - 1 or _is_located(listed.ending.get(reading.ends[i - 1]))))
            or (gaps[i + 1] == ", " and _is_located(listed.starting.get(reading.starts[i + 1])))
        ):
            continue
        if reading.starts[i] in listed.starting or words[i].lower() in vocabulary.not_names:
            continue
        last = i
        while last < i + 2 and gaps[last + 1] == " " and words[last + 1] not in MONTHS:
            last += 1
        if (gaps[last + 1] == " " and words[last + 1] not in MONTHS) or words[i].lower() in vocabulary.body_stops:
            continue
        name = reading.text[reading.starts[i] : reading.ends[last]]
        place = places.find(name) if len(name) > 3 else None
        said = gap.endswith(_SAID)
        if said or (place is not None and place.name.casefold() == name.casefold()):
            reached = last
            yield Candidate(reading.starts[i], reading.ends[last], f"place:{name}", "place", "place:world", 0.65, -3)


def _is_located(c: Candidate | None) -> bool:
    """Whether C is a place or a state's name, no adjective: what a town stands beside or lies in."""
    return c is not None and (c.type == "place" or (c.type == "country" and c.rank > 1))


def _plural_id(kind: str, name: str) -> str:
    return f"place:{name}" if kind == "place" else f"organization:{name.lower()}"


def _items(reading: Reading, vocabulary: Vocabulary, listed: Listed, last: int) -> list[tuple[int, int]]:
    """The names, first and last word of each, of the list that ends with word LAST; each is of one or two words."""
    found: list[tuple[int, int]] = []
    joined = False
    while True:
        first = last
        if (
            first > 0
            and reading.gaps[first] == " "
            and reading.words[first - 1].lower() not in vocabulary.body_stops
            and reading.ends[first - 1] not in listed.ending
        ):
            first -= 1
        if reading.words[first].startswith("No."):
            return found or [(first, last)]
        found.append((first, last))
        gap = reading.gaps[first]
        if first == 0 or gap not in (", ", " and ", ", and ") or (joined and gap != ", "):
            return found
        joined = True
        last = first - 1


def unlisted_places(reading: Reading, vocabulary: Vocabulary, listed: Listed) -> Iterator[Candidate]:
    """Places by their form; a run that starts a sentence is cut of words that are no name."""
    words, starts, ends, gaps, text = reading.words, reading.starts, reading.ends, reading.gaps, reading.text
    for head in positions(reading, vocabulary.place_heads):
        first = head
        before = listed.ending.get(ends[head - 1]) if words[head] == "State" and head else None
        if before is not None and before.type == "country":
            continue
        while (
            first > 0
            and gaps[first] == " "
            and head - first < _LONGEST
            and words[first - 1] not in vocabulary.place_heads
            and not words[first - 1].endswith(".")
            and words[first - 1].lower() not in vocabulary.body_stops
        ):
            first -= 1
        while first < head and words[first].lower() in vocabulary.not_names and words[first] not in _WITHIN:
            first += 1
        needed = vocabulary.place_needs.get(words[head])
        if needed is not None and (head - first < _FEWEST_NEEDED or words[head - 1] not in needed):
            continue
        if first < head and (not starts[first] or text[starts[first] - 1] not in "'.-"):
            name = text[starts[first] : ends[head]]
            yield Candidate(starts[first], ends[head], f"place:{name}", "place", "place:head", 0.8, -1)
    for i in positions(reading, _MOUNT):
        if gaps[i + 1] in (" ", ". ") and words[i + 1] not in MONTHS and not (words[i] in _WATERS and gaps[i] == " "):
            last = (
                i + 2
                if i + 2 < len(words) and gaps[i + 2] == " " and words[i + 2].lower() not in vocabulary.not_names
                else i + 1
            )
            yield Candidate(
                starts[i], ends[last], f"place:{text[starts[i] : ends[last]]}", "place", "place:mountain", 0.85, -1
            )
    for i, word in enumerate(words):
        if (
            "-" in word
            and word.endswith(_VILLAGE)
            and word.partition("-")[0].isalpha()
            and word.lower() not in vocabulary.not_names
        ):
            yield Candidate(starts[i], ends[i], f"place:{word}", "place", "place:village", 0.85, -1)
