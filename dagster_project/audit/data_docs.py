"""Great Expectations' Data Docs, as pages that need no network: `docs/audit/<run>/<table>.html` in the home.

The library renders its result; what its page would fetch from elsewhere is taken out, the style is ours, each check has
an anchor of its name, and the failing rows stand below. Page text goes in as text, never as markup.
"""

import html
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from dagster_project.audit.results import CheckResult
from dagster_project.store.home import Home

KEPT_RUNS: Final = 30
"""Runs whose pages are kept; older ones go when a new one is written."""
STYLE: Final = Path(__file__).with_name("data_docs.css")
_FOREIGN: Final = ("script", "link", "style", "iframe", "object", "img", "nav", "footer", "form", "input", "button")
_SIDEBAR: Final = "//div[contains(concat(' ', @class, ' '), ' col-lg-2 ')]"


@dataclass(frozen=True, slots=True)
class Docs:
    """The pages of one run."""

    home: Home
    run_id: str

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.home.docs / "audit" / self.run_id

    def page(self, table: str) -> Path:
        """The page of TABLE."""
        return self.folder / f"{table}.html"


def write_docs(docs: Docs, table: str, result: Any, checks: Sequence[CheckResult]) -> Path:
    """Write the page of TABLE from the library's RESULT and our CHECKS of it, and the index of all runs anew."""
    docs.folder.mkdir(parents=True, exist_ok=True)
    page = docs.page(table)
    page.write_text(_page(f"{table}: what the audit found", _rendered(result, checks), checks), encoding="utf-8")
    facts = {"checks": len(checks), "failed": [c.name for c in checks if not c.passed]}
    page.with_suffix(".json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    _forget_old(docs)
    write_index(docs.home)
    return page


@cache
def _library() -> tuple[Any, Any]:
    """The library's renderer and view, kept, for the view translates its templates once."""
    from great_expectations.render import renderer, view  # noqa: PLC0415

    library: Any = (renderer, view)
    return library[0].ValidationResultsPageRenderer(), library[1].DefaultJinjaPageView()


def _rendered(result: Any, checks: Sequence[CheckResult]) -> str:
    """The library's own rendering, without what it would fetch, with an anchor for each check."""
    renderer, view = _library()
    text = view.render(renderer.render(result))
    body: Any = lxml_html.document_fromstring(text).find("body")
    for element in [*body.iter(*_FOREIGN), *body.xpath(_SIDEBAR)]:
        element.drop_tree()
    for anchor in body.xpath("//a[not(starts-with(@href, '#'))]"):
        anchor.drop_tag()
    for element in body.iter(etree.Element):
        for name in [a for a in element.attrib if a.startswith("on") or a in {"src", "style"}]:
            del element.attrib[name]
    names = {c.name for c in checks}
    for row in body.iter("tr"):
        words = row.text_content().split()
        if found := next((w.rstrip(":") for w in words if w.rstrip(":") in names), None):
            row.set("id", found)
    return "".join(lxml_html.tostring(child, encoding="unicode") for child in body)


def _page(title: str, body: str, checks: Sequence[CheckResult] = ()) -> str:
    failing = "".join(_failing(c) for c in checks if not c.passed)
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
    )
    back = '<p><a href="../../index.html">All runs</a></p>' if checks else ""
    return f"{head}<body><main><h1>{html.escape(title)}</h1>{back}{failing}{body}</main></body></html>\n"


def _failing(check: CheckResult) -> str:
    """What failed, why, and on which rows."""
    said = f"<h3>{html.escape(check.name)} ({check.severity})</h3><p>{html.escape(check.message)}</p>"
    if not check.sample:
        return f'<section class="failing">{said}</section>'
    names = list(check.sample[0])
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(row[n]))}</td>" for n in names) + "</tr>" for row in check.sample
    )
    heads = "".join(f"<th>{html.escape(n)}</th>" for n in names)
    return (
        f'<section class="failing">{said}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></section>'
    )


def _runs(home: Home) -> list[Path]:
    """The folders of runs, newest first."""
    folders = [path for path in (home.docs / "audit").glob("*") if path.is_dir()]
    return sorted(folders, key=lambda path: (-path.stat().st_mtime, path.name))


def _forget_old(docs: Docs) -> None:
    for folder in [f for f in _runs(docs.home) if f != docs.folder][KEPT_RUNS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _summaries(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        try:
            yield path.stem, json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue


def write_index(home: Home) -> Path:
    """Write `docs/index.html`: the newest runs, and of each the tables with how many checks failed."""
    parts = []
    for folder in _runs(home):
        when = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        rows = "".join(
            f'<tr><td><a href="audit/{folder.name}/{table}.html">{html.escape(table)}</a></td><td>{facts["checks"]}</td>'
            f'<td class="{"bad" if facts["failed"] else "good"}">{html.escape(", ".join(facts["failed"]) or "all hold")}'
            "</td></tr>"
            for table, facts in _summaries(folder)
        )
        parts.append(
            f"<h2>Run {html.escape(folder.name[:8])}, {when:%Y-%m-%d %H:%M} UTC</h2><table><thead><tr><th>table</th>"
            f"<th>checks</th><th>failed</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    target = home.docs / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_text(_page("What the audits found", "".join(parts) or "<p>No run yet.</p>"), encoding="utf-8")
    unfinished.replace(target)
    return target
