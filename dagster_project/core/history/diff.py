"""The word diff of two texts: the places at which they differ, with offsets into both.

A token is a word (with its inner hyphens and apostrophes), a number, an abbreviation such as `C.C.`, a character of a
script without spaces, or a mark. White space is no token, and tokens that differ only in typography are equal. The
alignment is a longest common subsequence (rapidfuzz, bit-parallel: 9,000 words against 9,000 take a few hundredths of
a second), tidied up afterwards so that it reads as an editor would mark it. What kind of change a difference is,
is not decided here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from rapidfuzz.distance import LCSseq

from dagster_project.core.history.digests import substance
from dagster_project.core.history.vocabulary import FUNCTION_WORDS

Field = Literal["title", "body"]

_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # C.C., U.S.
    r"|\d+(?:[.,:/]\d+)*"  # 7,687.5 10:30 1/2
    r"|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"  # scripts that put no spaces between words
    r"|[^\W\d_]+(?:['’\u2010\u2011-][^\W_]+)*"  # self-defence, people’s, Hwasongpho-19
)
_TOKEN = re.compile(rf"{_WORD.pattern}|([^\w\s])\1*|_")
MAX_CELLS: Final = 900_000_000
"""Tokens of one text times those of the other that are still aligned word by word; the bit matrix then takes 110 MB."""

_ENDS: Final = frozenset(".!?…") | {"...", "?!", "!!"}
_CLOSERS: Final = frozenset("\"')]")
_BRACKETS: Final = {"(": ")", "[": "]", "<": ">"}


class Token(NamedTuple):
    """A word or mark: `plain` is its substance; offsets are code points into the text; `line` opens a paragraph."""

    plain: str
    start: int
    end: int
    line: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not a mark."""
        return self.plain[:1].isalnum()


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which a text differs: the tokens [old_from, old_to) became [new_from, new_to); one may be empty."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int


@dataclass(frozen=True, slots=True)
class Diff:
    """Two versions of a field and where they differ, in order. No difference touches the next one."""

    field: Field
    old: tuple[Token, ...]
    new: tuple[Token, ...]
    differences: tuple[Difference, ...]


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order; invisible characters are none."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        plain = _plain(match.group())
        if plain:
            start = match.start()
            found.append(Token(plain, start, match.end(), not found or "\n" in text[end:start]))
            end = match.end()
    return tuple(found)


def _plain(token: str) -> str:
    """A token's substance; a word of ASCII is its own."""
    return token if token[0].isalnum() and token.isascii() else substance(token)


def words(text: str, masked: Sequence[tuple[int, int]] = ()) -> list[str]:
    """The words and numbers of a text in order, each in substance; those within a MASKED span are left out."""
    found: list[str] = []
    edge, at = max((end for _, end in masked), default=0), 0
    for match in _WORD.finditer(text, 0, len(text) if edge else 0):
        at = match.start()
        if at >= edge:
            break
        at = match.end()
        if not any(start <= match.start() and at <= end for start, end in masked):
            found.append(match.group())
    found += _WORD.findall(text, at)
    if text.isascii():
        return found
    return [plain for word in found if (plain := _plain(word))[:1].isalnum()]


def _align(old: Sequence[str], new: Sequence[str]) -> list[Difference]:
    """The maximal stretches that are not common to OLD and NEW."""
    found: list[Difference] = []
    for op in LCSseq.opcodes(old, new):
        if op.tag == "equal":
            continue
        if found and found[-1].old_to == op.src_start and found[-1].new_to == op.dest_start:
            last = found.pop()
            found.append(Difference(last.old_from, op.src_end, last.new_from, op.dest_end))
        else:
            found.append(Difference(op.src_start, op.src_end, op.dest_start, op.dest_end))
    return found


def _paragraphs(tokens: Sequence[Token]) -> tuple[list[str], list[int]]:
    """The words of each paragraph as one string, and where each begins in TOKENS (with the end of all)."""
    starts = [i for i, token in enumerate(tokens) if token.line] + [len(tokens)]
    return ["\x1f".join(t.plain for t in tokens[a:b]) for a, b in pairwise(starts)], starts


def _align_large(old: Sequence[Token], new: Sequence[Token]) -> list[Difference]:
    """As `_align`, for texts too long for one matrix: whole paragraphs first, then words where that is affordable."""
    (old_lines, old_at), (new_lines, new_at) = _paragraphs(old), _paragraphs(new)
    blocks = (
        _align(old_lines, new_lines)
        if len(old_lines) * len(new_lines) <= MAX_CELLS
        else [Difference(0, len(old_lines), 0, len(new_lines))]
    )
    found: list[Difference] = []
    for block in blocks:
        a, b, c, d = old_at[block.old_from], old_at[block.old_to], new_at[block.new_from], new_at[block.new_to]
        if (b - a) * (d - c) > MAX_CELLS:
            found.append(Difference(a, b, c, d))
            continue
        inner = _align([t.plain for t in old[a:b]], [t.plain for t in new[c:d]])
        found += [Difference(x.old_from + a, x.old_to + a, x.new_from + c, x.new_to + c) for x in inner]
    return found


