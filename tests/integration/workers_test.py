"""Promises of the worker processes: a page that stalls or swells is given up, everything else is done, workers are replaced."""

import os
import time
from pathlib import Path

import pytest
from lxml import etree, html
from trafilatura import bare_extraction

from dagster_project.pipeline import workers

pytestmark = pytest.mark.xdist_group("workers")

SPANS = "<html><body><article>" + "<span>a </span>" * 350_000 + "</article></body></html>"
"""A page on which trafilatura works for some twenty seconds, and more under load."""
SWELLS = "<html><body>" + "<b a=1>x</b>" * 6_000_000 + "</body></html>"
"""A page of 72 MB whose tree takes over 1.5 GB."""


def read_pages(task: workers.Task[tuple[str, ...]]) -> list[tuple[str, str, int]]:
    """Read the named pages without any of the guards that extraction has; each with what came of it and the process."""
    skip, found = dict(task.skip), []
    for name in task.argument:
        if name in skip:
            found.append((name, skip[name], os.getpid()))
            continue
        workers.current.begin(name)
        try:
            if name.startswith("spans"):
                bare_extraction(SPANS)
            elif name.startswith("swells"):
                html.document_fromstring(SWELLS)
            elif name.startswith("waits"):
                time.sleep(3_600)
            outcome = "read"
        except MemoryError:
            outcome = "memory"
        except etree.XMLSyntaxError:
            outcome = "memory"  # what lxml says where it gets no more
        workers.current.end()
        found.append((name, outcome, os.getpid()))
    return found


def outcomes(folder: Path, *batches: tuple[str, ...], limit_s: float = workers.PAGE_SECONDS) -> dict[str, str]:
    found = workers.run_tasks(read_pages, batches, workers=2, folder=folder / "notes", limit_s=limit_s)
    return {name: outcome for batch in found for name, outcome, _ in batch}


def test_a_page_that_takes_too_long_is_given_up_and_loses_nothing_beside_it(tmp_path: Path) -> None:
    found = outcomes(tmp_path, ("a", "spans", "b"), ("c", "d"), limit_s=4)
    assert found == {"a": "read", "spans": "timeout", "b": "read", "c": "read", "d": "read"}


def test_an_item_that_waits_for_ever_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "STALL_FACTOR", 4)
    assert outcomes(tmp_path, ("a", "waits"), ("b",), limit_s=2) == {"a": "read", "waits": "timeout", "b": "read"}


def test_a_page_that_takes_too_much_memory_is_given_up_and_loses_nothing_beside_it(tmp_path: Path) -> None:
    found = outcomes(tmp_path, ("a", "swells", "b"), ("c",), limit_s=120)
    assert found.pop("swells") in {"memory", "crash"}
    assert found == {"a": "read", "b": "read", "c": "read"}


def test_workers_are_replaced_after_so_many_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TASKS_A_WORKER", 3)
    batches: list[tuple[str, ...]] = [(f"p{n}",) for n in range(14)]
    found = [
        row for batch in workers.run_tasks(read_pages, batches, workers=2, folder=tmp_path / "notes") for row in batch
    ]
    assert sorted(name for name, _, _ in found) == sorted(name for (name,) in batches)
    assert len({process for _, _, process in found}) > 2


def _name(task: workers.Task[str]) -> str:
    return task.argument


def test_workers_that_were_prepared_ahead_do_their_tasks(tmp_path: Path) -> None:
    workers.start_ahead()
    workers.start_ahead()
    assert sorted(workers.run_tasks(_name, ["a", "b", "c"], workers=2, folder=tmp_path)) == ["a", "b", "c"]
