"""The kind of a change, from the words of its differences alone.

A difference is judged by what is left when the words common to both of its sides are set aside:

* `typo`      spelling, case, a mark, or a word that only carries grammar ("in" for "on"); never a negation
* `date`      a month, weekday, year, or the day beside a month
* `number`    any other number, in digits or in words
* `name`      words with a capital inside a sentence, with the roles that stand beside names
* `sentence`  whole sentences put in or taken out
* wording     anything else

A change of the title alone is `title`. Wording makes a change `rewritten`, however little of it; `similarity` says how
much. Otherwise the gravest kind stands for the whole change: sentence, name, number, date, typo.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from dagster_project.core.history.diff import Diff, Difference, Token, ends_sentence
from dagster_project.core.history.vocabulary import (
    BEFORE_A_YEAR,
    DAYS,
    FUNCTION_WORDS,
    MONTHS,
    NEGATIONS,
    NUMBERS,
    ORDINAL_ENDS,
    RELATIVE_DAYS,
    ROLES,
    UNITS,
)

STRENGTH: Final = ("typo", "date", "number", "name", "sentence", "wording")
"""Kinds of a difference from the least to the gravest."""

Words = Sequence[Token]


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or word.lower() in NUMBERS


def _is_day_word(word: str) -> bool:
    low = word.lower()
    return (word[:1].isupper() and (low in MONTHS or low in DAYS)) or low in RELATIVE_DAYS


def _is_grammar(word: str) -> bool:
    return word.lower() in FUNCTION_WORDS


def _is_role(word: str) -> bool:
    return word.lower().removesuffix("'s") in ROLES


def _left_over(mine: Words, other: Words) -> list[Token]:
    """The words of MINE that OTHER lacks, each as often as it is lacking, whatever the case."""
    spare = Counter(t.plain.lower() for t in other)
    kept = []
    for token in mine:
        if spare[token.plain.lower()] > 0:
            spare[token.plain.lower()] -= 1
        else:
            kept.append(token)
    return kept


def is_name(tokens: Words, at: int) -> bool:
    """Whether the word tokens[AT] has a capital that no sentence's beginning explains."""
    word = tokens[at].plain
    if not word[:1].isupper() or _is_grammar(word):
        return False
    if any(c.isupper() for c in word[1:]) or not ends_sentence(tokens, at):
        return True
    following = tokens[at + 1].plain if at + 1 < len(tokens) else ""
    return following[:1].isupper() and not _is_grammar(following)


def _beside_month(tokens: Words, start: int, end: int) -> bool:
    """Whether a month stands right before or after tokens[START:END], a mark or "of" between them aside."""
    before = [t.plain for t in tokens[max(0, start - 2) : start]]
    after = [t.plain for t in tokens[end : end + 2]]
    near = before[-1:] + after[:1]
    near += before[:1] if before[-1:] in ([","], ["of"]) else []
    near += after[1:] if after[:1] == ["of"] else []
    return any(_is_day_word(w) for w in near)


def _is_year(tokens: Words, at: int) -> bool:
    word = tokens[at].plain
    return (
        len(word) == 4
        and word.isdigit()
        and word[:2] in {"19", "20"}
        and (at == 0 or tokens[at - 1].plain.lower() in BEFORE_A_YEAR or _is_number(tokens[at - 1].plain))
    )


def _is_date(diff: Diff, d: Difference, words: Sequence[str]) -> bool:
    if not all(_is_day_word(w) or _is_number(w) or _is_grammar(w) or w.lower() in ORDINAL_ENDS for w in words):
        return False
    if any(_is_day_word(w) for w in words):
        return True
    if _beside_month(diff.old, d.old_from, d.old_to) or _beside_month(diff.new, d.new_from, d.new_to):
        return any(_is_number(w) and not w.startswith("0") for w in words)
    years = [_is_year(diff.old, i) for i in range(d.old_from, d.old_to) if diff.old[i].plain[:1].isdigit()]
    years += [_is_year(diff.new, i) for i in range(d.new_from, d.new_to) if diff.new[i].plain[:1].isdigit()]
    return bool(years) and all(years)


