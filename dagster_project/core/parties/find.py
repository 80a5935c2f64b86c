"""Who is named in a text: candidates of all rules, the longest of which stand; then what only the whole text can tell."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dagster_project.core.parties.attendance import find_attendance
from dagster_project.core.parties.bodies import numbered_units, small_headed, unlisted_bodies
from dagster_project.core.parties.cliques import cliques
from dagster_project.core.parties.corrections import Applying
from dagster_project.core.parties.countries import beside_countries
from dagster_project.core.parties.gazetteer import Gazetteer, Refused
from dagster_project.core.parties.guards import allowed
from dagster_project.core.parties.headlines import held_by_body, recased
from dagster_project.core.parties.kinds import BODY_HEAD, HALF, MOUNT, PLACE_HEAD, SURNAME, UNIT, VILLAGE
from dagster_project.core.parties.later import follow, with_context
from dagster_project.core.parties.names import foreign_names, korean_names
from dagster_project.core.parties.places import (
    listed_in_plural,
    sides_sharing,
    small_headed_places,
    unlisted_places,
    world_places,
)
from dagster_project.core.parties.press import unlisted_press
from dagster_project.core.parties.reading import Listed, Reading, by_place, read
from dagster_project.core.parties.records import Candidate, made_of
from dagster_project.core.parties.resolve import resolve
from dagster_project.core.parties.roles import find_roles
from dagster_project.core.parties.text import plain
from dagster_project.core.parties.triggers import SMALL_UNIT
from dagster_project.core.records import Applied, Field, Mention, Named, Party

_FTM: Final = {
    "country": "Country",
    "organization": "Organization",
    "person": "Person",
    "place": "Address",
    "group": "LegalEntity",
}


class Reasoned(NamedTuple):
    """What stands in a text, what the guards of aliases kept from it, and what else was refused with the reason."""

    standing: list[Candidate]
    guarded: list[Refused]
    refused: tuple[tuple[Candidate, str], ...]

    def nearly(self, text: str, day: date | None) -> Iterator[tuple[Candidate, str]]:
        """All that nearly matched in TEXT of DAY, with the reason why it doesn't stand."""
        for refused in self.guarded:
            yield refused.candidate(), refused.reason(text, day)
        yield from self.refused


class _Reviewed:
    """The reviewed corrections of one field of an article, where there are any."""

    def __init__(self, applying: Applying | None, field: Field, original: str):
        self.applying, self.field, self.original = applying, field, original
        self.removed: list[tuple[Candidate, str]] = []

    def corrected(self, candidates: list[Candidate], *, adding: bool = False) -> list[Candidate]:
        """CANDIDATES as corrected, with what the rules miss where ADDING."""
        if self.applying is None:
            return candidates
        kept, removed = self.applying.to_candidates(self.field, self.original, candidates, adding=adding)
        self.removed += removed
        return kept

    def settled(self, standing: list[Candidate]) -> list[tuple[Candidate, str]]:
        """What was removed, after counting what was applied to those STANDING."""
        if self.applying is not None:
            self.applying.count(standing, self.removed)
        return self.removed


def _candidates(
    gazetteer: Gazetteer, reading: Reading, found: list[Candidate], listed: Listed, refused: Container[int]
) -> list[Candidate]:
    """Candidates of every rule that reads the text by itself, beside the listed ones that were FOUND.

    REFUSED are the places where the guards refuse a listed person.
    """
    vocabulary, triggers, text, kinds = gazetteer.vocabulary, gazetteer.triggers, reading.text, reading.triggering
    known, cues = gazetteer.ids_by_words, reading.seen.cues
    made = list(found)
    made += beside_countries(text, [c for c in found if c[3] == "country"], triggers)
    if kinds & BODY_HEAD:
        made += unlisted_bodies(reading, vocabulary, listed, gazetteer.body_ids)
    if kinds & SURNAME:
        made += korean_names(reading, triggers, listed, refused)
    if kinds & (PLACE_HEAD | MOUNT | VILLAGE):
        made += unlisted_places(reading, vocabulary, listed)
    if kinds & HALF:
        made += sides_sharing(reading, known)
    if kinds & UNIT or SMALL_UNIT in cues:
        made += numbered_units(reading, listed)
    if cues:
        made += small_headed(text, listed, known, cues)
        made += listed_in_plural(reading, triggers, listed, known, cues)
        made += small_headed_places(reading, listed, known, cues)
        made += unlisted_press(reading, triggers, listed, cues)
        made += cliques(gazetteer, text, found, cues)
    if reading.marked:
        made += world_places(reading, listed, gazetteer.places)
    made += foreign_names(reading, triggers, listed)
    return made


def _read(
    gazetteer: Gazetteer,
    reading: Reading,
    day: date | None,
    masked: Sequence[tuple[int, int]],
    body: Reading | None,
    reviewed: _Reviewed,
) -> Reasoned:
    """What stands in a text; BODY is given for a headline."""
    found, nearly = gazetteer.find(reading.text, day)
    listed = by_place(found)
    refused_at = {
        n.start for n in nearly if n.entry.made[1] == "person" and n.reason(reading.text, day).startswith("not ")
    }
    candidates = _candidates(gazetteer, reading, found, listed, refused_at)
    if body is not None:
        candidates = held_by_body(gazetteer, reading, candidates, body)
    candidates, refused = allowed(reading, gazetteer.triggers, listed, candidates)
    candidates = reviewed.corrected(candidates, adding=True)
    standing = resolve(candidates, masked)
    later = follow(gazetteer, reading, standing)
    if later:
        standing = resolve([*candidates, *reviewed.corrected(later)], masked)
    standing = reviewed.corrected(with_context(gazetteer, reading.text, standing))
    return Reasoned(standing, nearly, (*refused, *reviewed.settled(standing)))


