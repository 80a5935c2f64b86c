"""The papers of a release that people read: what changed, what is known to be wrong or missing, how to cite it.

Names in them come from pages, so nothing of theirs may mean anything in Markdown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from dagster_project.core.release.shape import DESCRIPTION, KEYWORDS, TITLE, Release

LISTED: Final = 200
"""So many rows of a list are shown; the rest is counted."""
_MARKS: Final = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()#+!|<>&~"})


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release has otherwise than the one before it.

    `counts` are table, rows added, changed, removed; `revisions` article, number, change, day seen; `erasures` party,
    article, day, kind; `schema` lines; `rules` name, version before, version after.
    """

    previous: str
    counts: Sequence[tuple[str, int, int, int]]
    revisions: Sequence[tuple[str, int, str, date]]
    erasures: Sequence[tuple[str, str, date, str]]
    schema: Sequence[str]
    rules: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the dataset itself says of what it lacks.

    `coverage` is site, articles, first and last day, days without; `gaps` site, day before, day after, days between;
    `rejects` stage, reason, captures; `notes` rule and articles.
    """

    coverage: Sequence[tuple[str, int, date | None, date | None, int | None]]
    gaps: Sequence[tuple[str, date, date, int]]
    rejects: Sequence[tuple[str, str, int]]
    notes: Sequence[tuple[str, int]]
    figures: Sequence[Mapping[str, Any]] = field(default=())


def plain_text(value: object) -> str:
    """VALUE on one line, in which Markdown and HTML have no meaning."""
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text.translate(_MARKS)


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """ROWS as the lines of a Markdown table; of many, the first LISTED and how many follow."""
    listed = list(rows)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join("" if v is None else plain_text(v) for v in row) + " |" for row in listed[:LISTED]]
    if len(listed) > LISTED:
        lines += ["", f"And {len(listed) - LISTED:,} more: `palimpsest diff` lists all."]
    return [*lines, ""]


def changes_markdown(release: Release, changes: Changes | None) -> str:
    """CHANGES.md: what is new since the release before; of a first release, what it holds."""
    out = [f"# Changes in {release.version}", ""]
    if changes is None:
        out += ["The first release. It holds:", ""]
        out += table(["table", "rows"], [(f.table, f.rows) for f in release.files if f.table])
        return "\n".join(out)
    out += [f"Since {changes.previous}. A row counts as changed where its key stayed and a value did not.", ""]
    rows = [row for row in changes.counts if any(row[1:])]
    out += table(["table", "added", "changed", "removed"], rows) if rows else ["No row differs.", ""]
    for title, kind in (("Edited", "edited"), ("Deleted", "deleted"), ("Returned", "restored")):
        found = [(article, number, seen) for article, number, change, seen in changes.revisions if change == kind]
        if found:
            out += [f"## {title} articles", "", *table(["article", "revision", "first seen so"], found)]
    if changes.erasures:
        out += ["## Erasures", "", "Parties that an article named and names no more.", ""]
        out += table(["party", "article", "first seen so", "kind"], changes.erasures)
    if changes.rules:
        out += ["## Corrected rules", "", "Rows that older rules made were made anew.", ""]
        out += table(["rules", "before", "now"], changes.rules)
    if changes.schema:
        out += ["## Shape of the tables", "", *(f"- {plain_text(line)}" for line in changes.schema), ""]
    return "\n".join(out)


def _figure(figure: Mapping[str, Any]) -> tuple[object, ...]:
    low, high = figure.get("low"), figure.get("high")
    span = f"{low:.3f} to {high:.3f}" if low is not None and high is not None else ""
    return figure["what"], figure["measure"], f"{figure['value']:.3f}", span, figure["cases"], figure["data"]


def known_issues_markdown(release: Release, doubts: Doubts) -> str:
    """KNOWN_ISSUES.md: how exact the fields are, where nothing was captured, what could not be read."""
    out = [f"# Known issues of {release.version}", ""]
    out += ["A state's propaganda is a source, not a fact: the dataset says what was published, not what is true.", ""]
    out += [
        "## How exact the fields are",
        "",
        "Measured against articles read by hand or rendered from known texts; the",
    ]
    out += ["interval is that of 95 %. The sources say what was measured on; your articles may fare worse.", ""]
    if doubts.figures:
        names = ["field", "measure", "value", "95 %", "cases", "measured on"]
        out += table(names, map(_figure, doubts.figures))
    else:
        out += ["No figures were given with the code.", ""]
    out += ["## Coverage", "", "A day without articles is one on which nothing was captured, or nothing published.", ""]
    out += table(["site", "articles", "first day", "last day", "days without"], doubts.coverage)
    if doubts.gaps:
        out += ["The longest stretches without an article:", ""]
        out += table(["site", "last day before", "first day after", "days between"], doubts.gaps)
    out += ["## Captures that gave nothing", ""]
    out += table(["stage", "reason", "captures"], doubts.rejects) if doubts.rejects else ["None.", ""]
    if doubts.notes:
        out += ["## Repairs and doubts noted in articles", "", *table(["rule", "articles"], doubts.notes)]
    return "\n".join(out)


def citation(release: Release) -> str:
    """CITATION.cff (Citation File Format 1.2.0). Its strings are written as JSON, which is YAML."""
    fields: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it with its version.",
        "type": "dataset",
        "title": TITLE,
        "abstract": DESCRIPTION,
        "authors": [{"name": "The Palimpsest developers"}],
        "version": release.folder,
        "date-released": f"{release.version.day:%Y-%m-%d}",
        "keywords": list(KEYWORDS),
        "identifiers": [
            {"type": "other", "value": release.digest, "description": "SHA-256 over all rows of the version"}
        ],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