def _is_number_change(words: Sequence[str]) -> bool:
    minor = ORDINAL_ENDS | UNITS
    return any(_is_number(w) for w in words) and all(
        _is_number(w) or _is_grammar(w) or w.lower() in minor for w in words
    )


def _is_misspelling(gone: Words, came: Words) -> bool:
    """Whether GONE and CAME are the same words spelt otherwise, or differ in words of grammar only."""
    old, new = ([t.plain.lower() for t in side] for side in (gone, came))
    if len(old) == len(new) and all(_close(a, b) for a, b in zip(old, new, strict=True)):
        return True
    old, new = ([w for w in side if not _is_grammar(w)] for side in (old, new))
    if "".join(old).replace("-", "") == "".join(new).replace("-", ""):
        return True  # nothing is left, or strong-army-building became strong army-building
    return len(old) == len(new) and all(_close(a, b) for a, b in zip(old, new, strict=True))


def _close(a: str, b: str) -> bool:
    """Whether two words can be two spellings of one. A number's or a negation's other spelling is another word."""
    if {a, b} & NEGATIONS or (_is_number(a) and _is_number(b)):
        return False
    shorter = min(len(a), len(b))
    if shorter < 5 and (_is_number(a) or _is_number(b)):
        return False
    # One slip in a short word; more in a long one (maneuver, manoeuvre), where the beginning still stands.
    allowed = 0 if shorter < 3 else 1 if shorter < 8 or a[:2] != b[:2] else 3 if shorter >= 12 else 2
    return DamerauLevenshtein.distance(a, b, score_cutoff=allowed) <= allowed


def _is_whole_sentences(tokens: Words, start: int, end: int) -> bool:
    """Whether tokens[START:END] are two words or more, from the beginning of a sentence to the end of one."""
    several = sum(t.is_word for t in tokens[start:end]) >= 2
    return several and ends_sentence(tokens, start) and ends_sentence(tokens, end)


def _only_names(tokens: Words, left: Sequence[Token], start: int) -> tuple[bool, bool]:
    """Whether LEFT, words of tokens[START:], holds a name, and whether it holds names and what goes with them only."""
    at = {token.start: i for i, token in enumerate(tokens[start : start + 400], start)}
    named = [is_name(tokens, at[t.start]) if t.start in at else False for t in left]
    fits = [n or _is_grammar(t.plain) or _is_role(t.plain) for n, t in zip(named, left, strict=True)]
    return any(named), all(fits)


def kind_of_difference(diff: Diff, d: Difference) -> str:
    """The kind of one difference: typo, date, number, name, sentence or wording."""
    old = [t for t in diff.old[d.old_from : d.old_to] if t.is_word]
    new = [t for t in diff.new[d.new_from : d.new_to] if t.is_word]
    gone, came = _left_over(old, new), _left_over(new, old)
    words = [t.plain for t in (*gone, *came)]
    if not words:
        same = [t.plain.lower() for t in old] == [t.plain.lower() for t in new]
        return "typo" if same else "wording"
    if _is_date(diff, d, words):
        return "date"
    if _is_number_change(words):
        return "number"
    if (not old or not new) and (
        _is_whole_sentences(diff.old, d.old_from, d.old_to) or _is_whole_sentences(diff.new, d.new_from, d.new_to)
    ):
        return "sentence"
    named_old, only_old = _only_names(diff.old, gone, d.old_from)
    named_new, only_new = _only_names(diff.new, came, d.new_from)
    if (named_old or named_new) and only_old and only_new:
        return "name"
    if _is_misspelling(gone, came):
        return "typo"
    return "wording"


def kind_of_change(diffs: Sequence[Diff]) -> str:
    """The kind of a change of an article, given the diffs of its title and body.

    Without any difference of words it is the stated day that changed: `date`.
    """
    changed = [(diff, d) for diff in diffs for d in diff.differences]
    if not changed:
        return "date"
    body = [(diff, d) for diff, d in changed if diff.field == "body"]
    if not body:
        return "title"
    gravest = max((kind_of_difference(diff, d) for diff, d in body), key=STRENGTH.index)
    return "rewritten" if gravest == "wording" else gravest
