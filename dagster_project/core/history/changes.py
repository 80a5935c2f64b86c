"""What differs between two neighbouring revisions: the words that went and came, with spans into both texts."""

from collections.abc import Sequence
from itertools import pairwise

from dagster_project.core.history.diff import Diff, Token, diff_texts
from dagster_project.core.history.kinds import kind_of_change
from dagster_project.core.history.records import Change, Revision, Span


def diff_revisions(before: Revision, after: Revision) -> tuple[Diff, Diff]:
    """The word diffs of title and body of two revisions that both show a text."""
    return diff_texts("title", before.title, after.title), diff_texts("body", before.body, after.body)


def _span(diff: Diff, tokens: Sequence[Token]) -> Span:
    return Span(diff.field, tokens[0].start, tokens[-1].end)


def _spans(diffs: Sequence[Diff]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    removed = [_span(f, f.old[d.old_from : d.old_to]) for f in diffs for d in f.differences if d.old_to > d.old_from]
    added = [_span(f, f.new[d.new_from : d.new_to]) for f in diffs for d in f.differences if d.new_to > d.new_from]
    return tuple(removed), tuple(added)


def _cut(revision: Revision, spans: Sequence[Span]) -> tuple[str, ...]:
    texts = {"title": revision.title, "body": revision.body}
    return tuple(texts[s.field][s.start : s.end] for s in spans)


def _whole(revision: Revision) -> tuple[Span, ...]:
    return (Span("body", 0, len(revision.body)),) if revision.body else ()


def compare(before: Revision, after: Revision) -> Change:
    """The change from BEFORE to AFTER, two neighbouring revisions of an article.

    A deletion removes the whole body and a return adds it, with a similarity of 0 (nothing was there beside it).
    """
    removed: tuple[Span, ...] = ()
    added: tuple[Span, ...] = ()
    if after.change == "deleted":
        kind, likeness, removed = "deleted", 0.0, _whole(before)
    elif before.change == "deleted":
        kind, likeness, added = "restored", 0.0, _whole(after)
    else:
        diffs = diff_revisions(before, after)
        kind, likeness = kind_of_change(diffs), 1.0 if after.similarity is None else after.similarity
        removed, added = _spans(diffs)
    return Change(
        after.article_id,
        before.revision,
        after.revision,
        before.last_captured_at,
        after.first_captured_at,
        kind,
        likeness,
        _cut(before, removed),
        _cut(after, added),
        removed,
        added,
    )


def list_changes(revisions: Sequence[Revision]) -> tuple[Change, ...]:
    """The changes between every two neighbours of REVISIONS, which are in order."""
    return tuple(compare(before, after) for before, after in pairwise(revisions))
