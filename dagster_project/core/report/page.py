"""The report as one page of HTML that needs nothing else: no script, no network, no font.

Every picture has a title, a description, and the numbers behind it as a table that opens. Every text is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any, Final

from dagster_project.core.report import charts

Row = tuple[Any, ...]

_STYLE: Final = """
:root{color-scheme:light dark;--text:#1d2127;--soft:#59636e;--page:#fff;--line:#d5dae0;--link:#0a58ca;--card:#f6f8fa;
--del:#a40e26;--del-bg:#ffebe9;--ins:#116329;--ins-bg:#dafbe1}
@media (prefers-color-scheme:dark){:root{--text:#e6e9ed;--soft:#9aa4af;--page:#14171b;--line:#363c44;--link:#79b8ff;
--card:#1d2127;--del:#ffb3ad;--del-bg:#4a1a1c;--ins:#9be9a8;--ins-bg:#12391f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .3rem}
a{color:var(--link)}.soft{color:var(--soft)}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.5rem;margin:1rem 0}
dl div{background:var(--card);border-radius:.4rem;padding:.5rem .7rem}
dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-size:1.25rem;font-variant-numeric:tabular-nums}
figure{margin:.5rem 0;background:#fff;border:1px solid var(--line);border-radius:.4rem;padding:.4rem;overflow-x:auto}
figure svg{display:block;width:100%;min-width:34rem;height:auto}
figure svg text{font-family:system-ui,sans-serif!important}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid var(--line)}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
del{color:var(--del);background:var(--del-bg)}ins{color:var(--ins);background:var(--ins-bg);text-decoration:underline}
summary{color:var(--link);cursor:pointer}nav ul{padding-left:1.2rem;columns:16rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the report is made of: the rows that the statements in sql/report give, by the statement's name.

    `facts` are the dataset's numbers by name; `towns` are longitude and latitude of the world's towns; `figures` are the
    measured figures of quality, as the release's notes have them.
    """

    version: int
    digest: str
    facts: Mapping[str, Any]
    rows: Mapping[str, Sequence[Row]]
    towns: Sequence[tuple[float, float]]
    figures: Sequence[Mapping[str, Any]]


def _show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return escape(str(value))
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3g}"


def _table(names: Sequence[str], rows: Iterable[Row]) -> str:
    """ROWS as a table under NAMES; numbers stand to the right."""
    listed = list(rows)
    if not listed:
        return '<p class="soft">None.</p>'
    right = [all(isinstance(row[i], int | float | None) for row in listed) for i in range(len(names))]
    mark = [' class="n"' if side else "" for side in right]
    head = "".join(f'<th scope="col"{m}>{escape(name)}</th>' for name, m in zip(names, mark, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{m}>{_show(value)}</td>" for value, m in zip(row, mark, strict=True)) + "</tr>"
        for row in listed
    )
    return f'<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _picture(svg: str, names: Sequence[str], rows: Sequence[Row]) -> str:
    return f"<figure>{svg}</figure><details><summary>The numbers</summary>{_table(names, rows)}</details>"


def _by_first(rows: Iterable[tuple[str, date, float]]) -> dict[str, list[tuple[date, float]]]:
    found: dict[str, list[tuple[date, float]]] = {}
    for name, day, value in rows:
        found.setdefault(name, []).append((day, value))
    return found


def _sections(facts: Facts) -> list[tuple[str, str, str]]:
    """Name, heading and content of each part."""
    rows = facts.rows
    return [
        ("months", "Articles a month, by site", _months(rows["articles_by_month"])),
        ("countries", "Countries named beside the DPRK", _countries(rows["countries_by_month"])),
        ("map", "Where reports are dated", _map(rows["dateline_places"], facts.towns)),
        ("parties", "Who is named most", _parties(rows["most_named"])),
        (
            "attendance",
            "Who attends",
            _note("Persons in lists of those present, in the order of naming: rank 1 is named first.")
            + _table(["person", "lists", "middle rank", "first", "last"], rows["attendance"]),
        ),
        (
            "erased",
            "Who is named no more",
            _note("Articles that named the party and do not any more: edited, or deleted as a whole.")
            + _table(["party", "edited out", "deleted", "first", "last"], rows["erased"]),
        ),
        ("edits", "The newest changes", _edits(rows["edits"])),
        (
            "coverage",
            "What was captured",
            _table(["site", "captures", "of articles", "not found", "rejected", "first", "last"], rows["coverage"])
            + "<h3>Captures that gave nothing</h3>"
            + _table(["stage", "reason", "captures"], rows["rejects"]),
        ),
        ("quality", "How exact it is", _quality(facts.figures)),
    ]


def _note(text: str) -> str:
    return f'<p class="soft">{escape(text)}</p>'


def _months(rows: Sequence[Row]) -> str:
    said = ("Articles a month, by site", "A line for each site over the months of publication.")
    return _picture(charts.lines("months", _by_first(rows), "articles", said), ["site", "month", "articles"], rows)


def _countries(rows: Sequence[Row]) -> str:
    said = ("Countries named", "The share of each month's articles that name a country, for the six most named.")
    shares = [(name, month, round(100 * share, 1)) for name, month, share in rows]
    svg = charts.lines("countries", _by_first(shares), "% of articles", said)
    return _picture(svg, ["country", "month", "% of articles"], shares)


def _map(rows: Sequence[Row], towns: Sequence[tuple[float, float]]) -> str:
    said = ("Map of datelines", "A dot for each place that reports are dated from; the larger, the more articles.")
    svg = charts.places("map", [(r[0], r[1], r[2], r[3]) for r in rows], towns, said)
    return _note("Grey dots are towns of the world.") + _picture(
        svg, ["place", "latitude", "longitude", "articles"], rows[:40]
    )


def _parties(rows: Sequence[Row]) -> str:
    said = ("Who is named most", "A bar for each party: the number of articles that name it.")
    svg = charts.bars("parties", [(name, count) for _, name, _, count in rows], "articles", said)
    return _picture(svg, ["party", "name", "type", "articles"], rows)


def _edits(rows: Sequence[Row]) -> str:
    if not rows:
        return '<p class="soft">None.</p>'
    out = []
    for article_id, title, site, changed_at, kind, removed, added in rows:
        words = "".join(f"<del>{escape(w[:400])}</del> " for w in removed if kind != "deleted")
        words += "".join(f"<ins>{escape(w[:400])}</ins> " for w in added if kind != "restored")
        out.append(
            f"<tr><td>{_show(changed_at)}</td><td>{escape(site)}</td><td>{escape(title)}<br>"
            f'<span class="soft">{escape(article_id)}</span></td><td>{escape(kind)}</td><td>{words}</td></tr>'
        )
    head = "".join(f'<th scope="col">{n}</th>' for n in ("seen", "site", "article", "kind", "taken out, put in"))
    return f'<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{"".join(out)}</tbody></table></div>'


_BY_TYPE: Final = frozenset(
    f"parties: {kind}" for kind in ("linked", "country", "organization", "person", "place", "group")
)
"""Figures that KNOWN_ISSUES.md of a release has, and that are too many for a page to look at, as are those of articles that
rules were written with."""


def _quality(figures: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (
            f["what"],
            f["measure"],
            f["value"],
            f"{f['low']:.3f} to {f['high']:.3f}" if f.get("low") is not None and f.get("high") is not None else "",
            f["cases"],
            f["data"],
        )
        for f in figures
        if f["what"] not in _BY_TYPE and "rules" not in f["data"]
    ]
    note = "Measured on real texts before this version was made; your articles may fare worse."
    return _note(note) + _table(["field", "measure", "value", "95 %", "cases", "measured on"], rows)


def title_of(version: int, digest: str) -> str:
    """The page's title, which names the version that it shows; plain in HTML."""
    return f"Palimpsest: version {version:d} ({escape(digest[:12])})"


def report_html(facts: Facts) -> str:
    """The whole page."""
    numbers = facts.facts
    cards = "".join(
        f"<div><dt>{label}</dt><dd>{_show(numbers[name])}</dd></div>"
        for name, label in (
            ("articles", "articles"),
            ("captures", "captures"),
            ("mentions", "mentions"),
            ("parties", "parties named"),
            ("edits", "edits"),
            ("deleted", "deleted"),
            ("erasures", "erasures"),
        )
    )
    sections = _sections(facts)
    through = numbers["through"]
    links = "".join(f'<li><a href="#{name}">{escape(heading)}</a></li>' for name, heading, _ in sections)
    parts = "".join(
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(heading)}</h2>{content}</section>\n'
        for name, heading, content in sections
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">'
        f"<title>{title_of(facts.version, facts.digest)}</title><style>{_STYLE}</style></head><body>\n"
        f"<header><h1>What was said, and what was later unsaid</h1>"
        f'<p class="soft">Version {facts.version} of the dataset ({escape(facts.digest[:12])})'
        + (f", captures until {_show(through)}" if through else "")
        + ". A state's propaganda is a source, not a fact.</p></header>\n"
        f'<main><dl>{cards}</dl><nav aria-label="Parts of this page"><ul>{links}</ul></nav>\n{parts}</main></body></html>\n'
    )
