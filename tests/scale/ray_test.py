"""What goes to a Ray cluster: which tasks, to which workers, and what is said where there is no cluster."""

from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline import cluster as on_cluster
from dagster_project.pipeline import extract
from dagster_project.pipeline.extract import extract_batch
from dagster_project.store.home import Home
from tests.scale import servers

pytestmark = pytest.mark.xdist_group("scale")


def test_a_worker_with_other_code_does_no_work_and_says_so(tmp_path: Path) -> None:
    from dagster_project.store.home import REFERENCE
    from dagster_project.store.staging import Stage

    batch = extract.Batch(Stage(Home(tmp_path), "one"), 0, REFERENCE, 64)
    with pytest.raises(PalimpsestError, match="has other code"):
        on_cluster.carry_out(on_cluster.Order(extract_batch, batch, None, "another digest"))


@pytest.mark.parametrize(
    ("sizes", "tasks"),
    [
        ([30], [30]),
        ([300, 10], [300, 10]),
        ([50, 60, 70, 80], [260]),
        ([2500], [1000, 1000, 500]),
        ([250, 250], [250, 250]),
    ],
)
def test_a_task_is_an_archive_small_ones_together_and_large_ones_in_pieces(sizes: list[int], tasks: list[int]) -> None:
    import pyarrow as pa

    names = [f"{number}.warc.gz" for number, size in enumerate(sizes) for _ in range(size)]
    reader = pa.Table.from_pydict({"payload_file": names}).to_reader(max_chunksize=333)
    assert [table.num_rows for table in extract.by_archive(reader)] == tasks


def test_without_ray_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(PalimpsestError, match=r"palimpsest\[ray\]"):
        on_cluster.connect("", 2)


def test_a_cluster_that_is_not_there_is_named() -> None:
    pytest.importorskip("ray")
    with pytest.raises(PalimpsestError, match=r"can't be reached .*; is `ray start --head` running there"):
        on_cluster._answers(f"127.0.0.1:{servers.free_port()}")
