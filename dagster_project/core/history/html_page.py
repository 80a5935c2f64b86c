"""An article's history as one page of HTML that needs nothing else: no script, no network, no font.

Every text is escaped, whatever it holds. Differences are `del` and `ins` elements with hidden words for those who
hear the page, and are underlined or struck through besides being coloured. The page follows the reader's choice of
light or dark and fits a phone.
"""

from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import urlsplit

from dagster_project.core.history.marked import Paragraph
from dagster_project.core.history.render import Section, Shelf, fold, make_sections

_STYLE: Final = """
:root{color-scheme:light dark;--text:#1d2127;--soft:#59636e;--page:#fff;--line:#d5dae0;--link:#0a58ca;
--del:#a40e26;--del-bg:#ffebe9;--ins:#116329;--ins-bg:#dafbe1}
@media (prefers-color-scheme:dark){:root{--text:#e6e9ed;--soft:#9aa4af;--page:#14171b;--line:#363c44;--link:#79b8ff;
--del:#ffb3ad;--del-bg:#4a1a1c;--ins:#9be9a8;--ins-bg:#12391f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:1rem;background:var(--page);color:var(--text);
font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3;margin:.5rem 0}
h2{font-size:1.1rem;margin:0}
h3{font-size:1.05rem;margin:.8rem 0}
a{color:var(--link)}
section{border-top:1px solid var(--line);padding:1rem 0}
.soft,summary,.facts{color:var(--soft);font-size:.9rem}
.facts{margin:.3rem 0;padding-left:1.2rem}
nav ol{padding-left:1.4rem;margin:.5rem 0}
del,ins{border-radius:.2rem;padding:0 .1em}
del{color:var(--del);background:var(--del-bg);text-decoration:line-through}
ins{color:var(--ins);background:var(--ins-bg);text-decoration:underline}
.hear{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media print{details>*{display:block}}
"""

_HEARD: Final = {"removed": ("del", "removed:"), "added": ("ins", "added:")}


def _paragraph(paragraph: Paragraph) -> str:
    """The pieces of a paragraph as HTML."""
    parts = []
    for piece in paragraph:
        text = escape(piece.text)
        if piece.mark == "same":
            parts.append(text)
        else:
            tag, heard = _HEARD[piece.mark]
            parts.append(f'<{tag}><span class="hear">{heard} </span>{text}</{tag}>')
    return "".join(parts)


def _paragraphs(paragraphs: Sequence[Paragraph]) -> str:
    return "\n".join(f"<p>{_paragraph(p)}</p>" for p in paragraphs)


def _body(section: Section) -> str:
    if section.change == "created":
        return _paragraphs(section.body)
    parts = []
    for changed, paragraphs in fold(section.body):
        shown = _paragraphs(paragraphs)
        if not changed:
            many = "1 unchanged paragraph" if len(paragraphs) == 1 else f"{len(paragraphs)} unchanged paragraphs"
            shown = f"<details><summary>{many}</summary>\n{shown}\n</details>"
        parts.append(shown)
    return "\n".join(parts)


def _section(section: Section, language: str) -> str:
    facts = "".join(f"<li>{escape(fact)}</li>" for fact in section.facts)
    listed = f'<ul class="facts">{facts}</ul>\n' if facts else ""
    title = f"<h3>{_paragraph(section.title)}</h3>\n" if section.title else ""
    return (
        f'<section id="r{section.number}" aria-labelledby="h{section.number}">\n'
        f'<h2 id="h{section.number}">{section.number}. {escape(section.headline)}</h2>\n'
        f'<p class="soft">{escape(section.seen)}</p>\n{listed}'
        f'<div lang="{escape(language)}">\n{title}{_body(section)}\n</div>\n</section>'
    )


def _address(url: str) -> str:
    """The address as a link where it is one of the web, as text otherwise (a script is no address)."""
    try:
        web = urlsplit(url).scheme.lower() in {"http", "https"}
    except ValueError:
        web = False
    shown = escape(url)
    return f'<a href="{shown}" rel="noopener noreferrer nofollow">{shown}</a>' if web else shown


def render_html(shelf: Shelf) -> str:
    """The history as a whole page of HTML (UTF-8)."""
    sections = make_sections(shelf)
    title = shelf.revisions[-1].title if shelf.revisions else shelf.article_id
    many = "1 revision" if len(sections) == 1 else f"{len(sections)} revisions"
    entries = "".join(f'<li><a href="#r{s.number}">{escape(s.headline)}</a>, {escape(s.seen)}</li>' for s in sections)
    language = shelf.language if shelf.language.isalpha() else "und"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}: history</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
        f'<h1 lang="{language}">{escape(title)}</h1>\n'
        f'<p class="soft">{escape(shelf.article_id)}, {many}, now {escape(shelf.state)}<br>{_address(shelf.url)}</p>\n'
        f'<nav aria-label="Revisions"><ol>{entries}</ol></nav>\n</header>\n<main>\n'
        + "\n".join(_section(s, language) for s in sections)
        + "\n</main>\n</body>\n</html>\n"
    )
