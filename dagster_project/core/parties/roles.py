"""Roles that a text states of a person: in apposition after the name or before it, in chains, as double offices."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from dagster_project.core.parties.anchored import Anchored
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.records import Candidate, Vocabulary
from dagster_project.core.records import Role

_MODIFIER: Final = (
    r"(?:first|second|third|vice|deputy|senior|chief|honorary|acting|former|then|executive|permanent|standing|general|department|"
    r"section|bureau|political|military|foreign|prime|managing|incumbent|outgoing|new|newly-appointed|special|extraordinary|"
    r"plenipotentiary|resident|party|responsible|alternate|presidential|supreme|state|chairman|editorial|eternal|director|"
    r"regional|provincial|national|central|international|overall|organizing|co)"
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
_REACH: Final = 160
"""How far before a name, in code points, an office that belongs to it may begin: the longest of 2011 has 140."""
_MODIFIERS_REACH: Final = 60
_MODIFIERS_BEFORE = re.compile(rf"(?<![\w-])(?:{_MODIFIER}[ -]){{1,4}}$", re.IGNORECASE)
_RUN: Final = re.compile(r",? and |, ")
_TO_THE_NAME: Final = frozenset({" ", " Comrade ", " Mr. ", " Ms. ", " Dr. "})
_TASK = re.compile(r"(?P<task>[a-z][\w-]*(?:(?: and |, | )[a-z][\w-]*){0,4}?) of (?:the )?(?=[A-Z])")
"""A portfolio in small letters: 'secretary for foreign strategy of the Office'."""
_AND_ANOTHER = re.compile(r" and (?:the )?")
_LED_BY = re.compile(r" (?:led|headed) by (?:its |the )?$")
_OF_AFTER = re.compile(r" of (?:the )?")
_AFTER_NAME = re.compile(
    r",(?: (?:aged )?\d{1,3},)? |,? who (?:is|was|has been) (?:also |concurrently )?(?:an? |the )?"
    r"|,? who (?:doubles|serves|served) as (?:an? |the )?"
    r"| (?:was|has been|were|is) (?:re-?)?(?:appointed|elected|named) (?:as )?(?:an? |the )?"
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
        self.after, self.head = _patterns(self.vocabulary)
        self._heads: list[int] | None = None

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
            elif link.group(1) == "for" and (task := _TASK.match(self.text, link.end())) is not None:
                target = self.affiliation_at(task.end())
                if target is None:
                    break
                return _Office(self.text[start : task.end("task")], target.party_id, start, target.end, plural)
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
            if self._is_title_of_next(office):
                break
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

    def _is_title_of_next(self, office: _Office) -> bool:
        """Whether OFFICE stands directly before a name, and so belongs to that."""
        following = self.at.get(office.end + 1)
        return following is not None and following.type == "person" and self.text.startswith(" ", office.end)

    def titles_before(self, person: Candidate) -> list[_Office]:
        """The offices that stand before a person's name and belong to it: the last one ends at the name."""
        begin = max(self.text.rfind("\n", 0, person.start) + 1, person.start - _REACH)
        found: list[_Office] = []
        for start in self._role_starts(begin, person.start):
            office = self._office_from(start)
            if office is None or office.plural or (found and office.start < found[-1].end):
                continue
            between = self.text[office.end : person.start]
            if between in _TO_THE_NAME or (between == ", " and self._names_apart(office, person)):
                found.append(self._completed(office, person))
                return self._joined(found)
            found.append(office)
        return []

    def joint_before(self, persons: Sequence[Candidate], index: int) -> _Office | None:
        """The office in the plural before the run of names that a person stands in: 'vice-chairmen A and B'."""
        first = index
        while first > 0 and _RUN.fullmatch(self.text, persons[first - 1].end, persons[first].start):
            first -= 1
        if first == index and not _RUN.match(self.text, persons[index].end):
            return None
        start = persons[first].start
        begin = max(self.text.rfind("\n", 0, start) + 1, start - _REACH)
        offices = [office for at in self._role_starts(begin, start) if (office := self._office_from(at)) is not None]
        last = offices[-1] if offices else None
        return last if last is not None and last.plural and self.text[last.end : start] in _TO_THE_NAME else None

    def _role_starts(self, begin: int, end: int) -> Iterator[int]:
        """Where roles begin between BEGIN and END: at the first modifier of each head, in reading order."""
        if self._heads is None:
            self._heads = [found.start() for found in self.head.finditer(self.text)]
        reached = begin
        for position in self._heads[bisect_left(self._heads, begin) : bisect_left(self._heads, end)]:
            modifiers = _MODIFIERS_BEFORE.search(self.text, max(reached, position - _MODIFIERS_REACH), position)
            start = modifiers.start() if modifiers else position
            if start >= reached:
                yield start
                reached = position + 1

    def _office_from(self, start: int) -> _Office | None:
        """The office whose words begin at START, with the body or country that stands before them."""
        found = self.after.match(self.text, start)
        if found is None:
            return None
        gap = 2 if self.text[start - 2 : start] == "' " else 3 if self.text[start - 3 : start] == "'s " else 1
        holder = self.ending.get(start - gap)
        origin = holder if holder is not None and holder.type in ("country", "organization") else None
        return self._rest(found, start=found.start("role"), origin=origin)

    def _names_apart(self, office: _Office, person: Candidate) -> bool:
        """Whether a name set apart by commas explains the office: 'ambassador to Y, X, said', but not 'Z, head of Y, X'."""
        owner = self.ending.get(office.start - 2)
        owned = owner is not None and owner.type == "person"
        explained = self.text.startswith(", ", person.end) and self.office(person.end + 2) is None
        return not owned and office.affiliation is not None and explained

    def _completed(self, office: _Office, person: Candidate) -> _Office:
        """OFFICE with the body that stands after the name, where none stands before."""
        if office.affiliation is not None:
            return office
        led = _LED_BY.search(self.text, max(0, office.start - 20), office.start)
        leads = self.ending.get(led.start()) if led else None
        if leads is not None and leads.type == "organization" and not _DEFAULT_STATE.search(office.role):
            return replace(office, affiliation=leads.party_id)
        for link in (_OF_AFTER.match(self.text, person.end), _OTHER_OFFICIALS.match(self.text, person.end)):
            target = self.affiliation_at(link.end()) if link else None
            if target is not None:
                return replace(office, affiliation=target.party_id)
        return office

    def _joined(self, found: list[_Office]) -> list[_Office]:
        """The last of FOUND and those before it that ' and ' joins to it; they share the body that only one names."""
        kept = [found[-1]]
        for office in reversed(found[:-1]):
            if self.text[office.end : kept[0].start] not in (" and ", " and the "):
                break
            shared = office.affiliation or kept[0].affiliation
            kept[0] = replace(kept[0], affiliation=kept[0].affiliation or shared)
            kept.insert(0, replace(office, affiliation=shared))
        return kept


