"""Promises to who pulls the plug: a killed run loses nothing, a full or broken disk is said in a line and loses nothing."""

import errno
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import PROJECT_ROOT, Home
from dagster_project.store.lake import open_lake, versions
from tests.integration.release_support import parts
from tests.torture.kills import Figures, Torture, builds_check
from tests.torture.support import Engine, state, whole_version

pytestmark = pytest.mark.xdist_group("release")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("torture")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[Engine]:
    with Engine(folder) as running:
        yield running


@pytest.fixture(scope="module")
def early(folder: Path) -> Path:
    return parts(folder)[0]


@pytest.fixture(scope="module")
def wanted(grown: Home) -> list[tuple[int, str]]:
    """The first version of a home whose builds were never disturbed."""
    with open_lake(grown) as lake:
        return [(v.version, v.digest) for v in versions(lake)][:1]


def test_builds_killed_at_chance_moments_lose_nothing(
    engine: Engine, folder: Path, early: Path, wanted: list[tuple[int, str]]
) -> None:
    figures = Figures()
    torture = Torture(engine, folder, random.Random(7), figures)
    while figures.kills < 3 and figures.rounds < 6:
        torture.round("steps", None, [early], 1000, builds_check(engine, wanted, None), most_kills=3)
    assert not figures.losses and figures.kills >= 2


def test_disks_that_are_full_or_broken_are_said_and_lose_nothing(
    engine: Engine, folder: Path, early: Path, wanted: list[tuple[int, str]]
) -> None:
    """Staging, archives, lake and reading copy in turn are full from some write on; a write anywhere fails once."""
    home = folder / "faulty"
    full = {"at": 3, "mode": 3, "error": errno.ENOSPC, "times": -1}
    for place in ("/captures", "/staging", "/lake/data", "/lake/catalog", "/palimpsest"):
        answer = engine.order("steps", home, early, arm=full, watch=f"{home}{place}")
        assert not answer["killed"]
        assert answer["code"] == 70 or place == "/palimpsest", (place, answer)
        assert "No space left" in answer["said"] or "full" in answer["said"] or "rror" in answer["said"], (
            place,
            answer,
        )
    engine.order("steps", home, early, arm={"at": 9, "mode": 3, "error": errno.EIO, "times": 1})
    engine.done("steps", home, early)
    assert state(home) == wanted and whole_version(home) == wanted[-1][1]
    engine.done("verify", home)


def test_a_home_that_cannot_be_written_is_said_in_a_line_and_still_read(grown: Home, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(grown.root, home)
    from dagster_project.store.query import open_version

    open_version(Home.at(home)).close()
    engine_free = {"PYTHONPATH": str(PROJECT_ROOT), "PATH": "/usr/bin:/bin"}
    if sys.platform != "linux" or shutil.which("unshare") is None or shutil.which("mount") is None:
        pytest.skip("needs Linux with unshare and mount to make a read-only home")
    script = (
        f'mount --bind "{home}" "{home}" && mount -o remount,ro,bind "{home}" || exit 99; '
        f'"{sys.executable}" -m dagster_project query "select count(*) from articles" --home "{home}" --format csv; echo "query $?"; '
        f'"{sys.executable}" -m dagster_project maintain --home "{home}"; echo "maintain $?"'
    )
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", script],
        cwd=PROJECT_ROOT,
        env=engine_free,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 99 or "query" not in done.stdout:
        pytest.skip(f"a read-only mount can't be made here: {done.stderr[:200]}")
    assert "query 0" in done.stdout and "maintain 1" in done.stdout, done
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1 and lines[0].startswith("palimpsest: "), done.stderr


def test_a_lock_names_its_holder_and_that_of_a_dead_process_is_free(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    home.prepare()
    script = (
        "import sys, time\nfrom dagster_project.store.home import Home\n"
        f"with Home.at({str(home.root)!r}).writing():\n    print('held', flush=True)\n    time.sleep(600)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None and holder.stdout.readline().strip() == "held"
        with pytest.raises(PalimpsestError, match=f'"pid": {holder.pid}'), home.writing():
            pass
    finally:
        holder.kill()
        holder.wait()
    begun = time.monotonic()
    with home.writing(10):
        assert time.monotonic() - begun < 5
