"""Roles that a text states of a person: in apposition after the name or before it, in chains, on being elected."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.offices import DEFAULT_STATE, Office, OfficeReader
from dagster_project.core.parties.reading import Reading
from dagster_project.core.parties.records import Candidate
from dagster_project.core.records import Role

_AND_ANOTHER: Final = re.compile(r" and (?:the )?")
_AFTER_NAME: Final = re.compile(
    r",(?: (?:aged )?\d{1,3},)? +|,? who (?:is|are|was|were|has been) (?:also |concurrently )?(?:an? |the )?"
    r"|,? who (?:doubles|serves|served) as (?:an? |the )?"
    r"| (?:was|has been|were|is) (?:re-?)?(?:appointed|elected|named) (?:as )?(?:an? |the )?"
)
_ELECTED: Final = re.compile(
    r"(?: (?:up)?on (?:his|her|their)|'s?)?(?: recent)? "
    r"(?:re-?)?(?:elections?|appointments?|inauguration|assumption of office|accession) as (?:the )?"
    r"|,? (?:who )?(?:was|has been|were) (?:re-?)?(?:appointed|elected) (?:as )?(?:the )?| as (?:the )?"
)
"""What ties an office to the name before it although no comma does: 'to X upon his election as president of Y'."""
_BEFORE_AN_OFFICE: Final = frozenset({", ", ",w", " w", " h", " i"})
_BEFORE_ELECTION: Final = frozenset({", ", " w", " h", " o", " u", " r", " e", " a", " i", "'s", "' ", ",w"})
"""The two characters with which those patterns begin."""
_TITLE_OF_STATE: Final = re.compile(
    r"(?i)^(?:vice[- ]|great |prime |deputy |first |executive |foreign |defen[cs]e )*"
    r"(?:president|king|queen|emperor|minister|premier|ambassador|secretary of (?:state|defen[cs]e)|prince|princess"
    r"|(?:(?:chief )?cabinet|defen[cs]e) secretary)\b"
)
_NOT_OF_A_KOREAN: Final = re.compile(r"(?i)president|king|queen|prince|emperor")
_BACK_TO_A_STATE: Final = 240
_LEADERS: Final = frozenset({"person:Kim Il Sung", "person:Kim Jong Il", "person:Kim Jong Un"})
_OF_THE_PARTY: Final = frozenset({"general secretary"})
_HONOURS: Final = ("founder", "leader", "commander", "head", "captain")
"""What a leader is called; of these only the supreme commander is an office."""
_SUPREME: Final = ("supreme commander", "supreme leader")
_NO_OFFICE_OF: Final = ("delegation", "group", "party", "team", "mission")


def find_roles(
    gazetteer: Gazetteer, reading: Reading, standing: Sequence[Candidate], day: date | None
) -> tuple[Role, ...]:
    """The roles stated of the persons among STANDING, in reading order; the same role of a person is given once.

    DAY is that of the text. A title of honour before a leader's name ("President Kim Il Sung", "General …") is part of
    the name's use and no statement of an office, "General Secretary" excepted, which is the party's, and what says its body.
    """
    if not reading.seen.offices:
        return ()
    persons = [c for c in standing if c[3] == "person"]
    if not persons:
        return ()
    text = reading.text
    reader = OfficeReader(gazetteer, reading, standing)
    found: list[Role] = []
    for index in range(len(persons)):
        for holder, office, rule in _stated(reader, persons, index):
            affiliation = office.affiliation
            if affiliation is None and not text.endswith("its ", 0, office.start):
                affiliation = _state_of(gazetteer, standing, holder, office, rule, day)
            if holder.party_id not in _LEADERS or _is_office_of_leader(office, rule):
                of_party = holder.party_id in _LEADERS and office.role.lower() in _OF_THE_PARTY
                of = affiliation or ("organization:WPK" if of_party else None)
                found.append(
                    Role(
                        holder.party_id,
                        office.role,
                        of,
                        text[office.start : office.end],
                        office.start,
                        office.end,
                        rule,
                    )
                )
    return _once(_shared(found, persons, text))


def _stated(reader: OfficeReader, persons: Sequence[Candidate], index: int) -> list[tuple[Candidate, Office, str]]:
    """The offices stated of the person at INDEX, and of those named with it, each with its rule."""
    stated: list[tuple[Candidate, Office, str]] = []
    text, person = reader.text, persons[index]
    following = text[person.end : person.end + 2]
    link = _AFTER_NAME.match(text, person.end) if following in _BEFORE_AN_OFFICE else None
    titles = reader.titles_before(person)
    another = bool(titles) and text.startswith((", a ", ", an "), person.end)
    offices = reader.offices(link.end()) if link and not another else []
    for office in offices:
        for holder in sorted([person, *_coordinated(text, persons, index)]) if office.plural else [person]:
            stated.append((holder, office, "chain" if office.plural else "after_name"))
    if not offices:
        elected = _ELECTED.match(text, person.end) if following in _BEFORE_ELECTION else None
        for office in reader.offices(elected.end()) if elected else ():
            if not office.plural and office.affiliation is not None:
                stated.append((person, office, "elected"))
    joint = None if person.party_id in _LEADERS else reader.joint_before(persons, index)
    if joint is not None:
        stated.append((person, joint, "chain_before"))
    for title in titles:
        stated.append((person, title, "before_name"))
    return stated


def _is_office_of_leader(office: Office, rule: str) -> bool:
    """Whether an OFFICE stated of a leader is one, and no title of honour."""
    role = office.role.lower()
    if role in _OF_THE_PARTY:
        return True
    if office.affiliation is None or (role.endswith(_HONOURS) and not role.endswith(_SUPREME)):
        return False
    return rule != "before_name" or office.affiliation.startswith("organization:")


def _coordinated(text: str, persons: Sequence[Candidate], index: int) -> list[Candidate]:
    """The persons before persons[index] in the same run 'A, B and C'."""
    before: list[Candidate] = []
    for left, right in zip(reversed(persons[:index]), reversed(persons[: index + 1]), strict=False):
        if not re.fullmatch(r",? (?:and )?|, ", text[left.end : right.start]):
            return before
        before.append(left)
    return before


def _state_of(
    gazetteer: Gazetteer, standing: Sequence[Candidate], person: Candidate, office: Office, rule: str, day: date | None
) -> str | None:
    """What an OFFICE without a body belongs to: what the reference data says of it, else a state for one of a state.

    That is the person's own, the DPRK for a Korean name; for a foreign name after a title the country named last before it.
    """
    titled = rule == "before_name" and _TITLE_OF_STATE.search(office.role) is not None
    if not titled and not DEFAULT_STATE.search(office.role):
        return gazetteer.affiliation_on(person.party_id, office.role, day)
    country = gazetteer.country_of(person.party_id)
    if country is None and person.rule == "korean_name":
        country = None if titled and _NOT_OF_A_KOREAN.search(office.role) else "PRK"
    elif country is None and titled:
        return _country_before(gazetteer, standing, office.start)
    return f"country:{country}" if country else None


def _country_before(gazetteer: Gazetteer, standing: Sequence[Candidate], position: int) -> str | None:
    """The foreign country named last before POSITION, or that of a body."""
    for c in reversed(standing):
        if c.end > position:
            continue
        if position - c.start > _BACK_TO_A_STATE:
            return None
        if c.type == "country" and c.party_id not in ("country:PRK", "country:KOR"):
            return c.party_id
        country = gazetteer.country_of(c.party_id) if c.type == "organization" else None
        if country not in (None, "PRK", "KOR"):
            return f"country:{country}"
    return None


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


def _once(roles: Sequence[Role]) -> tuple[Role, ...]:
    seen: set[tuple[str, str, str | None]] = set()
    kept = []
    for role in sorted(roles, key=lambda r: (r.char_start, r.person_id, r.role)):
        key = (role.person_id, role.role.lower(), role.affiliation_id)
        if key not in seen:
            seen.add(key)
            kept.append(role)
    return tuple(kept)
