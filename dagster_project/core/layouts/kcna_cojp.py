"""kcna.co.jp, 1997-2018: an article a page, laid out with tables, `<p>` never closed.

Nothing on these pages has a class. The marks are words: the calendar line over the article, and the copyright row of
Korea News Service under it. The article is the table cell that holds the heading (or, without one, the most words).
"""

import re
from datetime import date
from itertools import pairwise

from selectolax.lexbor import LexborNode

from dagster_project.core.dates import MONTH_PATTERN, month_number, parse_long, settle, url_days
from dagster_project.core.layouts.base import Layout, Mark, RawArticle, Reading, Source, claim, node_text, split_heading
from dagster_project.core.reading import read_blocks, text_of

_SPACE = r"(?:\s|&nbsp;|&#160;)"
CALENDAR = re.compile(
    rf"calendar{_SPACE}{{0,9}}(?:</a>{_SPACE}{{0,9}})?(?:<[^>]{{0,80}}>{_SPACE}{{0,9}}){{0,3}}(?:&gt;|>){{2}}"
    rf"((?:{_SPACE}{{1,9}}|<[^>]{{0,80}}>){{0,6}}[A-Z][a-z]{{2,8}}\.?{_SPACE}{{0,9}}\d{{1,2}}{_SPACE}{{0,9}}[.,]{_SPACE}{{0,9}}\d{{4}})",
    re.I,
)
CALENDAR_LINE = re.compile(r"\bcalendar\s{0,9}>>", re.I)
COPYRIGHT = re.compile(
    rf"KOREA{_SPACE}{{1,9}}NEWS{_SPACE}{{1,9}}SERVICE{_SPACE}{{0,9}}\(?{_SPACE}{{0,9}}KNS"
    rf"|Copyright{_SPACE}{{0,9}}\([cC]\){_SPACE}{{0,9}}(?:KOREA{_SPACE}{{1,9}}NEWS|KCNA|Korean{_SPACE}{{1,9}}Central)",
    re.I,
)
DATED = re.compile(rf"\b({MONTH_PATTERN})\.?\s{{0,9}}(\d{{1,2}})\s{{0,9}}\(K[A-Z -]{{2,12}}\)", re.I)
"""The day of a dateline, as far as it is needed to tell a title from a text and one day of an address from another."""
ANCHORED = "a[name], a[id], h1[id], h2[id], h3[id], h4[id], h5[id]"
_ANCHOR_NAME = re.compile(r"#?([a-z]{0,4})(\d{1,4})", re.I)


def find_words(pattern: re.Pattern[str], text: str, *words: str) -> re.Match[str] | None:
    """The first match of a pattern that begins with one of `words`, in lower case; letter case aside.

    Searched from where the first of them stands, for a page's scripts can be long.
    """
    spelt = (form for word in words for form in (word, word.upper(), word.title(), word.capitalize()))
    starts = [start for form in spelt if (start := text.find(form)) >= 0]
    return pattern.search(text, min(starts)) if starts else None


def calendar_line(source: Source) -> re.Match[str] | None:
    """The calendar line of a page ("calendar>>May 10. 2012"), its day in the first group."""
    return find_words(CALENDAR, source.visible, "calendar")


def is_signed(source: Source) -> bool:
    """Whether a page bears the copyright row of Korea News Service."""
    return find_words(COPYRIGHT, source.visible, "korea news service", "copyright") is not None


def anchor_number(name: str) -> int | None:
    """The number in the name of an anchor (`1`, `#1`, `a1`), or None."""
    found = _ANCHOR_NAME.fullmatch(name.strip())
    return int(found[2]) if found else None


def numbered_anchors(source: Source) -> list[LexborNode]:
    """The anchors whose names are numbers: where the articles of a day page begin.

    Names such as `a1` and ids count where no name is a bare number and there are several of them.
    """
    plain = [a for a in source.tree.css("a[name]") if (a.attributes.get("name") or "").strip().isdecimal()]
    if plain:
        return plain
    named = [node for node in source.tree.css(ANCHORED) if anchor_number(anchor_name(node)) is not None]
    return named if len({anchor_name(node) for node in named}) > 1 else []


