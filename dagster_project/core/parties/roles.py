"""Roles that a text states of a person: in apposition after the name or before it, in chains, as double offices."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.records import Role

_MODIFIER: Final = (
    r"(?:first|second|third|vice|deputy|senior|chief|honorary|acting|former|then|executive|permanent|standing|general|department|"
    r"section|bureau|political|military|foreign|prime|managing|incumbent|outgoing|new|newly-appointed|special|extraordinary|"
    r"plenipotentiary|resident|party|responsible|alternate|presidential|supreme|state|chairman|editorial|eternal|director|"
    r"regional|provincial|national|central|international|overall|organizing|co-)"
)
_PORTFOLIO: Final = r"(?:the )?[A-Z][\w'-]*(?:(?: and(?: the)? |, | )[A-Z][\w'-]*)*"
_LINK = re.compile(r" (of|for|at|in|to|from|with|on)( the)? ")
_NEXT_OFFICE = re.compile(
    r",? (?:and )?(?:who (?:doubles as|is also|concurrently serves as|is) |(?:and )?concurrently |doubling as )?"
    r"(?:the )?|, (?:and )?(?:the )?"
)
_OTHER_OFFICIALS = re.compile(
    r" and (?:other |some |senior )?(?:officials|members|leading officials|cadres|staff members|executives) (?:of|from) (?:the )?"
)
_DEFAULT_STATE: Final = re.compile(r"(?i)\b(?:vice[- ])?(?:foreign )?minister\b|\bvice[- ]premier\b|\bpremier\b")


@dataclass(frozen=True, slots=True)
class _Office:
    """A role read at a place of the text: its words, its affiliation where one is stated, and where it ends."""

    role: str
    affiliation: str | None
    start: int
    end: int
    plural: bool


class _Reader:
    """Reads offices in one text, given what is named in it."""

    def __init__(self, gazetteer: Gazetteer, text: str, standing: Sequence[Candidate]):
        self.text = text
        self.vocabulary: Vocabulary = gazetteer.vocabulary
        self.gazetteer = gazetteer
        self.at: Mapping[int, Candidate] = {c.start: c for c in standing}
        self.ending: Mapping[int, Candidate] = {c.end: c for c in standing}
        self.after, self.before = _patterns(self.vocabulary)

    def affiliation_at(self, position: int) -> Candidate | None:
        """The body, country or place named at POSITION, an article before it aside."""
        for start in (position, position + 4 if self.text.startswith("the ", position) else position):
            found = self.at.get(start)
            if found is not None and found.type in ("organization", "country", "place", "group"):
                return found
        return None

    def office(self, position: int) -> _Office | None:
        """The office stated from POSITION on, or None where the words there are none."""
        origin = self.affiliation_at(position)
        start = position
        if origin is not None and origin.type in ("country", "organization") and self.text.startswith(" ", origin.end):
            found = self.after.match(self.text, origin.end + 1)
            if found is not None:
                return self._rest(found, start=found.start("role"), origin=origin)
        found = self.after.match(self.text, start)
        return self._rest(found, start=found.start("role"), origin=None) if found else None

    def _rest(self, found: re.Match[str], *, start: int, origin: Candidate | None) -> _Office:
        """What follows the head: a portfolio, a body, or nothing."""
        head = found.group("head").lower()
        plural = head in self.vocabulary.role_plurals
        end, affiliation = found.end("role"), origin.party_id if origin else None
        link = _LINK.match(self.text, end)
        while link is not None:
            target = self.affiliation_at(link.end())
            if target is not None:
                if (
                    head.endswith(("ambassador", "ambassadors", "envoy", "representative", "consul"))
                    and link.group(1) == "to"
                ):
                    end = target.end
                else:
                    return _Office(self._worded(start, end, found, plural), target.party_id, start, target.end, plural)
            elif link.group(1) in ("of", "for", "in"):
                portfolio = re.compile(_PORTFOLIO).match(self.text, link.start() + len(link.group(1)) + 2)
                stop = self._portfolio_end(portfolio) if portfolio else None
                if stop is None:
                    break
                end = stop
            else:
                break
            link = _LINK.match(self.text, end)
        return _Office(self._worded(start, end, found, plural), affiliation, start, end, plural)

    def _portfolio_end(self, portfolio: re.Match[str]) -> int | None:
        """Where a portfolio ends: before the next person, or before a comma that starts a new item."""
        end = portfolio.end()
        for position in range(portfolio.start(), end):
            named = self.at.get(position)
            if named is not None and named.type == "person":
                end = position
                break
        words = re.sub(r"(?:,? and|,)\s*(?:the )?$", "", self.text[portfolio.start() : end].rstrip(" ,"))
        if "," in words and " and " not in words[words.rindex(",") :]:
            words = words[: words.index(",")]
        return portfolio.start() + len(words) if words else None

    def _worded(self, start: int, end: int, found: re.Match[str], plural: bool) -> str:
        words = self.text[start:end]
        if plural:
            head = found.group("head")
            words = words.replace(head, self.vocabulary.role_plurals[head.lower()], 1)
        return " ".join(re.sub(r"^(?:the|then|former|outgoing|incumbent|new) ", "", words).split())

    def offices(self, position: int) -> list[_Office]:
        """All offices stated from POSITION on: the first, and those that ' and …' or ', …' adds."""
        found: list[_Office] = []
        office = self.office(position)
        while office is not None:
            found.append(office)
            link = _NEXT_OFFICE.match(self.text, office.end)
            if (
                link is None
                or link.end() == office.end
                or (self.at.get(link.end()) is not None and self.at[link.end()].type == "person")
            ):
                break
            following = self.office(link.end())
            office = following if following is not None and following.plural == found[0].plural else None
        for number in range(len(found) - 2, -1, -1):
            if (
                found[number].affiliation is None
                and found[number + 1].affiliation
                and self.text[found[number].end :].startswith(" and")
            ):
                later = found[number + 1]
                found[number] = _Office(
                    found[number].role, later.affiliation, found[number].start, found[number].end, found[number].plural
                )
        return found

    def title_before(self, person: Candidate) -> _Office | None:
        """The title that stands directly before a person's name."""
        begin = max(self.text.rfind("\n", 0, person.start) + 1, person.start - 90)
        found = self.before.search(self.text, begin, person.start)
        if found is None:
            return None
        start, end = found.start("role"), found.end("role")
        holder = self.ending.get(start - 1)
        affiliation = holder.party_id if holder is not None and holder.type in ("country", "organization") else None
        if affiliation is None and (link := re.compile(r" of (?:the )?").match(self.text, person.end)):
            target = self.affiliation_at(link.end())
            affiliation = target.party_id if target else None
        if affiliation is None and (link := _OTHER_OFFICIALS.match(self.text, person.end)):
            target = self.affiliation_at(link.end())
            affiliation = target.party_id if target else None
        return _Office(self.text[start:end], affiliation, start, end, plural=False)


