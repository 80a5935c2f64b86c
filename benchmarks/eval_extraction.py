"""How exact extraction is on real texts, beside trafilatura on the same pages.

    python -m benchmarks.eval_extraction                  every article in all layouts, on all cores
    python -m benchmarks.eval_extraction --limit 300     300 articles of each corpus, spread evenly: for CI

Real texts (`../shared/data`) are rendered by `../shared/tools/render_archive.py` as the pages of each layout,
extracted, and compared with what was rendered: title, body, paragraphs, day of issue, article id and dateline, white
space and the end mark aside; articles that no page holds are counted too. Ends with 1 where a share is below its floor in
`tests/floors.toml`, and with 2 where the data is missing.
"""

import argparse
import gzip
import hashlib
import importlib.util
import json
import os
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

from trafilatura import bare_extraction

from dagster_project.core.extract import extract_page
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import ArticleText, Page
from dagster_project.store.places import load_places

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"
CORPORA: Final = ("kcna_kp_2024", "kcna_cojp_2011", "kcna_cojp_raw_eras")
LAYOUTS: Final = ("kcna_kp_q", "kcna_kp_detail", "kcnawatch", "kcna_cojp", "kcna_cojp_day")
FIELDS: Final = ("found", "title", "body", "paragraphs", "published_on", "article_id", "dateline")
CHUNK: Final = 250

Story = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page holds, by what was rendered into it."""

    article_id: str
    title: str
    paragraphs: tuple[str, ...]
    published_on: date | None
    dateline: tuple[str, int, int] | None


@dataclass(slots=True)
class Score:
    """Counts of one corpus in one layout."""

    articles: int = 0
    surplus: int = 0
    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    baseline: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    pages: int = 0
    baseline_pages: int = 0
    seconds: float = 0.0
    baseline_seconds: float = 0.0


def renderer() -> ModuleType:
    """The rendering tool of the shared data, as a module."""
    path = SHARED / "tools" / "render_archive.py"
    spec = importlib.util.spec_from_file_location("render_archive", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_corpus(name: str) -> list[Story]:
    """The stories of a corpus that have a text; of the raw one, the text after its own heading, menu words left out."""
    with gzip.open(SHARED / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        stories = [json.loads(line) for line in lines]
    if name == "kcna_cojp_raw_eras":
        for story in stories:
            heading, _, text = (story["raw"] or "").partition("\r\n")
            story["title"] = plain(heading)
            story["text"] = text
    return [s for s in stories if plain(s["text"]) and plain(s["text"]) not in {"HOME", "BACK HOME", "BACK"}]


def plain(text: str) -> str:
    """Words with white space collapsed, without the end mark and what a browser would not show."""
    text = unescape(text).replace("\u00a0", " ").replace("&nbsp;", " ")
    return re.sub(
        r"\s*-0-",
        "",
        " ".join(re.sub("[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]", "", text).split()),
    )


def squeezed(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


_DATELINE = re.compile(r"([A-Za-z][^,()\d]{1,40}?),? ?([A-Z][a-z]+)\.? ?(\d{1,2}) ?\((?:KNS-)?KCNA[^)]{0,20}\)", re.I)


def expected_of(story: Story, article_id: str, layout: str, tool: ModuleType) -> Expected:
    """What extraction must give for a rendered story. Independent of the project's own grammar and identity rules."""
    paragraphs = tuple(
        p for p in map(plain, tool.paragraphs(story, dateline=layout not in {"kcna_kp_q", "kcna_kp_detail"})) if p
    )
    issued: date | None = date.fromisoformat(story["published_on"])
    match = _DATELINE.match(paragraphs[0]) if paragraphs else None
    months = {name.lower(): n for n, name in enumerate(tool.MONTHS, 1)}
    dateline = (match[1], months[match[2].lower()], int(match[3])) if match and match[2].lower() in months else None
    if layout == "kcna_kp_detail":  # the page bears no date: what can be known is the dateline's day
        issued = nearest(dateline, issued) if dateline and issued else None
    return Expected(article_id, plain(story["title"]), paragraphs, issued, dateline)


def nearest(dateline: tuple[str, int, int], near: date) -> date | None:
    """The dateline's day nearest to the issue, by trying the years around it."""
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(date(year, dateline[1], dateline[2]))
        except ValueError:
            continue
    return min(days, key=lambda d: abs((d - near).days), default=None)


