"""The words of a piece of HTML, block by block, exactly as the page has them.

Works on tokens of serialised HTML, so that it neither needs balanced tags nor recursion. What a piece of HTML *means*
(which is title, which is footer) is the layouts' business; here only white space and invisible characters are
normalised, and names that a page glued to their neighbours are separated.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final

_TOKEN = re.compile(
    r"<!--.*?(?:-->|$)|<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>|<[!?][^>]*>|[^<]+|<", re.S
)

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = HEADINGS | frozenset(
    (  # noqa: SIM905
        "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form header hr html legend li main menu nav ol option p pre section summary table tbody "
        "tfoot thead tr ul"
    ).split()
)
_CELLS: Final = frozenset({"td", "th"})
_SKIPPED: Final = frozenset(
    (  # noqa: SIM905
        "script style noscript template svg iframe object select button textarea audio video head map nav aside footer"
    ).split()
)
"""Elements whose words are no part of the text around them."""
_ASIDES: Final = frozenset({"nav", "aside", "footer"})
_MARKED: Final = frozenset({"nobr", "strong", "b", "span", "font"})
"""Inline elements that the sites wrap leaders' names in."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ZERO_WIDTH_SPACE = re.compile("(?<=[a-z,;.])\u200b+(?=[A-Z])")
_LITERAL_SPACE = re.compile(r"&(?:amp;)*nbsp;?", re.I)
_HREF = re.compile(r"(?<![\w-])href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)
_FULL_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}$")
_GLUE_BEFORE = re.compile(r"[A-Za-z0-9,;:.!?)\]]$")
_GLUE_AFTER = re.compile(r"[A-Za-z0-9(]")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text: its words, the innermost block tag that opened it, and where its words end in the HTML.

    `links` are the addresses of the links in it, and `unlinked` its words outside them; where it has none, both are empty.
    """

    text: str
    tag: str
    end: int
    links: tuple[str, ...] = ()
    unlinked: str = ""


def clean(text: str) -> str:
    """Text with white space of every kind collapsed to single spaces, and invisible characters removed.

    A zero-width space between a small letter and a capital stands for a space that the page lost.
    """
    if not text.isascii():
        if "\u200b" in text:
            text = _ZERO_WIDTH_SPACE.sub(" ", text)
        text = _INVISIBLE.sub("", text)
    elif not text.isprintable():
        text = _INVISIBLE.sub("", text.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\x0c", " "))
    if "&" in text and _LITERAL_SPACE.search(text):
        text = _LITERAL_SPACE.sub(" ", text)
    return " ".join(text.split())


class _Reader:
    """Collects the blocks of a token stream."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.parts: list[str] = []
        self.tag = ""
        self.end = 0
        self.marked: list[int] = []  # for each open marked element, the number of parts at its opening
        self.link: str | None = None  # the address of the link that is open
        self.links: list[str] = []
        self.unlinked: list[str] = []

    def flush(self, tag: str) -> None:
        if self.parts:
            raw = "".join(self.parts)
            text = clean(raw)
            if text:
                if "&" in raw and _LITERAL_SPACE.search(raw):
                    self.notes.append("literal_nbsp: read as spaces")
                if self.links:
                    self.blocks.append(
                        Block(text, self.tag, self.end, tuple(self.links), clean("".join(self.unlinked)))
                    )
                else:
                    self.blocks.append(Block(text, self.tag, self.end))
            self.parts = []
            self.unlinked = []
            self.links = []
            self.marked = []
        self.tag = tag

    def add(self, text: str, end: int) -> None:
        self.parts.append(text)
        self.end = end
        if self.link is None:
            self.unlinked.append(text)
        elif not self.links or self.links[-1] != self.link:
            self.links.append(self.link)

    def close_mark(self, following: str) -> None:
        """Separate a marked name from letters that touch it on either side."""
        opened = self.marked.pop() if self.marked else len(self.parts)
        if opened >= len(self.parts):
            return
        name = "".join(self.parts[opened:])
        if not _FULL_NAME.match(clean(name)):
            return
        before = "".join(self.parts[:opened])[-20:]
        if not name[:1].isspace() and _GLUE_BEFORE.search(before):
            self.parts.insert(opened, " ")
            self.notes.append(f"glued_name: space set before {clean(name)}")
        if not name[-1:].isspace() and _GLUE_AFTER.match(following):
            self.parts.append(" ")
            self.notes.append(f"glued_name: space set after {clean(name)}")


def read_blocks(html: str) -> tuple[list[Block], list[str]]:
    """The blocks of a piece of HTML in reading order, and notes on what was repaired.

    A line break ends a block, so that verse keeps its lines, and so does a new line in preformatted text. The cells of
    a table's row stand in one block.
    """
    reader = _Reader()
    skip: str | None = None
    verbatim = False
    tokens = _TOKEN.finditer(html)
    for token in tokens:
        closing, tag = token[1], token[2]
        if tag is None:
            if skip is None and (text := token[0])[:2] not in {"<!", "<?"}:
                words = unescape(text) if "&" in text else text
                if verbatim and "\n" in words:
                    words = _add_lines(reader, words, token.end())
                reader.add(words, token.end())
            continue
        tag = tag.lower()
        if skip is not None:
            if closing and tag == skip:
                skip = None
            continue
        if tag in _SKIPPED and not closing:
            if tag in _ASIDES:
                reader.flush("")
            skip = None if token[0].endswith("/>") else tag
        elif tag in _BLOCKS:
            reader.flush("" if closing else tag)
            if tag == "pre":
                verbatim = not closing
        else:
            _read_inline(reader, tag, token)
    reader.flush("")
    return reader.blocks, list(dict.fromkeys(reader.notes))


def _read_inline(reader: _Reader, tag: str, token: re.Match[str]) -> None:
    """Take notice of an inline tag: a marked name, a cell, a link."""
    if tag in _MARKED:
        if token[1]:
            reader.close_mark(_text_after(token.string, token.end()))
        else:
            reader.marked.append(len(reader.parts))
    elif tag in _CELLS:
        reader.add(" ", token.end())
    elif tag == "a":
        reader.link = None if token[1] else _address(token[3])


def _address(attributes: str) -> str | None:
    """The address in a link's attributes; None for an anchor."""
    href = _HREF.search(attributes)
    return unescape(href[1] or href[2] or href[3] or "") if href else None


def _add_lines(reader: _Reader, words: str, end: int) -> str:
    """Add all lines of preformatted words but the last as blocks of their own; returns the last."""
    *lines, last = words.split("\n")
    for line in lines:
        reader.add(line, end)
        reader.flush("pre")
    return last


_AFTER = re.compile(r"(?:</(?:nobr|strong|b|span|font|em|i|a)>)*([^<]?)", re.I)


def _text_after(html: str, position: int) -> str:
    """The first character of text that follows closing inline tags at a position."""
    match = _AFTER.match(html, position)
    return match[1] if match else ""


REMEMBERED: Final = 1_000
"""Characters of HTML up to which a reading is remembered: links and dates in lists, not texts."""


def text_of(html: str) -> str:
    """All words of a piece of HTML on one line. Short pieces are remembered, for pages list the same articles."""
    return _short_text(html) if len(html) <= REMEMBERED else " ".join(block.text for block in read_blocks(html)[0])


@lru_cache(maxsize=8_192)
def _short_text(html: str) -> str:
    if "<" not in html:
        return clean(unescape(html) if "&" in html else html)
    return " ".join(block.text for block in read_blocks(html)[0])
