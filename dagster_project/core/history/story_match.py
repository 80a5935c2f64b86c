"""Whether two articles tell the same story: the rule for a pair, and what it rests on.

A pair is judged by itself, never by what else is known, so that the links do not depend on the order in which articles
arrive. Where an article has several revisions, one that matches is enough: a mirror may hold the older wording.
Precision goes before recall.

* `original_url`: a mirror states the other one's address as its original, or both state the same. Two articles of one
  site must then also share the title or half of their words: a mirror that states the wrong address for many is known.
* `near_duplicate`, on two sites, or under two layouts of one (kcna.kp's addresses changed): published at most 3 days
  apart, in the same language, 20 words or more, 70 % of the three-word runs in common, and the same names and numbers.
  Boilerplate shares its words and differs in just these: of the words with a capital and the numbers, none may stand
  in one text only, save one for every 150 words.
* `near_duplicate`, under one layout of a site: the same title and body in substance on the same day, listed under
  several addresses (of 1,234 addresses of kcna.kp in 2024, 316 stories had two to five). Anything less is another story.

`sql/store/story_candidates.sql` leaves out pairs that these rules refuse by day, site and layout alone: it changes with them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dagster_project.core.history.diff import Token, words
from dagster_project.core.history.digests import substance
from dagster_project.core.history.kinds import is_name
from dagster_project.core.history.story_index import MIN_WORDS, StoryText, shingles, story_tokens

MAX_DAYS: Final = 3
MIN_LIKENESS: Final = 0.7
MIN_MIRROR_LIKENESS: Final = 0.5
WORDS_A_MISMATCH: Final = 150
MAX_COUNT_SHARE: Final = 0.15
"""How far the numbers of times that names and numbers stand may differ, as a share of them all."""


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Two articles that tell the same story: a row of `story_links`. `article_id` is the smaller id."""

    article_id: str
    other_article_id: str
    rule: str
    similarity: float | None
    evidence: str


@dataclass(frozen=True, eq=False)
class Prepared:
    """A text and what comparing it needs, each found when it is first asked for: most pairs are told apart by less than all."""

    text: StoryText

    @cached_property
    def known_as(self) -> str:
        """The article id that the story is known by."""
        return self.text.known_as

    @cached_property
    def title(self) -> str:
        """The title in substance, whatever the case."""
        return substance(self.text.title).lower()

    @cached_property
    def words(self) -> list[str]:
        """The words and numbers of the body, datelines aside."""
        return words(self.text.body, self.text.masked)

    @cached_property
    def runs(self) -> frozenset[str]:
        """The runs of three words."""
        return shingles(self.words)

    @cached_property
    def marks(self) -> Counter[str]:
        """Names and numbers, with how often each stands."""
        return _marks(story_tokens(self.text))


def _marks(tokens: Sequence[Token]) -> Counter[str]:
    """Words with a capital that no sentence's beginning explains, and numbers, with how often each stands."""
    found: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        if token.plain[:1].isdigit():
            found[token.plain.replace(",", "").lstrip("0") or "0"] += 1
        elif is_name(tokens, at):
            found[token.plain.rstrip(".")] += 1
    return found


def _likeness(one: Prepared, other: Prepared) -> float:
    """The share of three-word runs that two texts have in common, of all that they have."""
    union = len(one.runs | other.runs)
    return len(one.runs & other.runs) / union if union else 0.0


def _same_marks(one: Prepared, other: Prepared) -> bool:
    allowed = min(len(one.words), len(other.words)) // WORDS_A_MISMATCH
    if len(one.marks.keys() ^ other.marks.keys()) > allowed:
        return False
    differing = sum(((one.marks - other.marks) + (other.marks - one.marks)).values())
    return differing <= MAX_COUNT_SHARE * max(one.marks.total(), other.marks.total())


def _link(one: Prepared, other: Prepared, rule: str, likeness: float | None, evidence: str) -> StoryLink:
    first, second = sorted((one.text.article_id, other.text.article_id))
    return StoryLink(first, second, rule, likeness, evidence)


def match(one: Prepared, other: Prepared) -> StoryLink | None:
    """The link between two revisions of different articles, or None where nothing proves that they tell one story."""
    a, b = one.text, other.text
    if a.article_id == b.article_id:
        return None
    if one.known_as == other.known_as:
        likeness = _likeness(one, other)
        if a.site != b.site or one.title == other.title or likeness >= MIN_MIRROR_LIKENESS:
            return _link(one, other, "original_url", likeness, f"both are known as {one.known_as}")
    if a.published_on is None or b.published_on is None or a.language != b.language:
        return None
    days = abs((a.published_on - b.published_on).days)
    if a.site == b.site and a.layout == b.layout:
        same = days == 0 and one.title == other.title and substance(a.body) == substance(b.body)
        if not same or min(len(one.words), len(other.words)) < MIN_WORDS:
            return None
        said = f"same title and body on {a.published_on}, one site"
        return _link(one, other, "near_duplicate", _likeness(one, other), said)
    if days > MAX_DAYS or min(len(one.words), len(other.words)) < MIN_WORDS:
        return None
    likeness = _likeness(one, other)
    if likeness < MIN_LIKENESS or not _same_marks(one, other):
        return None
    evidence = f"{likeness:.0%} of the three-word runs, the same names and numbers, {days} days apart"
    return _link(one, other, "near_duplicate", likeness, evidence)


def match_articles(ones: Sequence[Prepared], others: Sequence[Prepared]) -> StoryLink | None:
    """The best link between two articles, given all their revisions: by rule first, then by likeness."""
    found = [link for one in ones for other in others if (link := match(one, other))]
    return max(found, key=strength, default=None)


_RULES: Final = ("near_duplicate", "original_url", "correction")


def strength(link: StoryLink) -> tuple[int, float, str, str, str]:
    """By how much a link counts, in a total order: its rule, its likeness, and then its ids."""
    return (_RULES.index(link.rule), link.similarity or 0.0, link.article_id, link.other_article_id, link.evidence)
