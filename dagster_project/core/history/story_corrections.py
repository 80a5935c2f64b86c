"""Reviewed decisions on which articles share a story."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Action = Literal["merge", "split"]
ACTIONS: Final = ("merge", "split")


@dataclass(frozen=True, slots=True)
class Correction:
    """A reviewed decision on two articles: `merge` joins them whatever the texts, `split` keeps them apart."""

    action: Action
    article_id: str
    other_article_id: str
    note: str


def parse_correction(row: Mapping[str, str]) -> Correction:
    """A row of the reference file of corrections (action, article_id, other_article_id, note). Raises ValueError."""
    action, one, other = (row[name].strip() for name in ("action", "article_id", "other_article_id"))
    if action not in ACTIONS or not one or not other or one == other:
        raise ValueError(
            f"story correction {action or '(none)'} {one or '(none)'} {other or '(none)'}: needs merge or split, "
            "and the ids of two articles"
        )
    first, second = sorted((one, other))
    return Correction("merge" if action == "merge" else "split", first, second, row["note"].strip())
