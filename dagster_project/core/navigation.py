"""Which blocks of a content are the article's own, and which are links that the site put around it.

Menus, paths ("Home > Politics"), rows of buttons and lists of other articles are blocks of nothing but links, and stand
before an article's first words or after its last. A text of a news agency has none: its paragraphs are sentences.
"""

import re
from collections.abc import Sequence
from typing import Final

from dagster_project.core.bodies import is_around
from dagster_project.core.dates import parse_any
from dagster_project.core.identity import article_id_of
from dagster_project.core.layouts.base import MORE_WORDS, Source, absolute
from dagster_project.core.reading import HEADINGS, Block

_HOME = re.compile(r"\W*(?:you are here\W+)?(?:home|main(?: page)?)\b\s*(?:>+|»|›|/|\||→|::)", re.I)
"""How a path to a page begins; its last step is the page's own title and no link."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)\b|/(?:media|photo|gallery|image)s?/", re.I)
_MORE = re.compile(rf"\W*(?:{MORE_WORDS})\b", re.I)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_SENTENCE = (".", "!", "?", '."', ".”", "。")
_DATED: Final = 30
"""Characters that a date and what stands around it take beside a link."""
TEASER_BLOCKS: Final = 3
TEASER_LENGTH: Final = 500
"""Blocks and code points between the links of two listed articles: a teaser, a day, a source."""


def own_blocks(source: Source, blocks: Sequence[Block]) -> tuple[int, int]:
    """The first and the end of the blocks that are the article's own; all, where nothing else would be left."""
    if not any(block.links for block in blocks):
        return 0, len(blocks)
    links = [_is_navigation(source, block) or (n < 3 and _is_path(block)) for n, block in enumerate(blocks)]
    around = [link or is_around(block.text) for link, block in zip(links, blocks, strict=True)]
    start = next((n for n, passed in enumerate(around) if not passed), len(blocks))
    start = max((n + 1 for n in range(start) if links[n]), default=0)
    end = _cards_from(source, blocks, start)
    first = next((n + 1 for n in range(end - 1, start - 1, -1) if not around[n]), start)
    end = next((n for n in range(first, end) if links[n]), end)
    if start < end < len(blocks) and _heads_a_list(blocks[end - 1]) and end - 1 > start:
        end -= 1
    return (start, end) if start < end else (0, len(blocks))


def _is_navigation(source: Source, block: Block) -> bool:
    """Whether a block is nothing but links, with what parts them and days beside them."""
    if not block.links:
        return False
    outside = block.unlinked
    if _LETTERS.search(outside) and not (len(outside) <= _DATED * len(block.links) and parse_any(outside)):
        return False
    if any(article_id_of(absolute(source, link)) for link in block.links):
        return True
    shown = block.text.rstrip("/").removeprefix("http://").removeprefix("https://")
    if any(shown in link for link in block.links):  # an address that the text itself gives
        return False
    return not block.text.endswith(_SENTENCE) and not any(_PICTURE.search(link) for link in block.links)


def _is_path(block: Block) -> bool:
    return bool(block.links) and len(block.text) < 300 and _HOME.match(block.text) is not None


def _heads_a_list(block: Block) -> bool:
    """Whether a block before links is their heading and no text."""
    return block.tag in HEADINGS | {"dt", "caption", "legend"} or (
        len(block.text) <= 60 and bool(_MORE.match(block.text))
    )


def _cards_from(source: Source, blocks: Sequence[Block], start: int) -> int:
    """Where the cards of other articles begin (a linked title, a teaser, a day), which go on to the end; else the end."""
    own = article_id_of(source.url)
    titles = [
        n
        for n, block in enumerate(blocks)
        if n > start and _is_navigation(source, block) and _leads_elsewhere(source, block, own)
    ]
    for first, n in enumerate(titles):
        gaps = zip(titles[first:], [*titles[first + 1 :], len(blocks)], strict=True)
        if len(titles) - first > 1 and all(_is_teaser(blocks[a + 1 : b]) for a, b in gaps):
            return n
    return len(blocks)


def _leads_elsewhere(source: Source, block: Block, own: str | None) -> bool:
    ids = {article_id_of(absolute(source, link)) for link in block.links} - {None}
    return bool(ids) and own not in ids


def _is_teaser(between: Sequence[Block]) -> bool:
    return len(between) <= TEASER_BLOCKS and sum(len(block.text) for block in between) <= TEASER_LENGTH
