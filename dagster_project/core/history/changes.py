"""What differs between two neighbouring revisions: a word diff with spans into both texts, and its kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq, Levenshtein

from dagster_project.core.history.digests import substance
from dagster_project.core.history.records import Change, Revision, Span

_WORD = re.compile(r"\S+")
_MONTHS: Final = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split())
_NUMBER = re.compile(r"\d[\d,.:/-]*(?:st|nd|rd|th)?|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|"
                     r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?)")
_EDGES: Final = "\"'“”‘’()[]{}<>.,;:!?-–—…"
_REWRITTEN_BELOW: Final = 0.5
_SENTENCE_WORDS: Final = 5
_FUNCTION_WORDS: Final = frozenset("a an the of in on at to and or for with by from as is are was were be been has have had that which".split())


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    plain: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that went and words that came at one place of a field; either may be empty."""

    field: str
    removed: tuple[_Token, ...]
    added: tuple[_Token, ...]


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.group(), substance(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def _runs(field: str, before: str, after: str) -> list[_Run]:
    """The places where AFTER differs from BEFORE, word by word; words that differ only in typography are the same."""
    old, new = _tokens(before), _tokens(after)
    left, right = [t.plain for t in old], [t.plain for t in new]
    runs: list[_Run] = []
    removed: list[_Token] = []
    added: list[_Token] = []
    for op in LCSseq.opcodes(left, right):
        if op.tag == "equal":
            if removed or added:
                runs.append(_Run(field, tuple(removed), tuple(added)))
                removed, added = [], []
        else:
            removed += old[op.src_start:op.src_end]
            added += new[op.dest_start:op.dest_end]
    if removed or added:
        runs.append(_Run(field, tuple(removed), tuple(added)))
    return [run for run in runs if "".join(t.plain for t in run.removed) != "".join(t.plain for t in run.added)]


def _cores(tokens: Sequence[_Token]) -> list[str]:
    """The words without the marks around them, empty ones left out."""
    return [core for core in (t.text.strip(_EDGES) for t in tokens) if core]


def _only_in(mine: list[str], other: list[str]) -> list[str]:
    rest = list(other)
    kept = []
    for word in mine:
        if word in rest:
            rest.remove(word)
        else:
            kept.append(word)
    return kept


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in _FUNCTION_WORDS


def _kind_of_run(run: _Run) -> str:
    """The kind of one difference, from the words alone."""
    gone, came = _cores(run.removed), _cores(run.added)
    if [w.lower() for w in gone] == [w.lower() for w in came]:
        return "typo"
    gone, came = _only_in(gone, came), _only_in(came, gone)
    words = gone + came
    if not words:
        return "typo"
    lower = [w.lower() for w in words]
    if any(w in _MONTHS for w in lower) and all(w in _MONTHS or _NUMBER.fullmatch(w) or w in _FUNCTION_WORDS for w in lower):
        return "date"
    if all(_NUMBER.fullmatch(w) or w in _FUNCTION_WORDS for w in lower) and any(_NUMBER.fullmatch(w) for w in lower):
        return "number"
    if _is_sentence(run.removed) or _is_sentence(run.added):
        return "sentence"
    if any(_is_name(w) for w in words) and all(_is_name(w) or w.lower() in _FUNCTION_WORDS for w in words):
        return "name"
    if gone and came and Levenshtein.distance(" ".join(gone).lower(), " ".join(came).lower()) <= max(2, len(" ".join(gone)) // 6):
        return "typo"
    return "wording"


def _is_sentence(tokens: Sequence[_Token]) -> bool:
    """Whether the words hold a whole sentence: enough of them, and the mark that ends one."""
    return len(tokens) >= _SENTENCE_WORDS and any(t.text.rstrip("\"'”’)").endswith((".", "!", "?", ":", "…")) for t in tokens)


_STRENGTH: Final = ("typo", "date", "number", "name", "sentence", "rewritten")


def _kind(runs: Sequence[_Run], likeness: float) -> str:
    """The kind of a change: that of its strongest difference.

    Wording that no kind names counts as rewritten where there is much of it, and as a sentence's change where little.
    """
    if not runs:
        return "date"
    if all(run.field == "title" for run in runs):
        return "title"
    if likeness < _REWRITTEN_BELOW:
        return "rewritten"
    kinds = [_kind_of_run(run) for run in runs if run.field == "body"]
    wording = kinds.count("wording")
    if wording > 1 or (wording and len(kinds) > 1):
        return "rewritten"
    if wording:
        return "sentence"
    return max(kinds, key=_STRENGTH.index)


def compare(before: Revision, after: Revision) -> Change:
    """The change from BEFORE to AFTER, two neighbouring revisions of an article."""
    removed: list[tuple[str, Span]] = []
    added: list[tuple[str, Span]] = []
    if after.change == "deleted":
        kind, likeness = "deleted", 0.0
        removed = [(before.body, Span("body", 0, len(before.body)))] if before.body else []
    elif before.change == "deleted":
        kind, likeness = "restored", 0.0
        added = [(after.body, Span("body", 0, len(after.body)))] if after.body else []
    else:
        runs = _runs("title", before.title, after.title) + _runs("body", before.body, after.body)
        likeness = after.similarity if after.similarity is not None else 1.0
        kind = _kind(runs, likeness)
        texts = {("old", "title"): before.title, ("old", "body"): before.body, ("new", "title"): after.title, ("new", "body"): after.body}
        for run in runs:
            for which, tokens, target in (("old", run.removed, removed), ("new", run.added, added)):
                if tokens:
                    span = Span(run.field, tokens[0].start, tokens[-1].end)
                    target.append((texts[which, run.field][span.start:span.end], span))
    return Change(
        after.article_id, before.revision, after.revision, before.last_captured_at, after.first_captured_at, kind, likeness,
        tuple(t for t, _ in removed), tuple(t for t, _ in added), tuple(s for _, s in removed), tuple(s for _, s in added))


def list_changes(revisions: Sequence[Revision]) -> tuple[Change, ...]:
    """The changes between every two neighbours of REVISIONS, which are in order."""
    return tuple(compare(before, after) for before, after in zip(revisions, revisions[1:], strict=False))
