"""A diff as running text: the paragraphs of both versions in one, with what went and what came marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dagster_project.core.history.diff import Diff, Difference, Token

Mark = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text without a line feed that both versions share, or only one of them has."""

    mark: Mark
    text: str


Paragraph = tuple[Piece, ...]


def _text(source: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return source[tokens[start].start : tokens[end - 1].end] if end > start else ""


def _removed_alone(diff: Diff, d: Difference, before: str, after: str, at: int) -> tuple[list[tuple[Mark, str]], int]:
    """The stretches of a pure removal, from AT in the text AFTER on, and where to go on in it."""
    gone = _text(before, diff.old, d.old_from, d.old_to)
    runs_on = d.old_to < len(diff.old) and not diff.old[d.old_to].line
    if d.new_from < len(diff.new) and (runs_on or d.new_from == 0):
        # More of the same paragraph follows (or nothing stands before): place it before the next kept word.
        start = diff.new[d.new_from].start
        gap = before[diff.old[d.old_to - 1].end : diff.old[d.old_to].start] if d.old_to < len(diff.old) else " "
        kept = after[at:start]
        spaced = d.old_from > 0 and before[diff.old[d.old_from - 1].end : diff.old[d.old_from].start].isspace()
        lead = " " if spaced and not kept[-1:].isspace() else ""
        return [("same", kept + lead), ("removed", gone), ("same", gap)], start
    end = diff.new[d.new_from - 1].end if d.new_from else at
    gap = before[diff.old[d.old_from - 1].end : diff.old[d.old_from].start] if d.old_from else ""
    return [("same", after[at:end]), ("same", gap), ("removed", gone)], end


def _stretches(diff: Diff, before: str, after: str) -> list[tuple[Mark, str]]:
    found: list[tuple[Mark, str]] = []
    at = 0
    for d in diff.differences:
        if d.new_from == d.new_to:
            stretches, at = _removed_alone(diff, d, before, after, at)
            found += stretches
            continue
        gone, came = _text(before, diff.old, d.old_from, d.old_to), _text(after, diff.new, d.new_from, d.new_to)
        gap = " " if gone[-1:] not in "([“" and came[:1].isalnum() else ""
        found += [("same", after[at : diff.new[d.new_from].start]), ("removed", gone), ("same", gap), ("added", came)]
        at = diff.new[d.new_to - 1].end
    return [*found, ("same", after[at:])]


def mark_up(diff: Diff, before: str, after: str) -> tuple[Paragraph, ...]:
    """The paragraphs of BEFORE and AFTER in one text; DIFF is theirs.

    What is the same reads as in AFTER, so the added and the same pieces together are AFTER's words, and the removed
    and the same pieces those of BEFORE, typography and white space aside.
    """
    paragraphs: list[list[Piece]] = [[]]
    for mark, text in _stretches(diff, before, after):
        for n, line in enumerate(text.split("\n")):
            if n:
                paragraphs.append([])
            if line:
                last = paragraphs[-1]
                if last and last[-1].mark == mark:
                    last[-1] = Piece(mark, last[-1].text + line)
                else:
                    last.append(Piece(mark, line))
    return tuple(tuple(p) for p in paragraphs if p)