def anchor_name(node: LexborNode) -> str:
    """The name by which an address reaches an element."""
    return (node.attributes.get("name") if node.tag == "a" else None) or node.attributes.get("id") or ""


def article_cell(source: Source) -> LexborNode | None:
    """The innermost cell (or body) that holds the heading; without a heading the one with the most words of its own."""
    for level in ("h1", "h2", "h3", "h4", "h5"):
        for heading in source.tree.css(level):
            if node_text(heading) or level == "h3":
                return enclosing_cell(heading)
    return longest_cell(source)


def longest_cell(source: Source) -> LexborNode | None:
    """The innermost cell with the most words, calendar line and copyright row aside; the body where no cell has any."""
    cells = [c for c in source.tree.css("td") if len(c.css("td")) == 1]  # a node finds itself, too
    told = [c for c in cells if not CALENDAR_LINE.search(words := c.text()) and not COPYRIGHT.search(words)]
    best = max(told or cells, key=lambda c: len(c.text()), default=None)
    return best if best is not None and best.text(strip=True) else source.tree.body


def enclosing_cell(node: LexborNode) -> LexborNode:
    """The cell around a node, or the body where there is none."""
    current = node
    while current.parent is not None and current.parent.tag != "-undef":
        current = current.parent
        if current.tag in {"td", "body"}:
            break
    return current


def settle_address(url: str, html: str) -> tuple[date, str] | None:
    """The day that an address names; where it can stand for two, the one that the datelines in a text speak for."""
    days = url_days(url)
    dated = DATED.finditer(html) if len(days) > 1 else ()
    return settle(days, [(month, int(m[2])) for m in dated if (month := month_number(m[1]))])


def first_block_as_title(html: str) -> tuple[str, str]:
    """The first block as title where more follow and it is no dateline; else no title, and all is content."""
    blocks, _ = read_blocks(html)
    if len(blocks) > 1 and not DATED.search(blocks[0].text[:80]):
        return blocks[0].text, html[blocks[0].end :]
    return "", html


def title_before_dateline(html: str) -> tuple[str, str]:
    """The block right before the first dateline as title, where a page has no heading element; else no title."""
    blocks, _ = read_blocks(html)
    for title, text in pairwise(blocks[:4]):
        if DATED.search(text.text[:80]) and not DATED.search(title.text[:80]) and not CALENDAR_LINE.search(title.text):
            return title.text, html[title.end :]
    return "", html


def read(source: Source) -> Reading:
    """The article under its heading, dated by the calendar line and by the address."""
    cell = article_cell(source)
    if cell is None:
        return Reading()
    title, content, before = split_heading(cell.html or "")
    if not title:
        title, content = title_before_dateline(content)
    elif not text_of(content) and (other := longest_cell(source)) is not None and other.mem_id != cell.mem_id:
        content = other.html or ""  # the heading stands in a cell of its own
    line = calendar_line(source)
    found = parse_long(text_of(line[1])) if line else None
    day = settle_address(source.url, content)
    claims = claim("calendar", found) + claim("url", day)
    notes = tuple(f"before_heading: {len(text)} characters left out" for text in before if not CALENDAR.search(text))
    return Reading((RawArticle(title, content, claims=claims, notes=notes),))


def _signed(source: Source) -> bool:
    return (is_signed(source) or calendar_line(source) is not None) and not numbered_anchors(source)


LAYOUT = Layout(
    "kcna_cojp",
    1,
    (
        Mark("table", "", "td"),
        Mark("calendar", "calendar", "a[href*=calendar]", required=False),
        Mark("heading", "", "td h1, td h2, td h3, td h4", required=False),
    ),
    read,
    also=_signed,
)
