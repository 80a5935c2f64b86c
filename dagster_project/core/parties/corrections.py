"""Reviewed corrections: what the rules get wrong in an article, at a span, or wherever one of them speaks.

A correction is a row of data/reference/corrections.csv. It removes a mention, gives it another party, or adds one that
the rules miss; the same of roles; attendees can only be removed. What holds of a corrected mention holds of all that
follows from it: the surname later in the text, the role, the place in a list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Final, Literal

from dagster_project.core.parties.records import Candidate, type_of
from dagster_project.core.parties.text import at_word_edges
from dagster_project.core.records import Attendee, Field, Role
from dagster_project.core.vocabularies import PARTY_TYPES

Target = Literal["mention", "role", "attendee"]
_ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    "mention": frozenset({"remove", "change", "add"}),
    "role": frozenset({"remove", "change", "add"}),
    "attendee": frozenset({"remove"}),
}
_ADDED_RANK: Final = 9


@dataclass(frozen=True, slots=True)
class PartyCorrection:
    """One reviewed decision. What is None or empty does not narrow it; `article_id` or `rule` is always given.

    `party_id` is the party that the rules give (of a role or an attendee the person), `new_party_id` the right one (of a
    role the affiliation). `char_start` and `char_end` are code points of `field`; a span holds only where it still cuts
    out `surface`.
    """

    correction_id: str
    target: Target
    action: str
    article_id: str | None
    rule: str | None
    field: Field | None
    surface: str | None
    char_start: int | None
    char_end: int | None
    party_id: str | None
    new_party_id: str | None
    role: str | None
    note: str

    @property
    def mark(self) -> str:
        """The rule of what the correction made."""
        return f"correction:{self.correction_id}"


COLUMNS: Final = tuple(f.name for f in fields(PartyCorrection))
"""The columns of the reviewed file, in order."""


def parse_party_correction(row: Mapping[str, str]) -> PartyCorrection:
    """A row of the reviewed file. Raises ValueError that says what is missing or contradicts itself."""
    cells = {name: row[name].strip() or None for name in COLUMNS}
    target, action, where = cells["target"], cells["action"], cells["field"]
    start, end = cells["char_start"], cells["char_end"]
    if action not in _ACTIONS.get(target or "", ()):
        raise ValueError(f"{action or '(none)'} of a {target or '(none)'} is no correction")
    if where not in ("title", "body", None):
        raise ValueError(f"field {where} is none of title, body")
    if (start is None) != (end is None) or not all(n is None or n.isdigit() for n in (start, end)):
        raise ValueError("char_start and char_end are two numbers, or both empty")
    made = PartyCorrection(
        cells["correction_id"] or "",
        "mention" if target == "mention" else "role" if target == "role" else "attendee",
        action or "",
        cells["article_id"],
        cells["rule"],
        None if where is None else "title" if where == "title" else "body",
        cells["surface"],
        None if start is None else int(start),
        None if end is None else int(end),
        cells["party_id"],
        cells["new_party_id"],
        cells["role"],
        cells["note"] or "",
    )
    _check(made)
    return made


def _check(c: PartyCorrection) -> None:
    """Raises ValueError where a correction lacks what its action needs."""
    added = c.action == "add"
    needed = {
        "correction_id": True,
        "note": True,
        "article_id": added or c.rule is None or c.char_start is not None,
        "surface": added or c.char_start is not None,
        "field": c.char_start is not None and c.target == "mention",
        "new_party_id": c.action == "change" or (added and c.target == "mention"),
        "party_id": added and c.target == "role",
        "role": added and c.target == "role",
    }
    missing = [name for name, is_needed in needed.items() if is_needed and getattr(c, name) is None]
    if not c.correction_id or not c.note:
        missing.append("correction_id and note")
    if missing:
        raise ValueError(f"to {c.action} a {c.target} this way it needs {', '.join(missing)}")
    if c.char_start is not None and c.char_end is not None and c.char_end - c.char_start != len(c.surface or ""):
        raise ValueError(f"surface has {len(c.surface or '')} characters, its span {c.char_end - c.char_start}")
    for party_id in (c.party_id, c.new_party_id):
        if party_id is not None and (type_of(party_id) not in PARTY_TYPES or not party_id.partition(":")[2]):
            raise ValueError(f"{party_id} is no party id, as person:Choe Son Hui")


@dataclass(slots=True)
class Applying:
    """The corrections that may hold in one article, and how often each was applied to it."""

    corrections: tuple[PartyCorrection, ...]
    times: Counter[str] = field(default_factory=Counter)

    def _of(self, target: Target, action: str, where: Field) -> list[PartyCorrection]:
        return [c for c in self.corrections if c.target == target and c.action == action and c.field in (None, where)]

    def to_candidates(
        self, where: Field, text: str, candidates: Sequence[Candidate], *, adding: bool = False
    ) -> tuple[list[Candidate], list[tuple[Candidate, str]]]:
        """The CANDIDATES of the field WHERE as corrected; and those removed, with the reason.

        TEXT is the field as published. ADDING also adds what the rules miss, in the place of all that overlaps it.
        """
        removing, changing = self._of("mention", "remove", where), self._of("mention", "change", where)
        kept: list[Candidate] = []
        removed: list[tuple[Candidate, str]] = []
        for c in candidates:
            gone = next((r for r in removing if _is_meant(r, text, c)), None)
            if gone is not None:
                removed.append((c, f"{gone.mark}, {gone.note}"))
                continue
            change = next((r for r in changing if _is_meant(r, text, c)), None)
            kept.append(_changed(c, change) if change else c)
        for addition in self._of("mention", "add", where) if adding else ():
            for start, end in _places(addition, text):
                added = _added(start, end, addition)
                removed += [
                    (c, f"{addition.mark}, {addition.note}")
                    for c in kept
                    if c.start < end and start < c.end and c != added
                ]
                kept = [c for c in kept if c.end <= start or end <= c.start]
                kept.append(added)
        return kept, removed

    def count(self, standing: Iterable[Candidate], removed: Iterable[tuple[Candidate, str]]) -> None:
        """Note what was applied: each mention of STANDING that a correction made, each span that was REMOVED."""
        self.times.update(
            c.rule.partition(":")[2].partition("=")[0] for c in standing if c.rule.startswith("correction:")
        )
        spans = {
            (reason.partition(", ")[0], c.start, c.end) for c, reason in removed if reason.startswith("correction:")
        }
        adding = {c.mark for c in self.corrections if c.action == "add"}
        self.times.update(mark.partition(":")[2] for mark, _, _ in spans if mark not in adding)

    def to_roles(self, text: str, roles: Sequence[Role]) -> tuple[Role, ...]:
        """The ROLES of a body as corrected, in reading order."""
        made = []
        for role in roles:
            if gone := next((c for c in self._of("role", "remove", "body") if _is_role(c, text, role)), None):
                self.times[gone.correction_id] += 1
                continue
            change = next((c for c in self._of("role", "change", "body") if _is_role(c, text, role)), None)
            if change is not None:
                self.times[change.correction_id] += 1
                role = replace(role, affiliation_id=change.new_party_id, rule=change.mark)  # noqa: PLW2901
            made.append(role)
        for c in self._of("role", "add", "body"):
            for start, end in _places(c, text)[:1]:
                self.times[c.correction_id] += 1
                made.append(Role(c.party_id or "", c.role or "", c.new_party_id, text[start:end], start, end, c.mark))
        return tuple(sorted(made, key=lambda r: (r.char_start, r.person_id, r.role, r.affiliation_id or "")))

    def to_attendance(self, text: str, attendance: Sequence[Attendee]) -> tuple[Attendee, ...]:
        """The ATTENDANCE without who was removed; those after move up in their list, lists stay numbered without gaps."""
        removing = self._of("attendee", "remove", "body")
        lists: dict[int, list[Attendee]] = defaultdict(list)
        for a in attendance:
            gone = next((c for c in removing if _is_attendee(c, text, a)), None)
            if gone is None:
                lists[a.list].append(a)
            else:
                self.times[gone.correction_id] += 1
        return tuple(
            replace(a, list=number, rank=rank)
            for number, (_, members) in enumerate(sorted(lists.items()), 1)
            for rank, a in enumerate(members, 1)
        )


class Corrections:
    """All reviewed corrections, by the article that they name. Raises ValueError where two bear one id."""

    def __init__(self, corrections: Iterable[PartyCorrection] = ()):
        self.rows = tuple(sorted(corrections, key=lambda c: c.correction_id))
        twice = [
            a.correction_id
            for a, b in zip(self.rows, self.rows[1:], strict=False)
            if a.correction_id == b.correction_id
        ]
        if twice:
            raise ValueError(f"correction {twice[0]} stands more than once")
        self._general = tuple(c for c in self.rows if c.article_id is None)
        self._of_article: dict[str, tuple[PartyCorrection, ...]] = defaultdict(tuple)
        for c in self.rows:
            if c.article_id is not None:
                self._of_article[c.article_id] += (c,)

    def of(self, article_id: str) -> Applying | None:
        """What may hold in the article, its own corrections first; None where there is nothing."""
        found = (*self._of_article.get(article_id, ()), *self._general)
        return Applying(found) if found else None


def _is_meant(correction: PartyCorrection, text: str, c: Candidate) -> bool:
    return (
        (correction.rule is None or c.rule == correction.rule)
        and (correction.party_id is None or c.party_id == correction.party_id)
        and not c.rule.startswith("correction:")
        and _is_there(correction, text, c.start, c.end)
    )


def _is_there(correction: PartyCorrection, text: str, start: int, end: int) -> bool:
    """Whether [START, END) is the span and has the surface that a correction names, where it names any."""
    if correction.char_start is not None and (correction.char_start, correction.char_end) != (start, end):
        return False
    return correction.surface is None or text[start:end] == correction.surface


def _is_role(correction: PartyCorrection, text: str, role: Role) -> bool:
    return (
        (correction.rule is None or role.rule == correction.rule)
        and (correction.party_id is None or role.person_id == correction.party_id)
        and (correction.role is None or role.role == correction.role)
        and _is_there(correction, text, role.char_start, role.char_end)
    )


def _is_attendee(correction: PartyCorrection, text: str, a: Attendee) -> bool:
    return (correction.party_id is None or a.person_id == correction.party_id) and _is_there(
        correction, text, a.char_start, a.char_end
    )


def _places(correction: PartyCorrection, text: str) -> list[tuple[int, int]]:
    """Where the surface of a correction stands in TEXT: at its span, or without one wherever its words do."""
    surface = correction.surface or ""
    if correction.char_start is not None and correction.char_end is not None:
        span = (correction.char_start, correction.char_end)
        return [span] if text[slice(*span)] == surface else []
    found, at = [], text.find(surface)
    while at >= 0:
        if at_word_edges(text, at, at + len(surface)):
            found.append((at, at + len(surface)))
        at = text.find(surface, at + len(surface))
    return found


def _changed(c: Candidate, correction: PartyCorrection) -> Candidate:
    party_id = correction.new_party_id or c.party_id
    return c._replace(party_id=party_id, type=type_of(party_id), rule=correction.mark, confidence=1.0)


def _added(start: int, end: int, correction: PartyCorrection) -> Candidate:
    party_id = correction.new_party_id or ""
    return Candidate(start, end, party_id, type_of(party_id), correction.mark, 1.0, _ADDED_RANK)
