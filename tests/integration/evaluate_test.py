"""Exactness on real articles, as floors that a change can't sink below unseen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import evaluate

ROOT = Path(__file__).resolve().parents[2]


def run(*options: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.evaluate", *options],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("shared")
@pytest.mark.xdist_group("evaluate")
def test_extraction_of_real_articles_is_above_its_floors() -> None:
    done = run("--only", "extraction", "--limit", "60")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.count("kcna_cojp_day") == 3
    assert done.stdout.rstrip().endswith("extraction: holds")


def test_without_real_articles_nothing_is_measured_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluate, "SHARED", tmp_path / "shared" / "data")
    monkeypatch.setattr(sys, "argv", ["evaluate"])
    assert evaluate.main() == 0
    assert "nothing is measured" in capsys.readouterr().out


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (1, 1), (2, 0), (-9, 1)])
def test_a_part_below_its_floor_fails_the_whole(
    code: int, ends: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "SHARED", tmp_path)
    monkeypatch.setattr(evaluate, "run_part", lambda name, command: code if name == "history" else 0)
    monkeypatch.setattr(sys, "argv", ["evaluate"])
    assert evaluate.main() == ends
