"""The same tasks on a Ray cluster of two worker processes: the tables are those of a local build, whatever dies."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline import cluster as on_cluster
from dagster_project.pipeline import extract, history, portable
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.run import Run
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.objects import ObjectFolder
from dagster_project.store.warc_files import adopt
from tests.scale.servers import Cluster
from tests.scale.support import archive, build, digest, home_at, stage

pytestmark = pytest.mark.xdist_group("scale")
PAGES = 120
A_TASK = 30


@pytest.fixture(scope="session")
def warc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("pages") / "pages.warc.gz", PAGES)


@pytest.fixture(scope="session")
def wanted(tmp_path_factory: pytest.TempPathFactory, warc: Path) -> str:
    """The digest of a local build."""
    home = Home(tmp_path_factory.mktemp("local") / "home")
    build(home, "local", warc)
    return digest(home)


@pytest.fixture(autouse=True)
def few_pages_are_worth_a_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable, "PAGES_WORTH_A_POOL", PAGES)


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "LEAST_PAGES_SENT", A_TASK // 2)
    monkeypatch.setattr(extract, "MOST_PAGES_SENT", A_TASK)
    monkeypatch.setattr(history, "BUCKET_ROWS", A_TASK)


def _kill_a_worker(done: threading.Event, killed: list[int]) -> None:
    """Kill the first process that carries out a task, as soon as there is one."""
    while not done.wait(0.05):
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                said = (folder / "cmdline").read_bytes()
                mine = f"{os.getuid()}" in (folder / "status").read_text(encoding="utf-8")
            except OSError:
                continue
            if said.startswith(b"ray::carry_out") and mine:
                time.sleep(0.3)
                os.kill(int(folder.name), signal.SIGKILL)
                killed.append(int(folder.name))
                return


def test_tables_from_a_cluster_with_a_worker_killed_in_the_middle_are_the_local_builds(
    places: dict[str, str], cluster: Cluster, warc: Path, wanted: str, tmp_path: Path, small_tasks: None
) -> None:
    done, killed = threading.Event(), list[int]()
    killer = threading.Thread(target=_kill_a_worker, args=(done, killed))
    killer.start()
    home = home_at(tmp_path / "home", places)
    try:
        run = stage(home, "one", warc, compute="ray", ray_address=cluster.address, workers=2)
    finally:
        done.set()
        killer.join()
    assert killed, "no worker was seen at work"
    rows = (run.stage.folder / "manifest.jsonl").read_text(encoding="utf-8")
    assert rows.count('"step": "extract_batch"') == PAGES // A_TASK
    assert rows.count('"step": "name_part"') == PAGES // A_TASK
    publish_run(run)
    assert digest(home) == wanted


def test_archives_that_others_put_among_the_objects_are_indexed_and_read(
    places: dict[str, str], cluster: Cluster, warc: Path, wanted: str, tmp_path: Path
) -> None:
    (tmp_path / "adopted").mkdir()
    named = adopt(warc, tmp_path / "adopted")
    home = home_at(tmp_path / "home", places)
    ObjectFolder(places["captures"], home.where).put(named, named.name)
    build(home, "one", compute="ray", ray_address=cluster.address, workers=2)
    assert digest(home) == wanted
    assert not (home.captures / named.name).exists()


def test_workers_that_share_the_folder_need_no_object_store(
    cluster: Cluster, warc: Path, wanted: str, tmp_path: Path, small_tasks: None
) -> None:
    home = Home(tmp_path / "home")
    build(home, "one", warc, compute="ray", ray_address=cluster.address, workers=2)
    assert digest(home) == wanted


def test_what_a_step_lists_anew_is_what_its_workers_read(
    places: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIMPSEST_SCRATCH", str(tmp_path / "scratch"))
    home = home_at(tmp_path / "home", places)
    batch = extract.Batch(Run(home, "one").stage, 0, REFERENCE, 64)
    objects = ObjectFolder(f"{places['staging']}/one", home.where)
    here = tmp_path / "scratch" / "staging" / "one" / extract.TODO
    for words in (b"three captures", b"two captures"):
        (tmp_path / "todo").write_bytes(words)
        objects.put(tmp_path / "todo", extract.TODO)
        on_cluster._fetch_reads(batch, {extract.TODO: on_cluster.digest_of(tmp_path / "todo")})
        assert here.read_bytes() == words
    with pytest.raises(PalimpsestError, match="another file than was sent"):
        on_cluster._fetch_reads(batch, {extract.TODO: "0" * 64})
    on_cluster._fetch_reads(batch, {})
    assert not here.exists()