def ends_sentence(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence ends before tokens[AT]: the text or a paragraph begins there, or an end mark stands before."""
    if at <= 0 or at >= len(tokens) or tokens[at].line:
        return True
    while at > 0 and tokens[at - 1].plain in _CLOSERS:
        at -= 1
    return at > 0 and tokens[at - 1].plain in _ENDS


def _fit(tokens: Sequence[Token], start: int, end: int) -> int:
    """How well tokens[START:END] reads as one thing that was put in or taken out."""
    first, last = tokens[start], tokens[end - 1]
    if ends_sentence(tokens, start) and ends_sentence(tokens, end):
        return 4 if first.line else 3
    if _BRACKETS.get(first.plain) == last.plain:
        return 2
    return 1 if first.is_word and last.plain in {",", ";"} else 0


def _slide(tokens: Sequence[Token], start: int, end: int, low: int, high: int) -> int:
    """How far to move an inserted run so that it reads best; 0 where no place is better.

    A run may move by one where the token that it leaves equals the one that it takes in. LOW and HIGH bound it.
    """
    left = 0
    while start - left > low and tokens[start - left - 1].plain == tokens[end - left - 1].plain:
        left += 1
    right = 0
    while end + right < high and tokens[start + right].plain == tokens[end + right].plain:
        right += 1
    return max(range(-left, right + 1), key=lambda by: (_fit(tokens, start + by, end + by), -abs(by), by))


def _settle(found: Sequence[Difference], old: Sequence[Token], new: Sequence[Token]) -> list[Difference]:
    """Move each pure insertion or removal to where it reads best between its neighbours."""
    settled: list[Difference] = []
    for n, d in enumerate(found):
        pure_old, pure_new = d.new_from == d.new_to, d.old_from == d.old_to
        by = 0
        if pure_old or pure_new:
            tokens = old if pure_old else new
            start, end = (d.old_from, d.old_to) if pure_old else (d.new_from, d.new_to)
            low = (settled[-1].old_to if pure_old else settled[-1].new_to) + 1 if settled else 0
            after = found[n + 1] if n + 1 < len(found) else None
            high = len(tokens) if after is None else (after.old_from if pure_old else after.new_from) - 1
            by = _slide(tokens, start, end, min(low, start), max(high, end))
        settled.append(Difference(d.old_from + by, d.old_to + by, d.new_from + by, d.new_to + by))
    return settled


def _is_filler(tokens: Sequence[Token]) -> bool:
    """Whether nothing but one or two words of grammar and commas stand there."""
    return len(tokens) <= 2 and all(t.plain.lower() in FUNCTION_WORDS or t.plain == "," for t in tokens)


def _weight(d: Difference, old: Sequence[Token], new: Sequence[Token]) -> int:
    words = {t.plain for t in (*old[d.old_from : d.old_to], *new[d.new_from : d.new_to])}
    return sum(w[:1].isalnum() and w.lower() not in FUNCTION_WORDS for w in words)


def _merge(found: Sequence[Difference], old: Sequence[Token], new: Sequence[Token]) -> list[Difference]:
    """Join two replacements that only a lonely "the" or "of" holds apart: such words were met, not kept."""
    merged: list[Difference] = []
    for d in found:
        if merged:
            last = merged[-1]
            both = all(x.old_from < x.old_to and x.new_from < x.new_to for x in (last, d))
            heavy = min(_weight(last, old, new), _weight(d, old, new)) >= 2
            if both and heavy and _is_filler(old[last.old_to : d.old_from]):
                merged[-1] = Difference(last.old_from, d.old_to, last.new_from, d.new_to)
                continue
        merged.append(d)
    return merged


def diff_texts(field: Field, before: str, after: str) -> Diff:
    """Where AFTER differs from BEFORE, word by word; differences of typography and white space are none."""
    old, new = tokenize(before), tokenize(after)
    found = (
        _align([t.plain for t in old], [t.plain for t in new])
        if len(old) * len(new) <= MAX_CELLS
        else _align_large(old, new)
    )
    found = _merge(_settle(found, old, new), old, new)
    real = [d for d in found if _joined(old[d.old_from : d.old_to]) != _joined(new[d.new_from : d.new_to])]
    return Diff(field, old, new, tuple(real))


def _joined(tokens: Sequence[Token]) -> str:
    return substance("".join(t.plain for t in tokens))


def similarity(before: str, after: str) -> float:
    """Likeness of the words of two texts, 0-1: twice the words of their longest common subsequence over all words.

    Marks and typography don't count; two texts without words are alike.
    """
    left = [t.plain for t in tokenize(before) if t.is_word]
    right = [t.plain for t in tokenize(after) if t.is_word]
    if not left and not right:
        return 1.0
    if len(left) * len(right) > MAX_CELLS:
        left, right = before.split("\n"), after.split("\n")
    return 2 * LCSseq.similarity(left, right) / (len(left) + len(right))
