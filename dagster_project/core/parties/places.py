"""Places that no list holds, by their form: 'Uiju County', 'Mirae Scientists Street', 'Tongchang-ri', 'Mt. Kuwol'."""

from bisect import bisect_left
from collections.abc import Mapping
from typing import Final

from dagster_project.core.parties.countries import ends_noun
from dagster_project.core.parties.kinds import (
    BODY_STOP,
    HALF,
    LISTING,
    MONTH,
    MOUNT,
    NOT_NAME,
    PLACE_HEAD,
    VILLAGE,
    WATERS,
    WHERE,
)
from dagster_project.core.parties.reading import Listed, Reading, positions
from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.parties.triggers import PLACE_KINDS, SMALL_KINDS, Triggers
from dagster_project.core.places import PlaceIndex

_SIDES: Final = frozenset({"North", "South", "East", "West"})
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


def listed_in_plural(
    reading: Reading, triggers: Triggers, listed: Listed, known: Mapping[str, str], cues: frozenset[str]
) -> list[Candidate]:
    """The names of a list that a plural closes: 'Usi, Kyongsong and Kumya counties'; each name is a candidate by itself.

    A side alone shares the last one's name: 'South and North Phyongan Provinces'.
    CUES are those that the text has.
    """
    made: list[Candidate] = []
    text = reading.text
    for plural, kind, head in [closing for closing in triggers.plurals if closing[0] in cues] if cues else ():
        at = text.find(plural)
        while at >= 0:
            named = at - len(_OTHERS) if kind == "place" and text.endswith(_OTHERS, 0, at) else at
            last = bisect_left(reading.ends, named)
            end = at + len(plural)
            if last < len(reading.words) and reading.ends[last] == named and not text[end : end + 1].isalnum():
                items = _items(reading, listed, last)
                shared = reading.words[last] if items[0][1] > items[0][0] else ""
                for first, final in items if len(items) > 1 or named < at else ():
                    surface = text[reading.starts[first] : reading.ends[final]]
                    name = f"{surface} {shared}" if surface in _SIDES and shared else surface
                    party_id = known.get(f"{name} {head}".strip().lower()) or _plural_id(kind, f"{name} {head}".strip())
                    made.append(
                        Candidate(
                            reading.starts[first], reading.ends[final], party_id, kind, f"plural:{plural[1:]}", 0.75, -1
                        )
                    )
            at = text.find(plural, at + 1)
    return made


def sides_sharing(reading: Reading, known: Mapping[str, str]) -> list[Candidate]:
    """The side that shares the next one's name: 'North and South Phyongan', 'North and South Korea'."""
    made: list[Candidate] = []
    words, gaps, kinds = reading.words, reading.gaps, reading.kinds
    for i in positions(reading, HALF):
        if gaps[i + 1] != " and " or i + 2 >= len(words) or gaps[i + 2] != " " or not kinds[i + 1] & HALF:
            continue
        name = f"{words[i]} {words[i + 2]}".lower()
        party_id = known.get(f"{name} province") or known.get(name) or ""
        kind = party_id.partition(":")[0]
        if words[i + 1] != words[i] and kind in ("place", "country"):
            made.append(Candidate(reading.starts[i], reading.ends[i], party_id, kind, "place:shared_name", 0.85, 1))
    return made


def small_headed_places(
    reading: Reading, listed: Listed, known: Mapping[str, str], cues: frozenset[str]
) -> list[Candidate]:
    """Places whose kind has a small letter: 'Samhung county', 'Wonsan city'; CUES are those that the text has."""
    made: list[Candidate] = []
    if cues.isdisjoint(SMALL_KINDS):
        return made
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
        if (there is not None and there.type != "place") or reading.kinds[first] & (NOT_NAME | BODY_STOP):
            continue
        start, end = reading.starts[first], reading.ends[i] + 1 + len(kind)
        if not ends_noun(reading.text, end):
            continue
        name = reading.text[start : reading.ends[i]]
        party_id = known.get(f"{name} {kind}".lower()) or (there.party_id if there and kind == "city" else None)
        made.append(
            Candidate(
                start, end, party_id or f"place:{name} {kind.capitalize()}", "place", "place:small_head", 0.75, -1
            )
        )
    return made


