"""trafilatura's reading of an article's content, and how far it is from the page's own words.

Two readers that share no code rarely make the same mistake, so a disagreement is worth a look. On every article
trafilatura reads the content subtree (fast mode: about half a millisecond); its paragraphs stand where the words are
the same, else the page's own stand and the difference is noted. Its reading of the *whole page* costs ten times as much
and mostly finds the menu, so `whole_page_disagreement` is for a sample of the captures, chosen by `in_sample`.
"""

import re
from collections import Counter
from typing import Any, Final

from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from dagster_project.core.decode import decode
from dagster_project.core.records import Page, PageResult, Reject

MAX_FRAGMENT: Final = 600_000
"""Characters of HTML above which trafilatura is not asked."""
SAMPLE_SHARE: Final = 64
"""One capture in so many is compared as a whole page."""

_OPTIONS: Final = Extractor(
    output_format="python", fast=True, with_metadata=False, comments=False, tables=True, dedup=False, formatting=False
)
_MARKUP = re.compile(r"^\s*[-|] ?|\|", re.M)


def trafilatura_text(html: str) -> str | None:
    """The text that trafilatura takes from a piece of HTML; None where it finds none or gives up."""
    if len(html) > MAX_FRAGMENT:
        return None
    try:
        document: Any = bare_extraction(html, options=_OPTIONS)
    except Exception:
        return None
    return document.text if document is not None else None


def content_disagreement(content: str, own: str) -> tuple[float, tuple[str, ...]]:
    """Share of words (0-1) on which trafilatura's reading of a content differs from `own`, and the note on it."""
    read = trafilatura_text(f"<html><body><article>{content}</article></body></html>")
    if read is None:
        return 1.0, ("trafilatura: reads nothing here; the page's own words stand",)
    if read.replace("\n", " ") == own or "".join(read.split()) == "".join(own.split()):
        return 0.0, ()
    share, lost, gained = compare_words(own, _MARKUP.sub(" ", read))
    if not lost and not gained:
        return 0.0, ()
    return share, (f"trafilatura: {lost} words less, {gained} more; the page's own words stand",)


def compare_words(own: str, other: str) -> tuple[float, int, int]:
    """Share of words that only one of two texts has, the number lost in `other`, and the number gained there."""
    mine, theirs = Counter(own.split()), Counter(other.split())
    lost, gained = (mine - theirs).total(), (theirs - mine).total()
    total = mine.total() + theirs.total()
    return (lost + gained) / total if total else 0.0, lost, gained


def in_sample(capture_id: str) -> bool:
    """Whether a capture is one of those whose whole page is compared; decided by its id, so the same on every run."""
    digits = capture_id[:8]
    return bool(re.fullmatch(r"[0-9a-fA-F]{8}", digits)) and int(digits, 16) % SAMPLE_SHARE == 0


def whole_page_disagreement(page: Page, result: PageResult) -> float | None:
    """Share of words (0-1) on which trafilatura's reading of the whole page differs from the page's bodies together.

    None for a page outside the sample, without articles, or of no known layout (where trafilatura's is the only
    reading). A site's share hardly moves while its pages stay as they are, and leaps when they change.
    """
    if result.outcome != "article" or result.layout == "unknown" or not in_sample(page.capture_id):
        return None
    decoded = decode(page.payload, page.content_type)
    if isinstance(decoded, Reject):
        return None
    read = trafilatura_text(decoded.text)
    own = "\n".join(article.body for article in result.articles)
    return 1.0 if read is None else compare_words(own, _MARKUP.sub(" ", read))[0]