@lru_cache(maxsize=4)
def _compiled(heads: frozenset[str], plurals: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    every = "|".join(sorted((re.escape(h) for h in heads | plurals), key=lambda h: (-len(h), h)))
    single = "|".join(sorted((re.escape(h) for h in heads), key=lambda h: (-len(h), h)))
    after = re.compile(
        rf"(?:the |a |an |his |her |then |former |outgoing |incumbent |new )*"
        rf"(?P<role>(?:{_MODIFIER}[ -]){{0,4}}(?P<head>{every}))(?![\w-])",
        re.IGNORECASE,
    )
    before = re.compile(
        rf"(?<![\w-])(?P<role>(?:{_MODIFIER}[ -]){{0,4}}(?:{single})(?: to the [A-Z][\w.]*| to [A-Z][\w.]*)?) (?:Comrade )?$",
        re.IGNORECASE,
    )
    return after, before


def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _compiled(vocabulary.role_heads, frozenset(vocabulary.role_plurals))


def _coordinated(text: str, persons: Sequence[Candidate], index: int) -> Iterator[Candidate]:
    """The persons before persons[index] in the same run 'A, B and C'."""
    for left, right in zip(reversed(persons[:index]), reversed(persons[: index + 1]), strict=False):
        if not re.fullmatch(r",? (?:and )?|, ", text[left.end : right.start]):
            return
        yield left


def _with_state(gazetteer: Gazetteer, person: Candidate, office: _Office) -> str | None:
    """The affiliation: as stated; a minister's without one is the person's own state, the DPRK for a Korean name."""
    if office.affiliation is not None or not _DEFAULT_STATE.search(office.role):
        return office.affiliation
    country = gazetteer.country_of(person.party_id) or ("PRK" if person.rule == "korean_name" else None)
    return f"country:{country}" if country else None


_LEADERS: Final = frozenset({"person:Kim Il Sung", "person:Kim Jong Il", "person:Kim Jong Un"})
_OF_THE_PARTY: Final = frozenset({"general secretary"})


def find_roles(gazetteer: Gazetteer, text: str, standing: Sequence[Candidate]) -> tuple[Role, ...]:
    """The roles stated of the persons among STANDING, in reading order; the same role of a person is given once.

    TEXT is plain. A title of honour before a leader's name ("President Kim Il Sung", "General …") is part of the name's
    use and no statement of an office, "General Secretary" excepted, which is the party's.
    """
    reader = _Reader(gazetteer, text, standing)
    persons = [c for c in standing if c.type == "person"]
    found: list[Role] = []
    for index, person in enumerate(persons):
        if text.startswith(", ", person.end):
            for office in reader.offices(person.end + 2):
                holders = [person, *_coordinated(text, persons, index)] if office.plural else [person]
                for holder in sorted(holders):
                    found.append(_role(gazetteer, holder, office, text, "after_name" if not office.plural else "chain"))
        title = reader.title_before(person)
        if title is not None:
            if person.party_id in _LEADERS:
                if title.role.lower() not in _OF_THE_PARTY:
                    continue
                title = _Office(title.role, "organization:WPK", title.start, title.end, plural=False)
            found.append(_role(gazetteer, person, title, text, "before_name"))
    return _once(found)


def _role(gazetteer: Gazetteer, person: Candidate, office: _Office, text: str, rule: str) -> Role:
    return Role(
        person.party_id,
        office.role,
        _with_state(gazetteer, person, office),
        text[office.start : office.end],
        office.start,
        office.end,
        rule,
    )


def _once(roles: Sequence[Role]) -> tuple[Role, ...]:
    seen: set[tuple[str, str, str | None]] = set()
    kept = []
    for role in sorted(roles, key=lambda r: (r.char_start, r.person_id, r.role)):
        key = (role.person_id, role.role.lower(), role.affiliation_id)
        if key not in seen:
            seen.add(key)
            kept.append(role)
    return tuple(kept)
