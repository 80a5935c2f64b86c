"""What follows from what stands already: surnames after full names, abbreviations that the text defines, 'the party'."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dagster_project.core.parties.countries import ends_noun
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.kinds import LISTING
from dagster_project.core.parties.reading import Reading
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.text import at_word_edges

_DEFINED: Final = re.compile(r"\(([A-Z][A-Za-z&.-]{1,15})\)$")
_THE_PARTY: Final = "organization:WPK"
_BARE_PARTY: Final = frozenset({"the party", "party", "their party"})
_LEADERS: Final = frozenset({"person:Kim Il Sung", "person:Kim Jong Il", "person:Kim Jong Un", "person:Kim Jong Suk"})
_LATER_SURNAME: Final = "later_surname"
_LATER_KOREAN_SURNAME: Final = "later_korean_surname"
BARE_SURNAMES: Final = frozenset({_LATER_SURNAME, _LATER_KOREAN_SURNAME})
"""Rules of a surname by itself: without the full name it does not say who is meant."""
_BY_NEIGHBOURS: Final = frozenset({"after_title", "before_role", "before_person_words", "press:cue"})
"""Rules that find a name by the words beside it, which stand there but once."""
_WINGS: Final = ("ist", "ism")
"""How the name of a party's wing ends, which is no abbreviation: 'Communist Party of Tealand (Marxist-Leninist)'."""
_IN_LISTS: Final = (", ", " and ", ", and ")
_LONGEST_LISTED: Final = 3
_FEWEST_LISTED: Final = 2
_PAIRS: Final = frozenset({"group:both sides", "group:the two countries", "group:the two parties"})
_BETWEEN_TWO: Final = frozenset({"-", "–", " and ", " and the ", " with ", " with the "})
"""What stands between two countries that are named as a pair ("DPRK-Russia", "the DPRK and Russian ministers")."""


