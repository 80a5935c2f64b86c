"""What the party rules hand to one another: rows of the reference data, and candidates for mentions."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Alias:
    """A wording that names a party: a row of an aliases file. Guards are words directly before or after, in lower case."""

    alias: str
    party_id: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    exact_case: bool
    not_before: frozenset[str]
    not_after: frozenset[str]
    only_before: frozenset[str]
    only_after: frozenset[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a person with the days on which it began and ended, where they are known."""

    person_id: str
    role: str
    affiliation_id: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that the rules go by, each list a reviewed file of reference data.

    `country_bodies` maps what may follow a country's name ("authorities") to the suffix of the body's id ("GOV"), an
    empty suffix standing for the country itself. `ministries` maps a portfolio in lower case to the suffix of its id.
    `head_needs` and `place_needs` give the words of which one must stand directly before a head; names around `site_heads`
    are grown as bodies' are, but name the place ("Korean Folk Museum"); `body_stops` (lower case) end a body's name
    on either side; `body_generics` (lower case) make no name together with a head alone; `portfolios` are ministers' in
    small letters; `plural_heads` gives by the words that close a list of names the type of each and the head of its name.
    """

    surnames: frozenset[str]
    short_surnames: frozenset[str]
    body_heads: frozenset[str]
    head_needs: dict[str, frozenset[str]]
    site_heads: frozenset[str]
    body_stops: frozenset[str]
    body_generics: frozenset[str]
    place_heads: frozenset[str]
    place_needs: dict[str, frozenset[str]]
    plural_heads: dict[str, tuple[str, str]]
    country_bodies: dict[str, str]
    ministries: dict[str, str]
    role_heads: frozenset[str]
    role_plurals: dict[str, str]
    titles: frozenset[str]
    portfolios: frozenset[str]
    press_cues: frozenset[str]
    attendance_cues: tuple[tuple[str, str], ...]
    not_names: frozenset[str]


class Candidate(NamedTuple):
    """A span that may be a mention: code points, end exclusive. A higher rank wins between spans of one length."""

    start: int
    end: int
    party_id: str
    type: str
    rule: str
    confidence: float
    rank: int = 0


made_of: Final = tuple.__new__
"""A named tuple of that class, of the values of all its fields, for where most are made."""


def type_of(party_id: str) -> str:
    """The type of a party, from its id."""
    return party_id.partition(":")[0]