class NearMiss(NamedTuple):
    """A party that an alias nearly named: the span in the field, the rule, and why it doesn't stand there."""

    field: Field
    char_start: int
    char_end: int
    surface: str
    party_id: str
    rule: str
    reason: str


def near_misses(
    gazetteer: Gazetteer,
    title: str,
    body: str,
    *,
    article_id: str,
    published_on: date | None,
    language: str,
    masked: Sequence[tuple[int, int]] = (),
) -> tuple[NearMiss, ...]:
    """What nearly matched in an article: candidates that a date, a guard, their surroundings or a correction refuse.

    They come in reading order, without those in whose place the same party stands after all. For a reader who wonders
    about one page.
    """
    if language != "en":
        return ()
    lexicon = gazetteer.triggers.lexicon
    reading = read(plain(body), lexicon)
    heading = read(recased(plain(title), reading), lexicon)
    made: set[NearMiss] = set()
    applying = gazetteer.corrections.of(article_id)
    in_title = _read(gazetteer, heading, published_on, (), reading, _Reviewed(applying, "title", title))
    in_body = _read(gazetteer, reading, published_on, masked, None, _Reviewed(applying, "body", body))
    read_fields: tuple[tuple[Field, str, str, Reasoned], ...] = (
        ("title", title, heading.text, in_title),
        ("body", body, reading.text, in_body),
    )
    for field, original, text, found in read_fields:
        for c, reason in found.nearly(text, published_on):
            if not any(s.party_id == c.party_id and s.start < c.end and c.start < s.end for s in found.standing):
                surface = original[c.start : c.end]
                made.add(NearMiss(field, c.start, c.end, surface, c.party_id, c.rule, reason))
    return tuple(
        sorted(made, key=lambda n: (n.field != "title", n.char_start, n.char_end, n.party_id, n.rule, n.reason))
    )


def _mentions(field: Field, original: str, standing: Iterable[Candidate]) -> list[Mention]:
    made: list[Mention] = []
    new = made_of
    for c in standing:
        values: tuple[Any, ...] = c
        surface = original[c[0] : c[1]]
        made.append(new(Mention, (field, values[0], values[1], surface, values[2], values[3], values[4], values[5])))
    return made


def _unlisted(gazetteer: Gazetteer, ids: set[str]) -> tuple[Party, ...]:
    """The parties among IDS that the reference data doesn't list, named by their own words."""
    return tuple([_named_by_itself(party_id) for party_id in sorted(gazetteer.unlisted(ids))])


@lru_cache(maxsize=20_000)
def _named_by_itself(party_id: str) -> Party:
    kind, _, name = party_id.partition(":")
    return Party(party_id, name, kind, None, None, None, None, _FTM[kind], listed=False)


def find_parties(
    gazetteer: Gazetteer,
    title: str,
    body: str,
    *,
    article_id: str,
    published_on: date | None,
    language: str,
    masked: Sequence[tuple[int, int]] = (),
) -> Named:
    """Who is named in an article: mentions in title and body, roles and attendance in the body, unlisted parties.

    MASKED are the datelines' spans of the body, in which nothing is looked for. Only English texts are read; another
    LANGUAGE gives nothing, rather than something wrong. Every span cuts its surface out of the field as it stands.
    The gazetteer's reviewed corrections are applied, and which of them were is part of the answer.
    """
    if language != "en":
        return Named((), (), (), ())
    applying = gazetteer.corrections.of(article_id)
    if applying is None:
        spans = tuple((start, end) for start, end in masked)
        return gazetteer.recently(_named)(title, body, published_on, spans)
    return _named(gazetteer, title, body, published_on, masked, applying)


def _named(
    gazetteer: Gazetteer,
    title: str,
    body: str,
    published_on: date | None,
    masked: Sequence[tuple[int, int]],
    applying: Applying | None = None,
) -> Named:
    """Who is named in an English article, where APPLYING is what reviewed corrections say of it."""
    plain_title, plain_body = plain(title), plain(body)
    lexicon = gazetteer.triggers.lexicon
    reading = read(plain_body, lexicon)
    in_body = _read(gazetteer, reading, published_on, masked, None, _Reviewed(applying, "body", body)).standing
    heading = read(recased(plain_title, reading), lexicon)
    in_title = _read(gazetteer, heading, published_on, (), reading, _Reviewed(applying, "title", title)).standing
    roles = find_roles(gazetteer, reading, in_body, published_on)
    if applying is not None:
        roles = applying.to_roles(body, roles)
    attendance = find_attendance(gazetteer, reading, in_body, roles, published_on)
    if applying is not None:
        attendance = applying.to_attendance(body, attendance)
    mentions = (*_mentions("title", title, in_title), *_mentions("body", body, in_body))
    ids = {m.party_id for m in mentions}
    ids.update(r.person_id for r in roles)
    ids.update(r.affiliation_id for r in roles if r.affiliation_id)
    if plain_body != body:
        roles = tuple(replace(r, surface=body[r.char_start : r.char_end]) for r in roles)
    applied = () if applying is None else tuple(Applied(i, n) for i, n in sorted(applying.times.items()))
    return Named(mentions, roles, attendance, _unlisted(gazetteer, ids), applied)
