"""Workers that a hostile item can't stall: what takes too long or too much memory is given up, the rest is done."""

import time
from pathlib import Path

import pytest

from dagster_project.pipeline import workers

ITEMS: tuple[str, ...] = ("good", "slow", "greedy", "waits", "good too")


def work(task: workers.Task[tuple[str, ...]]) -> list[str]:
    """Work on each item of a task: one computes and one waits for long, one takes memory without end."""
    skip, done = dict(task.skip), []
    for item in task.argument:
        if item in skip:
            done.append(f"{item}: {skip[item]}")
            continue
        workers.current.begin(item)
        if item == "waits":
            time.sleep(600)
        while item == "slow" and time.process_time() < 600:
            pass
        if item == "greedy":
            try:
                kept = [bytearray(64 << 20) for _ in range(64)]
            except MemoryError:
                done.append("greedy: refused")
                workers.current.end()
                continue
            assert kept
        done.append(item)
        workers.current.end()
    return done


def test_slow_waiting_and_greedy_items_are_given_up_and_the_others_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "STALL_FACTOR", 6)
    begun = time.monotonic()
    (found,) = workers.run_tasks(work, [ITEMS], workers=1, folder=tmp_path / "notes", limit_s=2.0, memory=512 << 20)
    assert found[:2] == ["good", "slow: timeout"] and found[3:] == ["waits: timeout", "good too"]
    assert found[2] in {"greedy: refused", "greedy: crash", "greedy: timeout"}
    assert time.monotonic() - begun < 120
