"""Several machines on one catalog in PostgreSQL and one lake, one set of captures and releases in an object store."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError, SupersededError
from dagster_project.pipeline.maintain import maintain_home
from dagster_project.pipeline.prove import prove
from dagster_project.pipeline.publish import publish_run
from dagster_project.store.objects import ObjectFolder
from dagster_project.store.query import open_version
from dagster_project.store.release.objects import bring_release
from dagster_project.store.release.verify import verify_release
from dagster_project.store.release.write import write_release
from tests.scale.servers import ROOT
from tests.scale.support import archive, build, digest, home_at, published, stage

pytestmark = pytest.mark.xdist_group("scale")


def _lines(path: Path) -> set[str]:
    return set(path.read_text(encoding="utf-8").splitlines())


def test_what_is_published_and_released_is_what_a_local_build_makes(
    places: dict[str, str], tmp_path: Path, sample_warc: Path
) -> None:
    local, shared, other = (
        home_at(tmp_path / "local", {}),
        home_at(tmp_path / "a", places),
        home_at(tmp_path / "b", places),
    )
    build(local, "one", sample_warc)
    build(shared, "one", sample_warc)
    assert digest(shared) == digest(local)
    assert not list((shared.root / "captures").glob("*.warc.gz")), (
        "stored as an object, the archive is not kept here too"
    )

    ask = "select article_id, body from articles order by all"
    assert open_version(other).execute(ask).fetchall() == open_version(local).execute(ask).fetchall()
    assert all(step.holds for step in prove(other, open_version(other).execute(ask).fetchall()[0][0]))

    ours, theirs = write_release(local).folder, write_release(other).folder
    assert _lines(theirs / "SHA256SUMS") == _lines(ours / "SHA256SUMS")
    brought = bring_release(home_at(tmp_path / "c", places), theirs.name)
    assert verify_release(brought) == []
    again = write_release(shared)
    assert not again.fresh, "another machine has released it"
    assert verify_release(again.folder) == []


@dataclass(frozen=True)
class Pair:
    """Two archives, and the digest of a local build of both."""

    first: Path
    second: Path
    digest: str


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("pair")
    first, second = archive(folder / "1.warc.gz", 15), archive(folder / "2.warc.gz", 15, first=300)
    home = home_at(folder / "home", {})
    build(home, "both", first, second)
    return Pair(first, second, digest(home))


def test_a_second_machine_goes_on_where_the_first_one_stopped(
    places: dict[str, str], tmp_path: Path, pair: Pair
) -> None:
    here, there = home_at(tmp_path / "a", places), home_at(tmp_path / "b", places)
    build(here, "one", pair.first)
    assert build(there, "two", pair.second).version == 2
    assert digest(here) == pair.digest
    assert open_version(here).execute("select count(*) from articles").fetchone() == (30,)
    maintain_home(there, keep_hours=0)
    assert open_version(there, 1).execute("select count(*) from articles").fetchone() == (15,)
    assert open_version(here).execute("select count(*) from articles").fetchone() == (30,)


def test_a_run_that_began_before_another_one_published_says_so_and_publishes_nothing(
    places: dict[str, str], tmp_path: Path, pair: Pair
) -> None:
    here, there = home_at(tmp_path / "a", places), home_at(tmp_path / "b", places)
    late = stage(here, "late", pair.first)
    build(there, "early", pair.second)
    with pytest.raises(SupersededError, match="another run published"):
        publish_run(late)
    assert len(published(here)) == 1
    assert build(here, "again").version is None, "the early run has read what both have captured"
    assert digest(here) == pair.digest


def test_two_publishers_at_once_corrupt_nothing(places: dict[str, str], tmp_path: Path, pair: Pair) -> None:
    machines = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.scale.publisher", str(tmp_path / f"m{n}"), json.dumps(places), str(warc)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n, warc in enumerate((pair.first, pair.second))
    ]
    for machine in machines:
        _, said = machine.communicate(timeout=900)
        assert machine.returncode == 0, said
    here = home_at(tmp_path / "m0", places)
    assert digest(here) == pair.digest
    assert [v.version for v in published(here)] == list(range(1, len(published(here)) + 1))


def test_while_one_machine_writes_another_one_is_told(places: dict[str, str], tmp_path: Path) -> None:
    here, there = home_at(tmp_path / "a", places), home_at(tmp_path / "b", places)
    for home in (here, there):
        home.prepare()
    with here.writing(), pytest.raises(PalimpsestError, match="another machine's run is writing"), there.writing(0):
        pass
    with there.writing(0):
        pass


def test_an_object_has_the_bytes_of_its_file_whatever_its_name_and_size(places: dict[str, str], tmp_path: Path) -> None:
    folder = ObjectFolder(places["captures"], home_at(tmp_path, places).where)
    large = os.urandom(12 << 20)
    for name, body in (("a.warc.gz", b"\x1f\x8bnot packed again"), ("b.parquet", large), ("empty", b"")):
        source = tmp_path / name
        source.write_bytes(body)
        folder.put(source, name)
        folder.fetch(name, tmp_path / "back")
        assert (tmp_path / "back").read_bytes() == body
    with folder.open("b.parquet") as stream:
        stream.seek(7 << 20)
        assert stream.read(1000) == large[7 << 20 : (7 << 20) + 1000]
    assert {name: stamp.size for name, stamp in folder.stamps().items()} == {
        "a.warc.gz": 18,
        "b.parquet": 12 << 20,
        "empty": 0,
    }