def world_places(reading: Reading, listed: Listed, places: PlaceIndex) -> list[Candidate]:
    """Towns of the world list where a place is meant ('in Samtown', beside another place, 'Samtown, Ruritania').

    After 'city of' and the like, any name.
    """
    made: list[Candidate] = []
    gaps, kinds, starting, tails = reading.gaps, reading.kinds, listed.starting, reading.tails
    reached = -1
    for i in sorted({i - n for i in reading.marked if tails[i] & (WHERE | LISTING) for n in (0, 1)}):
        if not 0 <= i < len(kinds):
            continue
        gap, start = gaps[i], reading.starts[i]
        if start in starting or kinds[i] & (NOT_NAME | BODY_STOP):
            continue
        where = tails[i] & WHERE and gap.endswith(_WHERE)
        if not where and not (
            (gap in _BESIDE and (reached == i - 1 or _is_located(listed.ending.get(reading.ends[i - 1]))))
            or (gaps[i + 1] == ", " and _is_located(starting.get(reading.starts[i + 1])))
        ):
            continue
        last = i
        while last < i + 2 and gaps[last + 1] == " " and not kinds[last + 1] & MONTH:
            last += 1
        if gaps[last + 1] == " " and not kinds[last + 1] & MONTH:
            continue
        name = reading.text[start : reading.ends[last]]
        place = places.find(name) if len(name) > 3 else None
        said = gap.endswith(_SAID)
        if said or (place is not None and place.name.casefold() == name.casefold()):
            reached = last
            made.append(Candidate(start, reading.ends[last], f"place:{name}", "place", "place:world", 0.65, -3))
    return made


def _is_located(c: Candidate | None) -> bool:
    """Whether C is a place or a state's name, no adjective: what a town stands beside or lies in."""
    return c is not None and (c.type == "place" or (c.type == "country" and c.rank > 1))


def _plural_id(kind: str, name: str) -> str:
    return f"place:{name}" if kind == "place" else f"organization:{name.lower()}"


def _items(reading: Reading, listed: Listed, last: int) -> list[tuple[int, int]]:
    """The names, first and last word of each, of the list that ends with word LAST; each is of one or two words."""
    found: list[tuple[int, int]] = []
    joined = False
    while True:
        first = last
        if (
            first > 0
            and reading.gaps[first] == " "
            and not reading.kinds[first - 1] & BODY_STOP
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


def unlisted_places(reading: Reading, vocabulary: Vocabulary, listed: Listed) -> list[Candidate]:
    """Places by their form; a run that starts a sentence is cut of words that are no name."""
    made: list[Candidate] = []
    made += _headed(reading, vocabulary, listed)
    made += _waters_and_mountains(reading)
    for i in positions(reading, VILLAGE):
        word = reading.words[i]
        made.append(Candidate(reading.starts[i], reading.ends[i], f"place:{word}", "place", "place:village", 0.85, -1))
    return made


def _headed(reading: Reading, vocabulary: Vocabulary, listed: Listed) -> list[Candidate]:
    """Names that their head closes: 'Uiju County', 'Mirae Scientists Street'."""
    made: list[Candidate] = []
    words, starts, ends, gaps, kinds = reading.words, reading.starts, reading.ends, reading.gaps, reading.kinds
    for head in positions(reading, PLACE_HEAD):
        first = head
        before = listed.ending.get(ends[head - 1]) if words[head] == "State" and head else None
        if before is not None and before.type == "country":
            continue
        while (
            first > 0
            and gaps[first] == " "
            and head - first < _LONGEST
            and not kinds[first - 1] & (PLACE_HEAD | BODY_STOP)
            and not words[first - 1].endswith(".")
        ):
            first -= 1
        while first < head and kinds[first] & NOT_NAME and words[first] not in _WITHIN:
            first += 1
        needed = vocabulary.place_needs.get(words[head])
        if needed is not None and (head - first < _FEWEST_NEEDED or words[head - 1] not in needed):
            continue
        if first < head and (not starts[first] or reading.text[starts[first] - 1] not in "'.-"):
            name = reading.text[starts[first] : ends[head]]
            made.append(Candidate(starts[first], ends[head], f"place:{name}", "place", "place:head", 0.8, -1))
    return made


def _waters_and_mountains(reading: Reading) -> list[Candidate]:
    """Names that their head begins: 'Mt. Kuwol', 'River Taedong'."""
    made: list[Candidate] = []
    words, gaps, kinds = reading.words, reading.gaps, reading.kinds
    for i in positions(reading, MOUNT):
        if gaps[i + 1] not in (" ", ". ") or kinds[i + 1] & MONTH or (words[i] in WATERS and gaps[i] == " "):
            continue
        longer = i + 2 < len(words) and gaps[i + 2] == " " and not kinds[i + 2] & NOT_NAME
        start, end = reading.starts[i], reading.ends[i + 2 if longer else i + 1]
        made.append(Candidate(start, end, f"place:{reading.text[start:end]}", "place", "place:mountain", 0.85, -1))
    return made
