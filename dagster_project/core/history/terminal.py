"""An article's history for a terminal: a word diff in colour, or with marks where there is none.

Text of a page is data: control characters in it, which could drive a terminal, are replaced.
"""

import re
import textwrap
from collections.abc import Sequence
from typing import Final

from dagster_project.core.history.marked import Mark, Paragraph
from dagster_project.core.history.render import Section, Shelf, fold, make_sections

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PARTS = re.compile(r"\s+|\S+")
_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "removed": "\x1b[31;9m",
    "added": "\x1b[32;1m",
    "dim": "\x1b[2m",
    "head": "\x1b[1m",
    "erased": "\x1b[31;1m",
    "created": "\x1b[1m",
    "edited": "\x1b[33;1m",
    "deleted": "\x1b[31;1m",
    "restored": "\x1b[32;1m",
}
_MARKS: Final = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}

_Fragment = tuple[Mark, str]
_Word = list[_Fragment]
"""What stands between two spaces; its fragments may be marked differently ("[-300-]{+400+},")."""


def clean(text: str) -> str:
    """TEXT without characters that drive a terminal, each replaced by U+FFFD (white space by a space)."""
    return _CONTROLS.sub("\ufffd", re.sub(r"[\t\n\r]", " ", text))


def _style(text: str, style: str, colour: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if colour and text and style != "same" else text


def _words(paragraph: Paragraph, colour: bool) -> list[_Word]:
    words: list[_Word] = []
    glued = False
    for piece in paragraph:
        opened, closed = ("", "") if colour else _MARKS[piece.mark]
        for part in _PARTS.findall(f"{opened}{clean(piece.text)}{closed}"):
            if part.isspace():
                glued = False
            elif glued:
                words[-1].append((piece.mark, part))
            else:
                words.append([(piece.mark, part)])
                glued = True
    return words


def _line(words: Sequence[_Word], colour: bool) -> str:
    """WORDS in one line; neighbours of one mark are coloured together, the spaces between them too."""
    runs: list[_Fragment] = []
    for word in words:
        for n, (mark, text) in enumerate(word):
            gap = " " if n == 0 and runs else ""
            if runs and runs[-1][0] == mark:
                runs[-1] = (mark, runs[-1][1] + gap + text)
            else:
                runs += [("same", gap), (mark, text)] if gap and mark != "same" else [(mark, gap + text)]
    return "".join(_style(text, mark, colour) for mark, text in runs)


def _wrap(paragraph: Paragraph, width: int, colour: bool) -> list[str]:
    lines: list[list[_Word]] = [[]]
    used = 0
    for word in _words(paragraph, colour):
        length = sum(len(text) for _, text in word)
        if used and used + 1 + length > width:
            lines.append([])
            used = 0
        lines[-1].append(word)
        used += length + (1 if used else 0)
    return [_line(line, colour) for line in lines if line]


def _body(section: Section, width: int, colour: bool, full: bool) -> list[str]:
    """The lines of a revision's body; unchanged paragraphs of a later revision are counted, not shown, unless FULL."""
    lines: list[str] = []
    for changed, paragraphs in fold(section.body):
        if changed or full or section.change == "created":
            for paragraph in paragraphs:
                lines += [*_wrap(paragraph, width, colour), ""]
        else:
            many = "1 paragraph" if len(paragraphs) == 1 else f"{len(paragraphs)} paragraphs"
            lines += [_style(f"… {many} unchanged", "dim", colour), ""]
    return lines


def _note(words: str, style: str, width: int, colour: bool) -> list[str]:
    """The lines of a remark on a revision, indented."""
    return [f"   {_style(line, style, colour)}" for line in textwrap.wrap(clean(words), max(20, width - 3))]


def _section(section: Section, width: int, colour: bool, full: bool) -> list[str]:
    lines = [_style(f"{section.number}. {clean(section.headline)}", section.change, colour)]
    for fact in section.facts:
        lines += _note(f"{fact.label}: {fact.words}", "dim", width, colour)
    if section.erased:
        lines += _note(f"no longer named: {', '.join(section.erased)}", "erased", width, colour)
    lines += ["", *_wrap(section.title, width, colour), ""]
    return lines + _body(section, width, colour, full)


def render_terminal(shelf: Shelf, *, width: int = 100, colour: bool = True, full: bool = False) -> str:
    """The history as text of at most WIDTH columns, words that are longer aside, with a line feed at the end.

    With COLOUR, removed words are red and struck through and added ones green and bold (ANSI); without, they read
    `[-removed-]` and `{+added+}`. With FULL, unchanged paragraphs are shown as well.
    """
    many = "1 revision" if len(shelf.revisions) == 1 else f"{len(shelf.revisions)} revisions"
    lines = [_style(clean(shelf.article_id), "head", colour), clean(shelf.url), f"{many}, now {shelf.state}", ""]
    for section in make_sections(shelf):
        lines += _section(section, width, colour, full)
    return "\n".join(lines).rstrip("\n") + "\n"
