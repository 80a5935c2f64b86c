"""An article's history as one page of HTML that needs nothing else: no script, no network, no font.

Every text is escaped, whatever it holds. Differences are `del` and `ins` elements with hidden words for those who
hear the page, and are underlined or struck through besides being coloured. The page follows the reader's choice of
light or dark, fits a phone, and prints with all paragraphs open.
"""

from collections.abc import Sequence
from html import escape
from typing import Final
from urllib.parse import urlsplit

from dagster_project.core.history.marked import Paragraph
from dagster_project.core.history.render import Section, Shelf, fold, make_sections

_STYLE: Final = """
:root{color-scheme:light dark;--text:#1f2328;--soft:#57606a;--page:#f6f4ef;--card:#fffefb;--line:#ddd8cc;
--link:#0a58ca;--del:#a40e26;--del-bg:#ffe7e4;--ins:#0f5f28;--ins-bg:#d9f5df;
--created:#57606a;--edited:#8a5a00;--deleted:#a40e26;--restored:#0f5f28}
@media (prefers-color-scheme:dark){:root{--text:#e6e3dc;--soft:#a3a7ad;--page:#15171a;--card:#1c1f23;--line:#363b42;
--link:#79b8ff;--del:#ffb3ad;--del-bg:#4a1a1c;--ins:#9be9a8;--ins-bg:#12391f;
--created:#a3a7ad;--edited:#e3b341;--deleted:#ff938a;--restored:#7ee08f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:50rem;padding:2rem 1rem 4rem;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header{margin-bottom:2rem}
h1,h3,.text{font-family:Charter,"Bitstream Charter","Iowan Old Style",Georgia,"Noto Serif","DejaVu Serif",serif}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .6rem;letter-spacing:-.01em}
h2{font-size:1.1rem;margin:0;display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:baseline}
h3{font-size:1.2rem;line-height:1.35;margin:1rem 0 .8rem}
a{color:var(--link)}
.over{text-transform:uppercase;letter-spacing:.09em;font-size:.75rem;color:var(--soft);margin:0}
.soft,summary,dl{color:var(--soft);font-size:.9rem}
.soft{margin:.2rem 0}
ol.line{list-style:none;margin:1.4rem 0 0;padding:0}
ol.line li{position:relative;padding:0 0 .8rem 1.6rem}
ol.line li:last-child{padding-bottom:0}
ol.line li::before{content:"";position:absolute;left:.25rem;top:.4rem;width:.75rem;height:.75rem;border-radius:50%;
background:var(--tone);box-shadow:0 0 0 3px var(--page)}
ol.line li:not(:last-child)::after{content:"";position:absolute;left:.56rem;top:1.2rem;bottom:-.4rem;width:2px;
background:var(--line)}
ol.line a{color:var(--text);font-weight:600;text-decoration-color:var(--line)}
ol.line .when{color:var(--soft);font-size:.9rem}
.created{--tone:var(--created)}.edited{--tone:var(--edited)}.deleted{--tone:var(--deleted)}
.restored{--tone:var(--restored)}.live{--tone:var(--restored)}
.state{display:inline-block;color:var(--tone);border:1px solid currentcolor;border-radius:1rem;padding:0 .6em;
font-size:.85rem;font-weight:600}
section{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--tone);border-radius:.5rem;
padding:1.1rem 1.4rem;margin:1.2rem 0}
section h2 .n{color:var(--soft);font-weight:400}
section h2 .what{color:var(--tone)}
dl{margin:.5rem 0 0;display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem}
dt{font-weight:400}dd{margin:0;color:var(--text)}
.gone{display:inline-block;background:var(--del-bg);color:var(--del);border-radius:.3rem;padding:0 .45em;
margin:0 .3em .2em 0;font-weight:600}
.text{font-size:1.08rem;line-height:1.62}
.text p{margin:0 0 .8rem}
.text summary{font-family:system-ui,sans-serif;cursor:pointer;margin:0 0 .8rem}
details[open]>p{color:var(--soft)}
del,ins{border-radius:.2rem;padding:.05em .12em}
del{color:var(--del);background:var(--del-bg);text-decoration:line-through}
ins{color:var(--ins);background:var(--ins-bg);text-decoration:underline;text-underline-offset:.15em}
footer{color:var(--soft);font-size:.85rem;margin-top:2rem}
.hear{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media (max-width:34rem){body{padding:1rem .7rem 3rem}section{padding:.9rem}h1{font-size:1.5rem}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.3rem}}
@media print{:root{--page:#fff;--card:#fff}section{break-inside:avoid-page}details::details-content{
content-visibility:visible;block-size:auto}}
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


def _facts(section: Section) -> str:
    rows = [(fact.label, escape(fact.words)) for fact in section.facts]
    if section.erased:
        names = " ".join(f'<span class="gone">{escape(name)}</span>' for name in section.erased)
        rows.append(("no longer named", names))
    return f"<dl>{''.join(f'<dt>{label}</dt><dd>{words}</dd>' for label, words in rows)}</dl>\n"


def _section(section: Section, language: str) -> str:
    title = f"<h3>{_paragraph(section.title)}</h3>\n" if section.title else ""
    return (
        f'<section id="r{section.number}" class="{section.change}" aria-labelledby="h{section.number}">\n'
        f'<h2 id="h{section.number}"><span class="n">{section.number}.</span> '
        f'<span class="what">{escape(section.headline)}</span></h2>\n{_facts(section)}'
        f'<div class="text" lang="{escape(language)}">\n{title}{_body(section)}\n</div>\n</section>'
    )


def _address(url: str) -> str:
    """The address as a link where it is one of the web, as text otherwise (a script is no address)."""
    try:
        web = urlsplit(url).scheme.lower() in {"http", "https"}
    except ValueError:
        web = False
    shown = escape(url)
    return f'<a href="{shown}" rel="noopener noreferrer nofollow">{shown}</a>' if web else shown


def _entry(section: Section) -> str:
    """A revision in the line of all of them."""
    gone = f"; no longer named: {', '.join(section.erased)}" if section.erased else ""
    return (
        f'<li class="{section.change}"><a href="#r{section.number}">{escape(section.headline)}</a> '
        f'<span class="when">{escape(section.since + gone)}</span></li>'
    )


def render_html(shelf: Shelf) -> str:
    """The history as a whole page of HTML (UTF-8)."""
    sections = make_sections(shelf)
    title = shelf.revisions[-1].title if shelf.revisions else shelf.article_id
    many = "1 revision" if len(sections) == 1 else f"{len(sections)} revisions"
    language = shelf.language if shelf.language.isalpha() else "und"
    state = "live" if shelf.state == "live" else "deleted"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}: history</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n"
        '<p class="over">History of an article</p>\n'
        f'<h1 lang="{language}">{escape(title)}</h1>\n'
        f'<p class="soft"><span class="state {state}">{escape(shelf.state)}</span> {many} of '
        f"{escape(shelf.article_id)}</p>\n"
        f'<p class="soft">{_address(shelf.url)}</p>\n'
        f'<nav aria-label="Revisions"><ol class="line">{"".join(map(_entry, sections))}</ol></nav>\n</header>\n<main>\n'
        + "\n".join(_section(s, language) for s in sections)
        + '\n</main>\n<footer><del><span class="hear">removed: </span>Struck through</del> is what went, '
        '<ins><span class="hear">added: </span>underlined</ins> what came. Times are those of captures, in UTC: what '
        "happened, happened between two of them.</footer>\n</body>\n</html>\n"
    )
