"""Promises of the drift alarms: a site that changes its pages rings the alarm that names what changed; one that does not,
rings none."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dagster_project.audit.run import audit
from dagster_project.pipeline.drift import measure_drift
from dagster_project.pipeline.run import Run
from dagster_project.store.home import SQL, Home
from tests.integration.support import build, run_steps

pytestmark = pytest.mark.xdist_group("drift")

PLACES = ("Wonsan", "Sariwon", "Hamhung", "Kaesong", "Nampho", "Sinuiju", "Haeju", "Kanggye", "Hyesan", "Chongjin")
WORK = ("weave cloth", "lay bricks", "plant maize", "mend nets", "press oil", "cut slate", "cast pipes", "dry fish")


def paragraphs(n: int) -> list[str]:
    """The text of the imagined report number N: three paragraphs that no other report has."""
    town, work, other = PLACES[n % 10], WORK[n % 8], WORK[(n + 3) % 8]
    return [
        f"Pyongyang, March {1 + n % 28} (KCNA) -- Brigade {n} of {town} has begun to {work}, and its {100 + n} hands say "
        f"that they will have enough for the whole valley before the rains set in, as the elders of {town} wished.",
        f"Beside them the young people of street {n + 7} learned to {other} from an old master, who told them what his "
        f"own teacher had said in year {1900 + n}, and showed which of the tools had come down from that time.",
        f"When it was dark, lamp {n} was lit on the bridge of {town}, and {200 + n} neighbours came with bread and song "
        f"to thank those who {work} by day and {other} by night, so that nobody went home before the moon was up.",
    ]


def page(n: int, text: list[str] | None = None) -> str:
    body = "".join(f"<p>{p}</p>" for p in text or paragraphs(n))
    return (
        f"<html><head><meta charset='utf-8'><link rel='canonical' href='http://www.kcna.kp/en/article/q/"
        f"{hashlib.sha256(str(n).encode()).hexdigest()}.kcmsf'></head><body><ul><li>Home</li></ul>"
        f"<div class='article-main-title'>Brigade {n} at Work</div><div class='article-content-body'>"
        f"<div class='content-wrapper'>{body}<span class='publish-time'>www.kcna.kp (2024.03.{1 + n % 28:02d}.)</span>"
        "</div></div><footer>Copyright (C) 2000-2024</footer></body></html>"
    )


CHANGES: dict[str, Callable[[int], str]] = {
    "drift_prose_outside": lambda n: page(n).replace("</p><p>Beside", "</p></div><div class='more'><p>Beside"),
    "drift_page_disagreement": lambda n: page(n).replace("</p><p>Beside", "</p></div><div class='more'><p>Beside"),
    "drift_body_length": lambda n: page(n).replace("</p><p>Beside", "</p></div><div class='more'><p>Beside"),
    "drift_unknown_layout": lambda n: page(n).replace("content-wrapper", "content-envelope"),
    "drift_empty_fields": lambda n: page(n).replace("article-main-title", "article-headline"),
    "drift_disagreement": lambda n: (
        page(n).replace("<p>When", "<ul><li><a href='/x'>When").replace("was up.</p>", "was up.</a></li></ul>")
    ),
}
"""For each alarm, a change of the template that must ring it."""


def pages(folder: Path, numbers: range, make: Callable[[int], str] = page) -> Path:
    folder.mkdir()
    for n in numbers:
        (folder / f"{n:03d}.html").write_text(make(n), encoding="utf-8")
    return folder


def alarms(run: Run) -> set[str]:
    results = audit(run.stage, ["captures", "articles"])
    assert all(r.error is None for r in results)
    assert all(r.severity == "warn" for r in results if r.name.startswith("drift_"))
    return {r.name for r in results if not r.passed and r.name.startswith("drift_")}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which thirty pages of a site are published."""
    root = tmp_path_factory.mktemp("drift")
    made = Home.at(root / "home")
    build(made, "first", pages(root / "first", range(30)))
    return made


def next_run(home: Home, folder: Path, run_id: str, make: Callable[[int], str]) -> Run:
    """A run over twelve more pages of the site, made by MAKE; not published, and its archive taken away again."""
    before = set(home.captures.rglob("*"))
    run = run_steps(home, run_id, pages(folder / "pages", range(40, 52), make), compare_every=1)
    for path in set(home.captures.rglob("*")) - before:
        path.unlink()
    return run


def test_pages_like_those_before_ring_no_alarm(home: Home, tmp_path: Path) -> None:
    assert alarms(next_run(home, tmp_path, "same", page)) == set()


def test_every_alarm_has_a_change_of_template_that_must_ring_it() -> None:
    assert {path.stem for path in (SQL / "checks").glob("drift_*.sql")} == CHANGES.keys()


@pytest.mark.parametrize("alarm", sorted(CHANGES))
def test_a_changed_template_rings_its_alarm(home: Home, tmp_path: Path, alarm: str) -> None:
    assert alarm in alarms(next_run(home, tmp_path, alarm, CHANGES[alarm]))


def test_a_runs_drift_is_told_in_numbers(home: Home, tmp_path: Path) -> None:
    run = next_run(home, tmp_path, "numbers", CHANGES["drift_prose_outside"])
    found = {**measure_drift(run, "captures"), **measure_drift(run, "articles")}
    assert found["article_pages"] == found["article_pages kcna.kp"] == found["articles kcna.kp"] == 12
    assert found["share_of_no_layout"] == found["share_disagreeing"] == 0
    assert found["mean_prose_outside"] > 0.5
    assert found["mean_page_disagreement kcna.kp"] > 0.3
    assert found["share_without_title"] == found["share_without_day"] == found["share_without_dateline"] == 0
    assert 30 < found["median_words"] < 50


def test_a_run_of_which_trafilatura_was_asked_nothing_tells_no_share(home: Home, tmp_path: Path) -> None:
    run = next_run(home, tmp_path, "not_asked", page)
    (part,) = run.stage.parts("observations")
    staged = pq.read_table(part)
    column = staged.schema.get_field_index("disagreement")
    nothing = pa.nulls(staged.num_rows, staged.schema.field(column).type)
    pq.write_table(staged.set_column(column, staged.schema.field(column), nothing), part)
    found = measure_drift(run, "captures")
    assert found["article_pages"] == 12
    assert not [name for name in found if name.startswith("share_disagreeing")]


def test_drift_can_be_asked_by_site_layout_and_day(home: Home) -> None:
    with duckdb.connect(str(home.reading_copy), read_only=True) as connection:
        rows = json.loads(connection.execute("select to_json(list(d)) from drift as d").fetchall()[0][0])
    assert {(r["site"], r["layout"]) for r in rows} == {("kcna.kp", "kcna_kp_q")}
    assert sum(r["articles"] for r in rows) == 30
    assert all(r["prose_outside"] == 0 and r["without_title"] == 0 and r["median_words"] > 90 for r in rows)