def id_of(url: str) -> str:
    """The article id of the addresses that the renderer makes."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    last = [s for s in parts.path.split("/") if s]
    if host == "kcnawatch.org":
        return f"{host}/{last[1]}"
    stem = re.sub(r"\.(?:kcmsf|html?)$", "", last[-1])
    folders = re.search(r"/(\d{4})/(\d{4,6})/news(\d\d)/(\d\d)\.htm$", parts.path)
    if folders:
        month = folders[2] if len(folders[2]) == 6 else folders[1][:2] + folders[2]
        stem = f"{month}{folders[3]}-{folders[4]}"
    return f"{host}/{stem}" + (f"#{parts.fragment}" if parts.fragment else "")


def pages_of(
    stories: list[Story], layout: str, chosen: range, tool: ModuleType
) -> Iterator[tuple[Page, list[Expected]]]:
    """The pages of a layout that hold the chosen stories, each with what it holds."""
    if layout == "kcna_cojp_day":
        for url, when, on_page in tool.day_pages([stories[i] for i in chosen]):
            expected = [expected_of(s, f"{id_of(url)}#{n}", layout, tool) for n, s in enumerate(on_page, 1)]
            yield page_of(url, when, tool.kcna_cojp_day(on_page)), expected
        return
    for i in chosen:
        story = stories[i]
        related = [dict(r, url=tool.page_url(r, layout)) for r in stories[max(0, i - 17) : i][::-1][:16]]
        url = tool.page_url(story, layout)
        html = tool.LAYOUTS[layout](dict(story, url=url), related)
        yield page_of(url, tool.captured_at(story), html), [expected_of(story, id_of(url), layout, tool)]


def page_of(url: str, when: datetime, html: str) -> Page:
    """A captured page."""
    return Page(
        hashlib.sha256(url.encode()).hexdigest()[:32],
        url,
        when.replace(tzinfo=UTC),
        200,
        "text/html; charset=utf-8",
        html.encode("utf-8", "replace"),
    )


def compare(found: ArticleText | None, expected: Expected) -> dict[str, bool]:
    """Which fields are exactly right."""
    if found is None:
        return dict.fromkeys(FIELDS, False)
    dateline = found.datelines[0] if found.datelines else None
    return {
        "found": True,
        "title": plain(found.title) == expected.title,
        "body": squeezed(plain(found.body)) == squeezed(plain("\n".join(expected.paragraphs))),
        "paragraphs": [squeezed(plain(p)) for p in found.paragraphs] == [squeezed(p) for p in expected.paragraphs],
        "published_on": found.published_on == expected.published_on,
        "article_id": found.article_id == expected.article_id,
        "dateline": expected.dateline is None
        or (
            dateline is not None
            and dateline.place == expected.dateline[0].strip()
            and (dateline.date is None or (dateline.date.month, dateline.date.day) == expected.dateline[1:])
        ),
    }


_state: dict[str, Any] = {}


def _start() -> None:
    _state["places"] = load_places(ROOT / "data" / "reference")
    _state["tool"] = renderer()


def _stories(corpus: str) -> list[Story]:
    if _state.get("corpus") != corpus:
        _state["corpus"], _state["stories"] = corpus, read_corpus(corpus)
    stories: list[Story] = _state["stories"]
    return stories


def run_chunk(corpus: str, layout: str, chosen: range, baselines: int) -> Score:
    """The score of some stories of a corpus in a layout."""
    places: PlaceIndex = _state["places"]
    score = Score()
    for page, expected in pages_of(_stories(corpus), layout, chosen, _state["tool"]):
        start = time.process_time()
        result = extract_page(page, places)
        score.seconds += time.process_time() - start
        score.pages += 1
        found = {a.article_id: a for a in result.articles}
        ordered = list(result.articles)
        score.surplus += max(0, len(ordered) - len(expected))
        for n, want in enumerate(expected):
            article = found.get(want.article_id) or (ordered[n] if n < len(ordered) else None)
            verdict = compare(article, want)
            score.articles += 1
            score.right.update(name for name, right in verdict.items() if right)
            wrong = [name for name, right in verdict.items() if not right]
            if wrong:
                score.wrong.append(f"{want.article_id} {page.url}: {', '.join(wrong)}")
        if score.compared < baselines:
            compare_baseline(page, expected, score)
    return score


def compare_baseline(page: Page, expected: list[Expected], score: Score) -> None:
    """trafilatura's own reading of the page, with metadata, as it comes; it gives one text a page, and no article ids."""
    start = time.process_time()
    read: Any = bare_extraction(page.payload.decode(), url=page.url, with_metadata=True)
    score.baseline_seconds += time.process_time() - start
    score.baseline_pages += 1
    score.compared += len(expected)
    if read is None:
        return
    text = squeezed(plain(read.text or ""))
    for want in expected:
        verdict = {
            "title": plain(read.title or "") == want.title,
            "body": text == squeezed("".join(want.paragraphs)),
            "published_on": want.published_on is not None and read.date == want.published_on.isoformat(),
        }
        score.baseline.update(name for name, right in verdict.items() if right)


