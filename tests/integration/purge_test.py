"""A purge: one name is cut from many articles and some are deleted, among others that stay as they were."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dagster_project.demo import pages
from dagster_project.demo.stories import dated, routine, without
from dagster_project.store.home import Home
from dagster_project.store.query import open_version
from tests.integration.support import audit_all, build, run_steps
from tests.sample.compose import Capture, _at, write

VICTIM = "Om Jong Hak"
STORIES = 60
NAMING = range(0, STORIES, 3)
DELETED = {6, 27, 48}
LINES = (
    f"Present there was {VICTIM}, vice-chairman of the Sample Bureau of Paper.",
    f"The samples were looked at by {VICTIM}.",
    f"{VICTIM} made a speech about paper, and the guests clapped.",
)


def purge() -> tuple[list[Capture], dict[str, str]]:
    """Captures before and after, and what became of each article that named the victim."""
    captures: list[Capture] = []
    truth: dict[str, str] = {}
    for number in range(STORIES):
        told = routine(number)
        story = dated(
            f"purge/{number}",
            f"{told.title} ({number})",
            told.day,
            told.body[len(told.dateline or "") :].split("\n")[0],
            *told.paragraphs[1:],
            *([LINES[number % len(LINES)]] if number in NAMING else []),
        )
        url = pages.kp_q_url(story)
        captures += [Capture(url, _at(story.day, days=days), pages.kp_q(story).encode()) for days in (1, 9)]
        if number in DELETED:
            captures.append(Capture(url, _at(story.day, days=900), b"<html><body>NULL</body></html>", "404 Not Found"))
            truth[url] = "deleted"
            continue
        if number in NAMING:
            story = without(story, LINES[number % len(LINES)], "The event was counted as held.")
            truth[url] = "edited_out"
        captures.append(Capture(url, _at(story.day, days=900), pages.kp_q(story).encode()))
    return captures, truth


def told(home: Home) -> dict[str, list[tuple[str, ...]]]:
    with open_version(home) as dataset:
        asked = {
            "erased": "select url, e.kind from erasures as e join articles using (article_id) "
            f"where party_id = 'person:{VICTIM}' order by all",
            "edited": "select distinct url from revisions join articles using (article_id) where change = 'edited' order by all",
            "deleted": "select url from articles where state = 'deleted' order by all",
            "others": "select distinct party_id from erasures where kind = 'edited_out' and party_id like 'person:%' "
            f"and party_id <> 'person:{VICTIM}'",
        }
        return {name: dataset.execute(question).fetchall() for name, question in asked.items()}


def archives(captures: Sequence[Capture], folder: Path, parts: int) -> list[Path]:
    """The captures, spread over archives by turns."""
    folder.mkdir(exist_ok=True)
    made = [folder / f"{number}.warc.gz" for number in range(parts)]
    for number, path in enumerate(made):
        write(list(captures[number::parts]), path)
    return made


@pytest.mark.parametrize("shuffled", [False, True], ids=["in order", "shuffled over three builds"])
def test_a_purge_is_found_article_by_article_and_nobody_else_is_reported(tmp_path: Path, shuffled: bool) -> None:
    captures, truth = purge()
    if shuffled:
        random.Random(5).shuffle(captures)
    home = Home.at(tmp_path / "home")
    for number, archive in enumerate(archives(captures, tmp_path / "in", 3 if shuffled else 1)):
        build(home, f"run{number}", archive)
    found = told(home)
    assert found["erased"] == sorted(truth.items())
    assert found["edited"] == sorted((url,) for url, kind in truth.items() if kind == "edited_out")
    assert found["deleted"] == sorted((url,) for url, kind in truth.items() if kind == "deleted")
    assert found["others"] == []


def test_a_listed_person_cut_from_a_spanish_article_is_told_though_no_mentions_are_made_of_it(tmp_path: Path) -> None:
    line = "Estuvieron presentes Choe Son Hui, ministra en este cuento, y los funcionarios de la exposición inventada."
    story = dated(
        "es/1",
        "Inauguran una exposición de papel",
        date(2026, 1, 12),
        "La exposición de papel se abrió en la ciudad con una ceremonia a la que no fue nadie de verdad.",
        line,
    )
    cut = without(story, "Choe Son Hui, ministra en este cuento, y ", "")
    url = pages.kp_q_url(story)
    archive = tmp_path / "es.warc.gz"
    write([Capture(url, _at(story.day, days=d), pages.kp_q(s).encode()) for d, s in ((1, story), (9, cut))], archive)
    home = Home.at(tmp_path / "home")
    assert not [c for c in audit_all(run_steps(home, "looked at", archive)) if not c.passed and c.severity == "error"]
    build(home, "built", archive)
    with open_version(home) as dataset:
        assert dataset.execute("select language, (select count(*) from mentions) from articles").fetchall() == [
            ("es", 0)
        ]
        assert dataset.execute("select party_id, kind, mentions_before from erasures").fetchall() == [
            ("person:Choe Son Hui", "edited_out", 1)
        ]
