"""An article's history made ready for showing: one section a revision, in words and marked paragraphs.

How it looks is decided in `terminal` and `html_page`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dagster_project.core.history.changes import diff_revisions
from dagster_project.core.history.kinds import kind_of_change
from dagster_project.core.history.marked import Paragraph, Piece, mark_up
from dagster_project.core.history.records import Revision

CHANGE_WORDS: Final = {
    "created": "First seen",
    "edited": "Edited",
    "deleted": "Deleted",
    "restored": "Restored",
}
KIND_WORDS: Final = {
    "typo": "spelling or punctuation",
    "number": "a number",
    "date": "a date",
    "name": "a name",
    "sentence": "whole sentences",
    "title": "the title only",
    "rewritten": "reworded",
}
EVIDENCE_WORDS: Final = {
    "http_404": "the site answers 404 (not found)",
    "http_410": "the site answers 410 (gone)",
    "empty_page": "the site shows an empty page",
    "redirect_home": "the site sends readers to its front page",
    "soft_404": "the site shows a page that says 'not found'",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is to be shown of an article: its revisions in order, and the names that each revision no longer has.

    `erased` maps a revision's number to the names of the parties that it is the first one without.
    """

    article_id: str
    url: str
    language: str
    state: str
    revisions: Sequence[Revision]
    erased: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of a revision: what it is about, in a word or two, and what it is."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """A revision as a reader meets it. `title` and `body` are marked against the text shown before it.

    `since` says when it was first captured; `erased` are the names of the parties that it is the first one without.
    """

    number: int
    change: str
    headline: str
    since: str
    facts: tuple[Fact, ...]
    erased: tuple[str, ...]
    title: Paragraph
    body: tuple[Paragraph, ...]


def show_time(when: datetime) -> str:
    """A time in UTC, to the minute."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _plain(text: str) -> tuple[Paragraph, ...]:
    return tuple((Piece("same", line),) for line in text.split("\n") if line.strip())


def _marked(before: Revision, after: Revision) -> tuple[Paragraph, tuple[Paragraph, ...], str]:
    """Title and body of AFTER marked against BEFORE, and the kind of the change in words."""
    title, body = diff_revisions(before, after)
    if not title.differences and not body.differences and before.published_on == after.published_on:
        kind = "the same text"
    else:
        kind = KIND_WORDS[kind_of_change((title, body))]
    heading = mark_up(title, before.title, after.title)
    return (heading[0] if heading else ()), mark_up(body, before.body, after.body), kind


def _facts(revision: Revision, before: Revision | None) -> tuple[Fact, ...]:
    first, last = show_time(revision.first_captured_at), show_time(revision.last_captured_at)
    facts = []
    if before is not None:
        facts.append(Fact("changed", f"between {show_time(before.last_captured_at)} and {first}"))
    facts.append(Fact("captured", first if first == last else f"{first} to {last}"))
    if revision.change == "deleted":
        evidence = EVIDENCE_WORDS.get(revision.evidence or "", revision.evidence or "none kept")
        facts.append(Fact("evidence", evidence))
    elif revision.similarity is not None:
        facts.append(Fact("kept", f"{revision.similarity:.0%} of the words"))
    day_before = before.published_on if before is not None else None
    if revision.published_on is not None and revision.published_on != day_before:
        facts.append(Fact("published on", revision.published_on.isoformat()))
    return tuple(facts)


def make_sections(shelf: Shelf) -> tuple[Section, ...]:
    """The sections of SHELF, one a revision, in order."""
    sections: list[Section] = []
    shown: Revision | None = None
    before: Revision | None = None
    for revision in shelf.revisions:
        facts = _facts(revision, before)
        erased = tuple(shelf.erased.get(revision.revision, ()))
        headline = CHANGE_WORDS[revision.change]
        title: Paragraph = (Piece("same", revision.title),) if revision.title else ()
        body: tuple[Paragraph, ...] = ()
        if revision.change == "deleted":
            title = (Piece("removed", revision.title),) if revision.title else ()
        elif shown is None:
            body = _plain(revision.body)
        else:
            title, body, kind = _marked(shown, revision)
            headline += f": {kind}"
        number = revision.revision
        since = show_time(revision.first_captured_at)
        sections.append(Section(number, revision.change, headline, since, facts, erased, title, body))
        before = revision
        shown = shown if revision.change == "deleted" else revision
    return tuple(sections)


def is_changed(paragraph: Paragraph) -> bool:
    """Whether anything in it went or came."""
    return any(piece.mark != "same" for piece in paragraph)


def fold(body: Sequence[Paragraph]) -> list[tuple[bool, Sequence[Paragraph]]]:
    """BODY cut into stretches of changed (True) and unchanged (False) paragraphs."""
    folded: list[tuple[bool, list[Paragraph]]] = []
    for paragraph in body:
        changed = is_changed(paragraph)
        if not folded or folded[-1][0] != changed:
            folded.append((changed, []))
        folded[-1][1].append(paragraph)
    return [(changed, tuple(paragraphs)) for changed, paragraphs in folded]
