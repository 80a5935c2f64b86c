"""Signatures by which the same story is looked up among all articles, as plain rows that a table can hold.

An article revision gives up to 17 rows (band, bucket). Two revisions are candidates where they share a row:

* band 0: the address that the story is known by, which is that of the original a mirror states, or else its own;
* bands 1 to 16: four MinHash values each over the body's three-word shingles (datasketch). Texts that share 70 % of
  their shingles meet in some band with a chance of 99 %, texts that share 30 % with 12 %.

So the lookup is a join on (band, bucket) between what is new and all there is, and costs what is new. Bands of words are
joined within the days that `story_match` allows (`sql/store/story_candidates.sql`). A candidate is no more than that:
`story_match` decides.
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from typing import Any, Final

from dagster_project.core.deferred import deferred
from dagster_project.core.history.diff import Token, tokenize, words
from dagster_project.core.identity import article_id_of

SIGNATURE_VERSION: Final = "1"
"""Rises when signatures change; the index must then be made anew."""

BANDS: Final = 16
ROWS: Final = 4
SHINGLE: Final = 3
MIN_WORDS: Final = 20
"""Bodies of fewer words are too much alike to be joined by their words."""
_SCHEME: Final = "affine32"
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class StoryText:
    """A revision that shows a text.

    `layout` is the layout it was read by: a site that has two (as kcna.kp under its old and its new addresses) tells a
    story once in each. `masked` are the spans of the body's datelines, which are no part of the story.
    """

    article_id: str
    revision: int
    site: str
    layout: str
    language: str
    title: str
    body: str
    published_on: date | None
    original_url: str | None
    masked: tuple[tuple[int, int], ...] = ()

    @property
    def known_as(self) -> str:
        """The article id of the original that the page states, or else its own id."""
        return (article_id_of(self.original_url) if self.original_url else None) or self.article_id


def story_tokens(text: StoryText) -> tuple[Token, ...]:
    """The tokens of the body, datelines aside."""
    return tuple(
        t for t in tokenize(text.body) if not any(start <= t.start and t.end <= end for start, end in text.masked)
    )


def shingles(words: Sequence[str]) -> frozenset[str]:
    """The runs of three words, in lower case."""
    low = " ".join(words).lower().split(" ")
    return frozenset(map(" ".join, zip(*(low[i:] for i in range(SHINGLE)), strict=False)))


@cache
def sketch_class() -> Any:
    """datasketch's MinHash. Only signing needs it, and none of it the integrals that its package imports for other sketches."""
    with deferred(("scipy.integrate",), ("quad",)):
        from datasketch import MinHash  # noqa: PLC0415
    return MinHash


@cache
def _emptied() -> Any:
    """The one sketch that all texts are signed with, one after the other: making one takes longer than signing."""
    return sketch_class()(num_perm=BANDS * ROWS, seed=_SEED, scheme=_SCHEME, hashfunc=int)


def _checksums(words: Sequence[str]) -> Iterator[int]:
    """The CRC-32 of each of the `shingles` of WORDS, cut out of their line; one that is there twice comes twice."""
    line = " ".join(words).lower().encode("utf-8", "surrogatepass")
    ends = list(accumulate(len(word) + 1 for word in line.split(b" ")))
    starts = [0, *ends]
    return map(zlib.crc32, map(line.__getitem__, map(slice, starts, (end - 1 for end in ends[SHINGLE - 1 :]))))


def _number(data: bytes) -> int:
    """A signed 64-bit number that stands for DATA."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def buckets_of(text: StoryText) -> list[int]:
    """The buckets by which TEXT is found, and by which it finds others, band by band; the same on any machine.

    Signed 64-bit numbers: one, or BANDS + 1.
    """
    buckets = [_number(text.known_as.encode("utf-8", "surrogatepass"))]
    found = words(text.body, text.masked)
    if len(found) >= MIN_WORDS and text.published_on is not None:
        sketch = _emptied()
        sketch.clear()
        sketch.update_batch(_checksums(found))
        values = sketch.hashvalues.astype("<u4")
        buckets += [_number(values[at : at + ROWS].tobytes()) for at in range(0, BANDS * ROWS, ROWS)]
    return buckets
