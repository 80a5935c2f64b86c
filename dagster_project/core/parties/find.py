"""Who is named in a text: candidates of all rules, the longest of which stand; then what only the whole text can tell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dagster_project.core.parties.attendance import find_attendance
from dagster_project.core.parties.bodies import unlisted_bodies
from dagster_project.core.parties.countries import beside_countries
from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.names import foreign_names, korean_names, later_surnames
from dagster_project.core.parties.places import unlisted_places
from dagster_project.core.parties.reading import Reading, by_place, read
from dagster_project.core.parties.records import Candidate
from dagster_project.core.parties.resolve import resolve
from dagster_project.core.parties.roles import find_roles
from dagster_project.core.parties.text import at_word_edges, plain
from dagster_project.core.records import Field, Mention, Named, Party

_DEFINED = re.compile(r"\(([A-Z][A-Za-z&.-]{1,11})\)$")
_THE_PARTY: Final = "organization:WPK"
_FTM: Final = {
    "country": "Country",
    "organization": "Organization",
    "person": "Person",
    "place": "Address",
    "group": "LegalEntity",
}


def _candidates(gazetteer: Gazetteer, reading: Reading, day: date | None) -> list[Candidate]:
    """Candidates of every rule that reads the text by itself."""
    vocabulary, triggers, text = gazetteer.vocabulary, gazetteer.triggers, reading.text
    found = gazetteer.find(text, day)
    listed = by_place(found)
    found.extend(beside_countries(text, [c for c in found if c.type == "country"], triggers))
    found.extend(unlisted_bodies(reading, vocabulary, listed, gazetteer.ids_by_words))
    found.extend(unlisted_places(reading, vocabulary))
    found.extend(korean_names(reading, triggers))
    found.extend(foreign_names(reading, triggers, listed))
    return found


def _surname(gazetteer: Gazetteer, person_id: str, rule: str) -> str | None:
    """The part of a person's name that stands for it later: a Southerner's first, a foreigner's last, no Northerner's."""
    words = person_id.partition(":")[2].split()
    country = gazetteer.country_of(person_id)
    if len(words) < 2 or country == "PRK" or rule == "korean_name":
        return None
    return words[0] if country in ("KOR", "CHN", "VNM") else words[-1]


def _later(gazetteer: Gazetteer, reading: Reading, standing: Sequence[Candidate]) -> list[Candidate]:
    """Candidates that follow from what stands: abbreviations that the text defines, surnames after full names."""
    text = reading.text
    persons = [c for c in standing if c.type == "person"]
    surnames = {c.party_id: s for c in persons if (s := _surname(gazetteer, c.party_id, c.rule))}
    found = list(later_surnames(reading, persons, surnames))
    for c in standing:
        if c.type == "organization" and text[c.end - 1] == ")" and (defined := _DEFINED.search(text, c.start, c.end)):
            short = defined.group(1)
            at = text.find(short, c.end)
            while at >= 0:
                if at_word_edges(text, at, at + len(short)):
                    found.append(Candidate(at, at + len(short), c.party_id, c.type, f"defined:{short}", 0.9, 2))
                at = text.find(short, at + len(short))
    return found


def _with_the_party(gazetteer: Gazetteer, text: str, standing: Sequence[Candidate]) -> list[Candidate]:
    """STANDING with a bare 'the Party' turned to another country's party where the paragraph speaks of that one last."""
    made, paragraph, last = [], 0, None
    for c in standing:
        if text.find("\n", paragraph, c.start) >= 0:
            paragraph, last = text.rfind("\n", 0, c.start), None
        bare = c.party_id == _THE_PARTY and text[c.start : c.end].lower() in ("the party", "party", "their party")
        if bare and last is not None:
            made.append(c._replace(party_id=last, rule="the_party:foreign", confidence=0.7))
            continue
        made.append(c)
        if c.type == "organization" and not bare:
            party = gazetteer.party(c.party_id)
            words = text[c.start : c.end]
            if party is not None and re.search(r"\bParty\b", party.name) and party.country not in (None, "PRK"):
                last = c.party_id
            elif "Party" in words and c.party_id == _THE_PARTY:
                last = None
    return made


def _read(gazetteer: Gazetteer, text: str, day: date | None, masked: Sequence[tuple[int, int]]) -> list[Candidate]:
    """The candidates that stand in TEXT, which is plain."""
    reading = read(text)
    candidates = _candidates(gazetteer, reading, day)
    standing = resolve(candidates, masked)
    later = _later(gazetteer, reading, standing)
    if later:
        standing = resolve([*candidates, *later], masked)
    return _with_the_party(gazetteer, text, standing)


def _mentions(field: Field, original: str, standing: Iterable[Candidate]) -> list[Mention]:
    return [
        Mention(field, c.start, c.end, original[c.start : c.end], c.party_id, c.type, c.rule, c.confidence)
        for c in standing
    ]


def _unlisted(gazetteer: Gazetteer, ids: Iterable[str]) -> tuple[Party, ...]:
    """The parties among IDS that the reference data doesn't list, named by their own words."""
    made = []
    for party_id in sorted(set(ids)):
        if gazetteer.party(party_id) is None:
            kind, _, name = party_id.partition(":")
            made.append(Party(party_id, name, kind, None, None, None, None, _FTM[kind], listed=False))
    return tuple(made)


def find_parties(
    gazetteer: Gazetteer,
    title: str,
    body: str,
    *,
    article_id: str,  # noqa: ARG001 reviewed corrections name articles
    published_on: date | None,
    language: str,
    masked: Sequence[tuple[int, int]] = (),
) -> Named:
    """Who is named in an article: mentions in title and body, roles and attendance in the body, unlisted parties.

    MASKED are the datelines' spans of the body, in which nothing is looked for. Only English texts are read; another
    LANGUAGE gives nothing, rather than something wrong. Every span cuts its surface out of the field as it stands.
    """
    if language != "en":
        return Named((), (), (), ())
    plain_title, plain_body = plain(title), plain(body)
    in_body = _read(gazetteer, plain_body, published_on, masked)
    in_title = _read(gazetteer, plain_title, published_on, ())
    roles = find_roles(gazetteer, plain_body, in_body)
    attendance = find_attendance(gazetteer.vocabulary, plain_body, in_body, roles)
    mentions = (*_mentions("title", title, in_title), *_mentions("body", body, in_body))
    ids = (
        [m.party_id for m in mentions]
        + [r.affiliation_id for r in roles if r.affiliation_id]
        + [r.person_id for r in roles]
    )
    stated = tuple(replace(r, surface=body[r.char_start : r.char_end]) for r in roles)
    return Named(mentions, stated, attendance, _unlisted(gazetteer, ids))