def follow(gazetteer: Gazetteer, reading: Reading, standing: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that follow from those STANDING."""
    persons, text = [c for c in standing if c[3] == "person"], reading.text
    by_neighbours = [c for c in standing if c[4] in _BY_NEIGHBOURS]
    found = list(later_names(text, by_neighbours)) if by_neighbours else []
    if persons:
        if others := [c for c in persons if c[2] not in _LEADERS]:
            found += later_surnames(reading, others, _surnames(gazetteer, others))
            found += later_korean_surnames(gazetteer, reading, others)
        found += listed_among_persons(gazetteer, reading, standing)
    if ")" in text:
        found += abbreviations(text, standing)
    if " party" in text:
        found += parties_of_countries(gazetteer, text, standing)
    return found


def later_names(text: str, by_neighbours: Iterable[Candidate]) -> list[Candidate]:
    """The same name wherever the text has it again, where only what stood beside it made it a name the first time."""
    made: list[Candidate] = []
    seen: set[str] = set()
    for c in by_neighbours:
        name = text[c.start : c.end]
        if name in seen or " " not in name:
            continue
        seen.add(name)
        at = text.find(name)
        while at >= 0:
            if at != c.start and at_word_edges(text, at, at + len(name)):
                made.append(Candidate(at, at + len(name), c.party_id, c.type, "later_name", 0.75, 1))
            at = text.find(name, at + len(name))
    return made


def surname_alone(gazetteer: Gazetteer, party_id: str, rule: str) -> str | None:
    """The part of a person's name that stands alone once the full name has been given; None where none does.

    It is a Southerner's or a Chinese's first word, another foreigner's last, no Northerner's. A Southerner's whose name
    is written the Western way ("Syngman Rhee") is the last, too.
    """
    words = party_id.partition(":")[2].split()
    country = gazetteer.country_of(party_id)
    if len(words) < 2 or country == "PRK" or rule == "korean_name":
        return None
    first = country in ("CHN", "VNM") or (country == "KOR" and words[0] in gazetteer.vocabulary.surnames)
    return words[0] if first else words[-1]


def _surnames(gazetteer: Gazetteer, persons: Iterable[Candidate]) -> dict[str, str]:
    """By person the part of the name that stands alone later."""
    found = ((p.party_id, surname_alone(gazetteer, p.party_id, p.rule)) for p in persons)
    return {party_id: surname for party_id, surname in found if surname}


def later_surnames(reading: Reading, persons: Iterable[Candidate], surname_of: Mapping[str, str]) -> list[Candidate]:
    """Surnames that stand alone after the full name, as the person named in full; SURNAME_OF gives them by person.

    A surname that two persons of the text share stands for neither.
    """
    made: list[Candidate] = []
    firsts: dict[str, tuple[int, str] | None] = {}
    for person in persons:
        surname = surname_of.get(person.party_id)
        if surname and len(surname) > 2:
            known = firsts.get(surname, (person.end, person.party_id))
            firsts[surname] = known if known is not None and known[1] == person.party_id else None
    for surname, owner in sorted(firsts.items()):
        for i in _numbers(reading, surname) if owner is not None else ():
            start = reading.starts[i]
            if owner is not None and start >= owner[0] and (not start or reading.text[start - 1] not in ".-"):
                made.append(Candidate(start, reading.ends[i], owner[1], "person", _LATER_SURNAME, 0.85, 2))
    return made


def _numbers(reading: Reading, word: str) -> list[int]:
    """The numbers of those words of a text that are WORD, in order."""
    numbers: list[int] = []
    at = -1
    for _ in range(reading.words.count(word)):
        at = reading.words.index(word, at + 1)
        numbers.append(at)
    return numbers


def later_korean_surnames(gazetteer: Gazetteer, reading: Reading, persons: Sequence[Candidate]) -> list[Candidate]:
    """A Northerner's surname that stands alone, as the last person before it who was named in full with that surname.

    PERSONS has no leaders, who are never called so. Whoever is named by no more than that is not told from others (see
    `BARE_SURNAMES`).
    """
    made: list[Candidate] = []
    named = [
        (c.end, c.party_id, c.party_id[7:].partition(" ")[0])
        for c in persons
        if c.rule == "korean_name" or gazetteer.country_of(c.party_id) == "PRK"
    ]
    surnames = frozenset(surname for _, _, surname in named) - gazetteer.vocabulary.short_surnames
    for i in sorted(i for surname in surnames for i in _numbers(reading, surname)):
        before, after = reading.gaps[i], reading.gaps[i + 1]
        if after == " " or before.endswith("-") or (before == " " and i) or after.startswith("-"):
            continue
        owners = [party_id for end, party_id, name in named if name == reading.words[i] and end <= reading.starts[i]]
        if owners:
            made.append(
                Candidate(reading.starts[i], reading.ends[i], owners[-1], "person", _LATER_KOREAN_SURNAME, 0.75, -1)
            )
    return made


def listed_among_persons(gazetteer: Gazetteer, reading: Reading, standing: Sequence[Candidate]) -> list[Candidate]:
    """Names in a list of persons: 'A B, X Y and C D', where A B and C D are persons, and X Y nothing else.

    The neighbour before is a person, and so is the one behind, or the one before that.
    """
    made: list[Candidate] = []
    gaps, tails = reading.gaps, reading.tails
    listing = [i for i in reading.marked if tails[i] & LISTING and 0 < i < len(tails) - 1 and gaps[i] in _IN_LISTS]
    if not listing:
        return made
    vocabulary, text = gazetteer.vocabulary, reading.text
    ends = {c[1]: c for c in standing}
    starts = {c[0]: c for c in standing}
    for i in listing:
        before = ends.get(reading.ends[i - 1])
        if before is None or before.type != "person" or reading.starts[i] in starts:
            continue
        last = i
        while last - i < _LONGEST_LISTED and reading.gaps[last + 1] == " ":
            last += 1
        run = reading.words[i : last + 1]
        if len(run) < _FEWEST_LISTED or any(_is_no_part(gazetteer, word) for word in run):
            continue
        end = reading.ends[last]
        if any(reading.starts[k] in starts or reading.ends[k] in ends for k in range(i, last + 1)):
            continue
        behind = starts.get(reading.starts[last + 1]) if last + 1 < len(reading.words) else None
        is_person = behind is not None and behind.type == "person" and reading.gaps[last + 1] in _IN_LISTS
        earlier = _before_in_list(text, before, ends)
        if (is_person or earlier) and not vocabulary.surnames.issuperset(run):
            made.append(
                Candidate(
                    reading.starts[i],
                    end,
                    f"person:{text[reading.starts[i] : end]}",
                    "person",
                    "among_persons",
                    0.65,
                    -1,
                )
            )
    return made


def _is_no_part(gazetteer: Gazetteer, word: str) -> bool:
    """Whether WORD is part of no person's name."""
    vocabulary = gazetteer.vocabulary
    return (
        word.lower() in vocabulary.not_names
        or word.lower() in vocabulary.body_stops
        or word in vocabulary.body_heads
        or word in vocabulary.place_heads
        or word[0].isdigit()
        or (word.isupper() and len(word) > 2)
    )


def _before_in_list(text: str, person: Candidate, ends: Mapping[int, Candidate]) -> bool:
    """Whether another person stands directly before PERSON in a list."""
    return any(
        text.endswith(link, 0, person.start)
        and (other := ends.get(person.start - len(link))) is not None
        and other.type == "person"
        for link in _IN_LISTS
    )


def abbreviations(text: str, standing: Iterable[Candidate]) -> list[Candidate]:
    """Abbreviations that a body's mention defines in brackets, wherever the text uses them afterwards."""
    made: list[Candidate] = []
    for c in standing:
        if text[c[1] - 1] == ")" and c[3] == "organization" and (defined := _DEFINED.search(text, c.start, c.end)):
            short = defined.group(1)
            if short.endswith(_WINGS):
                continue
            at = text.find(short, c.end)
            while at >= 0:
                if at_word_edges(text, at, at + len(short)):
                    made.append(Candidate(at, at + len(short), c.party_id, c.type, f"defined:{short}", 0.9, 2))
                at = text.find(short, at + len(short))
    return made


def parties_of_countries(gazetteer: Gazetteer, text: str, standing: Sequence[Candidate]) -> list[Candidate]:
    """'the Vietnamese party' as the party of that country that the text names in full."""
    made: list[Candidate] = []
    known: dict[str, str] = {}
    for c in standing:
        party = gazetteer.party(c.party_id) if c.party_id in gazetteer.foreign_parties else None
        if party is not None and party.country:
            known.setdefault(party.country, c.party_id.partition(".")[0])
    for c in standing if known else ():
        owner = known.get(c.party_id[8:]) if c.type == "country" else None
        end = c.end + len(" party")
        if owner and text.startswith(" party", c.end) and ends_noun(text, end) and not text.startswith(" and ", end):
            made.append(Candidate(c.start, end, owner, "organization", "party_of_country", 0.75, 1))
    return made


class _Pair:
    """The two countries that a text speaks of, from its mentions in the order of the text."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._before: Candidate | None = None
        self._named: list[str] = []

    def see(self, text: str, country: Candidate) -> None:
        """Count a country's mention; with the one right before it may be named as a pair."""
        before, self._before = self._before, country
        self._times[country.party_id] = self._times.get(country.party_id, 0) + 1
        if before is None or before.party_id == country.party_id:
            return
        if text[before.end : country.start] in _BETWEEN_TWO:
            self._named = sorted((before.party_id, country.party_id))

    def meant(self) -> list[str]:
        """The pair named last; where none is, the two countries named most often, of equals those named first."""
        if self._named or len(self._times) < 2:
            return self._named
        return sorted(sorted(self._times, key=lambda c: -self._times[c])[:2])


def with_context(gazetteer: Gazetteer, text: str, standing: Sequence[Candidate]) -> list[Candidate]:
    """STANDING with what the words before decide: another country's 'Party', and which two 'both sides' are."""
    named = {c[2] for c in standing}
    if gazetteer.foreign_parties.isdisjoint(named) and _PAIRS.isdisjoint(named):
        return list(standing)
    made: list[Candidate] = []
    paragraph, last, pair = 0, None, _Pair()
    for c in standing:
        if text.find("\n", paragraph, c.start) >= 0:
            paragraph, last = text.rfind("\n", 0, c.start), None
        bare = c.party_id == _THE_PARTY and text[c.start : c.end].lower() in _BARE_PARTY
        if bare and last is not None:
            made.append(c._replace(party_id=last, rule="the_party:foreign", confidence=0.7))
            continue
        if c.party_id in _PAIRS and (meant := pair.meant()):
            made.append(c._replace(rule=f"{c.rule}={'+'.join(meant)}"))
            continue
        made.append(c)
        if c.type == "country":
            pair.see(text, c)
        elif c.type == "organization" and not bare:
            if c.party_id in gazetteer.foreign_parties:
                last = c.party_id
            elif c.party_id == _THE_PARTY and "Party" in text[c.start : c.end]:
                last = None
    return made