def merged(scores: list[Score]) -> Score:
    """Counts of several chunks together."""
    total = Score()
    for score in scores:
        total.articles += score.articles
        total.surplus += score.surplus
        total.right.update(score.right)
        total.wrong.extend(score.wrong)
        total.baseline.update(score.baseline)
        total.compared += score.compared
        total.pages += score.pages
        total.baseline_pages += score.baseline_pages
        total.seconds += score.seconds
        total.baseline_seconds += score.baseline_seconds
    return total


def chunks_of(corpus: str, limit: int | None) -> list[range]:
    """Evenly spread stretches of a corpus, each a chunk; together `limit` stories, or all."""
    count = len(_stories(corpus))
    if limit is None or limit >= count:
        return [range(a, min(a + CHUNK, count)) for a in range(0, count, CHUNK)]
    stretches = max(1, limit // 25)
    size = -(-limit // stretches)
    return [range(a, min(a + size, count)) for a in (n * count // stretches for n in range(stretches))]


def floor_of(floors: dict[str, Any], corpus: str, layout: str, name: str) -> float:
    """The floor of a field: the layout's or corpus' own where one is given, else the general one."""
    for scope in (f"{layout}.{corpus}", layout, corpus):
        if name in floors.get("extraction", {}).get("only", {}).get(scope, {}):
            return float(floors["extraction"]["only"][scope][name])
    return float(floors["extraction"][name])


SHOWN: Final = ("title", "body", "published_on", "article_id", "dateline")


def head() -> str:
    """The heads of the table's columns."""
    names = " ".join(f"{name:>16}" for name in SHOWN)
    return (
        f"share of articles exactly right, in %: Palimpsest / trafilatura on the same pages (- : it gives none)\n"
        f"{'layout':15} {'corpus':19} {'articles':>8} {names}   pages/s, times trafilatura with metadata"
    )


def show(corpus: str, layout: str, score: Score, floors: dict[str, Any], verbose: int) -> bool:
    """Print one line of figures, and the errors; True where all floors hold."""
    shares = {name: score.right[name] / max(score.articles, 1) for name in FIELDS}
    low = [name for name in FIELDS if shares[name] < floor_of(floors, corpus, layout, name)]
    if score.surplus / max(score.articles, 1) > 1 - floor_of(floors, corpus, layout, "found"):
        low.append(f"{score.surplus} articles that no page holds")
    cells = []
    for name in SHOWN:
        given = score.compared and name not in {"article_id", "dateline"}
        other = f"{100 * score.baseline[name] / score.compared:.1f}" if given else "-"
        cells.append(f"{f'{100 * shares[name]:.2f} / {other}':>16}")
    speed = score.pages / max(score.seconds, 1e-9)
    ratio = (score.baseline_seconds / score.baseline_pages) * speed if score.baseline_pages else 0.0
    print(
        f"{layout:15} {corpus:19} {score.articles:8} {' '.join(cells)}   {speed:.0f}, {ratio:.1f}"
        + (f"  BELOW FLOOR: {', '.join(low)}" if low else ""),
        flush=True,
    )
    for line in score.wrong[:verbose]:
        print("    ", line)
    return not low


def main() -> int:
    """Run the evaluation; the exit code says whether the floors hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="stories of each corpus, spread evenly (default: all)")
    parser.add_argument("--layout", choices=LAYOUTS, action="append", help="only this layout (may be repeated)")
    parser.add_argument("--corpus", choices=CORPORA, action="append", help="only this corpus (may be repeated)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--baseline", type=int, default=40, help="pages of each layout and corpus that trafilatura reads too"
    )
    parser.add_argument("--verbose", type=int, default=5, help="errors shown of each layout and corpus")
    parser.add_argument(
        "--totals", type=Path, help="write how many articles there were, and right ones by field, as JSON"
    )
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED}: the real texts are not there; nothing measured", file=sys.stderr)
        return 2
    floors = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))
    fine, scores = True, []
    print(head(), flush=True)
    with ProcessPoolExecutor(options.workers, initializer=_start) as pool:
        for corpus in options.corpus or CORPORA:
            for layout in options.layout or (
                LAYOUTS if corpus != "kcna_cojp_raw_eras" else ("kcna_cojp", "kcna_cojp_day")
            ):
                chunks = chunks_of(corpus, options.limit)
                each = max(1, options.baseline // len(chunks)) if options.baseline else 0
                jobs = [pool.submit(run_chunk, corpus, layout, chunk, each) for chunk in chunks]
                scores.append(merged([job.result() for job in jobs]))
                fine &= show(corpus, layout, scores[-1], floors, options.verbose)
    total = merged(scores)
    print(
        f"{total.articles} articles, {total.articles - total.right['body']} bodies wrong, "
        f"{total.surplus} articles more than the pages hold"
    )
    if options.totals:
        counts = {"articles": total.articles, **{name: total.right[name] for name in FIELDS}}
        options.totals.write_text(json.dumps(counts) + "\n", encoding="utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
