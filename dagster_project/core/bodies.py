"""From the blocks of a content subtree to the paragraphs of a body: what the sites put around an article is taken off.

Only what stands at the edges is touched (end mark, site footer, copyright, menu words, an advertisement before the
dateline, the title said again); inside an article the page's words stand as they are.
"""

import re
from collections.abc import Sequence
from typing import Final

from dagster_project.core.datelines import parse_dateline
from dagster_project.core.places import PlaceIndex

_END_MARK = re.compile(
    r"\s*(?:(?<!\w)[-\u2010-\u2015\uff0d]\s?[0oO０]\s?[-\u2010-\u2015\uff0d]+|[-\u2010-\u2015\uff0d]{3,}|\(\s*(?:끝|完|终|終)\s*\)|【\s*(?:끝|完|终|終)\s*】)\s*\.?$"
)
_FOOTER = re.compile(
    r"^(?:\(?\s*(?:https?://)?(?:www\.)?(?:kcna\.kp|kcna\.co\.jp|rodong\.rep\.kp)\s*/?\s*(?:\([^()]{4,60}(?:\([^()]*\))?[^()]{0,20}\))?\.?\s*\)?"
    r"|\(?(?:Juche|주체)\s?\d{2,3}[\d.\s()년월일]*\)?"
    r"|\[?(?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}\.?\]?"
    r"|(?:copyright|©|\(c\)).{0,160}|.{0,80}\ball rights reserved\b.{0,40}"
    r"|(?:<<|«|&lt;)?\s*(?:back home|home|back|top|back to top|go to top|page top|prev(?:ious)?|next|print"
    r"|more articles|e-?mail|share|close|list)\s*(?:>>|»)?"
    r"|more from (?:KCNA|Rodong|Minju|\S+\.(?:kp|jp|com|org|net))\b[\w .()&-]{0,30})$",
    re.I,
)
_MENU_WORD = (
    r"(?:back(?: to top)?|home|top|prev(?:ious)?|next|print|share(?: this)?|facebook|twitter|tweet|telegram|whatsapp|linkedin"
    r"|reddit|pinterest|kakao(?:talk)?|vk|weibo|wechat|e-?mail|send|save|like|copy (?:link|url)|font size|full ?screen"
    r"|close|list|photos?|videos?|\d{1,2}/\d{1,2})"
)
_MENU = re.compile(rf"[\W_]*{_MENU_WORD}(?:[\W_]+{_MENU_WORD})*[\W_]*$", re.I)
"""A row of buttons: nothing but words that sites write on them."""
_FOOTER_TAIL = re.compile(r"\s+(?:www\.)?kcna\.kp\s*\([^()]{4,40}\)\s*$", re.I)
_ADVERT = re.compile(r"\bNK ?(?:Pro|News)\b|\badvertis|\bsubscrib|\bsign up\b|\bnewsletter\b|^sponsored\b", re.I)
_EDGE: Final = 120
"""Characters at the end of a paragraph in which an end mark or footer is looked for."""
ADVERT_DEPTH: Final = 4
"""Paragraphs before the dateline among which an advertisement is looked for."""


def trim_body(texts: Sequence[str], title: str, places: PlaceIndex) -> tuple[tuple[str, ...], list[str]]:
    """The paragraphs of a body, without what the site added at its edges, and notes on what was taken off."""
    paragraphs = [text for text in texts if text]
    notes: list[str] = []
    _trim_head(paragraphs, title, places, notes)
    for n, text in enumerate(paragraphs[:-1]):
        if text.endswith("-0-"):
            paragraphs[n] = text.removesuffix("-0-").rstrip()
            notes.append("end_mark: text goes on after it")
    paragraphs = [text for text in paragraphs if text]
    while paragraphs:
        last = paragraphs[-1]
        if is_around(last):
            paragraphs.pop()
            continue
        edge = max(0, len(last) - _EDGE)
        shorter = (last[:edge] + _FOOTER_TAIL.sub("", _END_MARK.sub("", last[edge:]))).rstrip()
        if shorter == last:
            break
        if shorter:
            paragraphs[-1] = shorter
        else:
            paragraphs.pop()
    return tuple(paragraphs), notes


def is_around(text: str) -> bool:
    """Whether a line is what sites write around articles: a footer, a copyright line, a row of buttons, an end mark."""
    return (
        (len(text) <= _EDGE * 2 and _FOOTER.match(text) is not None)
        or (len(text) <= _EDGE and _MENU.match(text) is not None)
        or (len(text) <= _EDGE and _END_MARK.fullmatch(text) is not None)
    )


def _trim_head(paragraphs: list[str], title: str, places: PlaceIndex, notes: list[str]) -> None:
    """Take off an advertisement and the repeated title before the dateline, in place."""
    opening = next((n for n, text in enumerate(paragraphs[:ADVERT_DEPTH]) if parse_dateline(text, places)), None)
    if opening:
        told = [text for text in paragraphs[:opening] if not _ADVERT.search(text)]
        kept = [text for text in told if len(text) > _EDGE or not _MENU.match(text)]
        if len(told) < opening:
            notes.append(f"advertisement: {opening - len(told)} lines before the dateline left out")
        if len(kept) < len(told):
            notes.append(f"navigation: {len(told) - len(kept)} rows of buttons before the dateline left out")
        paragraphs[:opening] = kept
    elif opening is None and paragraphs and (start := _run_in(paragraphs[0], places)):
        notes.append(f"advertisement: {start} characters before the dateline left out")
        paragraphs[0] = paragraphs[0][start:]
    if title and len(paragraphs) > 1 and paragraphs[0].casefold().strip(" .") == title.casefold().strip(" ."):
        del paragraphs[0]
        notes.append("title_repeated: left out of the body")


_INNER = re.compile(
    r"(?<=[a-z.!?\])] )[A-Z][a-z]+(?: [A-Z][a-z]+)?, ?[A-Z][a-z]{2,8}\.? \d{1,2} ?\(K",
)


def _run_in(paragraph: str, places: PlaceIndex) -> int:
    """Where the dateline starts in a paragraph that an advertisement was run into; 0 without one."""
    match = _INNER.search(paragraph, 0, 300)
    if match and _ADVERT.search(paragraph[: match.start()]) and parse_dateline(paragraph, places, at=match.start()):
        return match.start()
    return 0
