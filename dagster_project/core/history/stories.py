"""Stories: which articles share one, given the links between pairs and the reviewed corrections.

Links are taken from the strongest to the weakest (of equal ones, those of nearer days first) and join the articles on
both sides, unless that would bring together

* two articles that a correction has split, or
* two articles of one site that are not linked with each other: through a third they may only look alike.

Such a link is left out. The result depends on the set of links and corrections alone, never on their order. Only
articles that a link or a correction names need to be given; any other is a story of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dagster_project.core.history.story_corrections import Correction
from dagster_project.core.history.story_match import StoryLink, strength


@dataclass(frozen=True, slots=True)
class Member:
    """An article that links name: what the order within a story rests on."""

    article_id: str
    site: str
    published_on: date | None
    original_url: str | None

    def rank(self) -> tuple[bool, date, str]:
        """Originals before mirrors, then by day, then by id: the first article of a story gives it its id."""
        return (self.original_url is not None, self.published_on or date.max, self.article_id)


@dataclass(frozen=True, slots=True)
class Stories:
    """`story_ids` names the story of each member; `links` are those that hold, in the order of their ids."""

    story_ids: Mapping[str, str]
    links: tuple[StoryLink, ...]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _order(link: StoryLink, known: Mapping[str, Member]) -> tuple[int, float, int, str, str]:
    """By how much a link counts among all, in a total order: of two equally alike, that of the nearer days."""
    one, other = (known[i].published_on for i in (link.article_id, link.other_article_id))
    days = abs((one - other).days) if one and other else 0
    rule, likeness, first, second, _ = strength(link)
    return rule, likeness, -days, first, second


class _Groups:
    """Articles joined into groups, with the pairs that must not meet in one."""

    def __init__(self, members: Mapping[str, Member], linked: set[tuple[str, str]], split: set[tuple[str, str]]):
        self._members, self._linked, self._split = members, linked, split
        self._group = {article_id: [article_id] for article_id in members}

    def _may_meet(self, one: str, other: str, forced: bool) -> bool:
        pair = _pair(one, other)
        if pair in self._split:
            return False
        return forced or self._members[one].site != self._members[other].site or pair in self._linked

    def join(self, one: str, other: str, forced: bool) -> bool:
        """Join the groups of two articles where every two of them may meet; whether they are in one group now."""
        left, right = self._group[one], self._group[other]
        if left is right:
            return True
        if not all(self._may_meet(a, b, forced) for a in left for b in right):
            return False
        small, large = sorted((left, right), key=len)
        large += small
        for article_id in small:
            self._group[article_id] = large
        return True

    def all(self) -> list[list[str]]:
        """The groups, each once."""
        return list({id(group): group for group in self._group.values()}.values())


def join_stories(
    members: Iterable[Member], links: Iterable[StoryLink], corrections: Iterable[Correction] = ()
) -> Stories:
    """The stories of MEMBERS. Links and corrections that name others than MEMBERS are passed over.

    Each pair of articles keeps its strongest link. A merge is a link by the rule `correction` and outranks all others;
    a split outranks a merge.
    """
    known = {m.article_id: m for m in members}
    best: dict[tuple[str, str], StoryLink] = {}
    split: set[tuple[str, str]] = set()
    stated = []
    for c in corrections:
        if c.action == "split":
            split.add(_pair(c.article_id, c.other_article_id))
        else:
            stated.append(StoryLink(*_pair(c.article_id, c.other_article_id), "correction", None, c.note))
    for link in (*links, *stated):
        pair = (link.article_id, link.other_article_id)
        if not {*pair} <= known.keys() or pair in split:
            continue
        if pair not in best or strength(link) > strength(best[pair]):
            best[pair] = link
    groups = _Groups(known, set(best), split)
    kept = [
        link
        for link in sorted(best.values(), key=lambda link: _order(link, known), reverse=True)
        if groups.join(link.article_id, link.other_article_id, link.rule == "correction")
    ]
    ids: dict[str, str] = {}
    for group in groups.all():
        first = min(group, key=lambda article_id: known[article_id].rank())
        ids.update(dict.fromkeys(group, first))
    return Stories(ids, tuple(sorted(kept, key=lambda k: (k.article_id, k.other_article_id))))


def closure(touched: Iterable[str], links: Iterable[StoryLink], corrections: Iterable[Correction] = ()) -> set[str]:
    """TOUCHED and all articles that links or corrections lead to from them: the members that `join_stories` needs."""
    near: dict[str, set[str]] = defaultdict(set)
    pairs = [(k.article_id, k.other_article_id) for k in links]
    pairs += [(c.article_id, c.other_article_id) for c in corrections]
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    found = set(touched)
    todo = [article_id for article_id in near if article_id in found]
    while todo:
        further = near[todo.pop()] - found
        found |= further
        todo += further
    return found