@lru_cache(maxsize=4)
def _compiled(heads: frozenset[str], plurals: frozenset[str]) -> tuple[re.Pattern[str], Anchored]:
    every = "|".join(sorted((re.escape(h) for h in heads | plurals), key=lambda h: (-len(h), h)))
    after = re.compile(
        rf"(?:the |a |an |his |her |then |former |outgoing |incumbent |new )*"
        rf"(?P<role>(?:{_MODIFIER}[ -]){{0,4}}(?P<head>{every}))(?![\w-])",
        re.IGNORECASE,
    )
    head = re.compile(rf"(?<![\w-])(?:co-)?(?:{every})(?![\w-])", re.IGNORECASE)
    return after, Anchored(heads | plurals | {f"co-{h}" for h in heads | plurals}, head)


def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], Anchored]:
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
    persons = [c for c in standing if c.type == "person"]
    if not persons:
        return ()
    reader = _Reader(gazetteer, text, standing)
    found: list[Role] = []
    for index, person in enumerate(persons):
        link = _AFTER_NAME.match(text, person.end)
        for office in reader.offices(link.end()) if link else ():
            holders = [person, *_coordinated(text, persons, index)] if office.plural else [person]
            rule = "chain" if office.plural else "after_name"
            found.extend(_role(gazetteer, holder, office, text, rule) for holder in sorted(holders))
        joint = None if person.party_id in _LEADERS else reader.joint_before(persons, index)
        if joint is not None:
            found.append(_role(gazetteer, person, joint, text, "chain_before"))
        for title in reader.titles_before(person):
            if person.party_id not in _LEADERS:
                found.append(_role(gazetteer, person, title, text, "before_name"))
            elif title.role.lower() in _OF_THE_PARTY:
                of_party = replace(title, affiliation=title.affiliation or "organization:WPK")
                found.append(_role(gazetteer, person, of_party, text, "before_name"))
    return _once(_shared(found, persons, text))


def _shared(found: Sequence[Role], persons: Sequence[Candidate], text: str) -> list[Role]:
    """FOUND, where 'role A and role B of the body' gives the body to both."""
    by_start = {r.char_start: r for r in found if r.rule == "before_name" and r.affiliation_id}
    ends = {p.party_id: p.end for p in persons}
    made = []
    for role in found:
        joint = role.rule == "before_name" and role.affiliation_id is None
        after = _AND_ANOTHER.match(text, ends[role.person_id]) if joint else None
        partner = by_start.get(after.end()) if after else None
        made.append(replace(role, affiliation_id=partner.affiliation_id) if partner else role)
    return made


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
