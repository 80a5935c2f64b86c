"""Whole builds of real texts: is every article there, with its text to the character, and is no capture lost?

    python -m benchmarks.eval_builds                   all versions of 2024 and 2,000 stories of 2011, in every layout
    python -m benchmarks.eval_builds --limit 100       100 of each
    python -m benchmarks.eval_builds --layout kcnawatch

Real texts (`../shared/data`) are rendered by `../shared/tools/render_archive.py` as a WARC of each layout. The command
`palimpsest build` makes a dataset of it in a home of its own, and its revisions are compared with what was rendered,
white space and the end mark aside. A second build of the same file must publish nothing. Ends with 1 where anything is
missing or a capture is unaccounted for, and with 2 where the data is not there.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from benchmarks.eval_extraction import (
    LAYOUTS,
    ROOT,
    SHARED,
    Expected,
    pages_of,
    plain,
    read_corpus,
    renderer,
    squeezed,
)

CORPORA: Final = {"kcna_kp_2024": 1_245, "kcna_cojp_2011": 2_000}
"""Corpora that are built, with how many of their stories, the first ones."""
BUILD: Final = (sys.executable, "-m", "dagster_project", "build")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of one build, and its seconds."""

    expected: int
    title: int
    body: int
    day: int
    articles: int
    articles_expected: int
    captures: int
    outcomes: int
    second_version: int
    seconds: float

    @property
    def whole(self) -> bool:
        """Whether every article is there, every capture has an outcome, and the second build published nothing."""
        return self.articles == self.articles_expected and self.captures == self.outcomes and self.second_version == 1


def expected_versions(corpus: str, layout: str, limit: int) -> list[Expected]:
    """What the archive's pages hold, a row for each version of an article."""
    stories, tool = read_corpus(corpus), renderer()
    chosen = range(min(limit, len(stories)))
    return [want for _, wanted in pages_of(stories, layout, chosen, tool) for want in wanted]


def render(corpus: str, layout: str, limit: int, out: Path) -> None:
    """Write the archive."""
    tool = SHARED / "tools" / "render_archive.py"
    data = SHARED / "data" / f"{corpus}.jsonl.gz"
    command = [sys.executable, str(tool), "--corpus", str(data), "--layout", layout, "--out", str(out)]
    subprocess.run([*command, "--limit", str(limit)], check=True, capture_output=True)


def run_build(archive: Path, home: Path) -> tuple[int, float]:
    """The version that the command line publishes or leaves, and its seconds. Raises CalledProcessError."""
    start = time.perf_counter()
    command = [*BUILD, str(archive), "--home", str(home), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return int(json.loads(done.stdout)["version"]), time.perf_counter() - start


def judge(home: Path, wanted: list[Expected]) -> tuple[int, int, int, int, int, int]:
    """Titles, bodies and days exactly right, articles, captures, and captures that have an outcome."""
    with duckdb.connect(str(home / "palimpsest.duckdb"), read_only=True) as dataset:
        rows = dataset.execute("select article_id, title, body, published_on from revisions").fetchall()
        articles, captures, outcomes = dataset.execute(
            "select (select count(*) from articles), count(*), count(outcome) from captures"
        ).fetchall()[0]
    found: dict[str, list[tuple[str, str, object]]] = {}
    for article_id, title, body, day in rows:
        found.setdefault(article_id, []).append((plain(title), squeezed(plain(body)), day))
    title = body = day = 0
    for want in wanted:
        text = squeezed(plain("\n".join(want.paragraphs)))
        best = max(
            found.get(want.article_id, []),
            key=lambda f: (f[1] == text, f[0] == want.title, f[2] == want.published_on),
            default=("", None, None),
        )
        title += best[0] == want.title
        body += best[1] == text
        day += best[2] == want.published_on
    return title, body, day, articles, captures, outcomes


def evaluate(corpus: str, layout: str, limit: int) -> Outcome:
    """Build the archive of a corpus in a layout, twice."""
    wanted = expected_versions(corpus, layout, limit)
    with tempfile.TemporaryDirectory() as folder:
        archive, home = Path(folder) / "archive.warc.gz", Path(folder) / "home"
        render(corpus, layout, limit, archive)
        _, seconds = run_build(archive, home)
        second, _ = run_build(archive, home)
        title, body, day, articles, captures, outcomes = judge(home, wanted)
    ids = len({want.article_id for want in wanted})
    return Outcome(len(wanted), title, body, day, articles, ids, captures, outcomes, second, seconds)


def main() -> int:
    """Run the evaluation; the exit code says whether every build was whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="stories of each corpus (default: all of 2024, 2,000 of 2011)")
    parser.add_argument("--layout", choices=LAYOUTS, action="append", help="only this layout (may be repeated)")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED}: the real texts are not there; nothing measured", file=sys.stderr)
        return 2
    fine = True
    print(
        f"{'layout':15} {'corpus':15} versions    title     body      day  articles  captures  outcomes  2nd  seconds"
    )
    for corpus, most in CORPORA.items():
        for layout in options.layout or LAYOUTS:
            o = evaluate(corpus, layout, min(options.limit or most, most))
            fine &= o.whole
            print(
                f"{layout:15} {corpus:15} {o.expected:8,} {100 * o.title / o.expected:7.2f}% {100 * o.body / o.expected:7.2f}% "
                f"{100 * o.day / o.expected:7.2f}% {o.articles:9,} {o.captures:9,} {o.outcomes:9,} {o.second_version:4} "
                f"{o.seconds:8.1f}" + ("" if o.whole else "  NOT WHOLE"),
                flush=True,
            )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
