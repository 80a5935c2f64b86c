"""Staging, as steps that run at the same time see it."""

import threading
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.store.home import Home
from dagster_project.store.staging import Stage


def test_a_part_that_another_process_is_writing_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    stage = Stage(Home.at(tmp_path), "run")
    table = pa.table({"text": [f"{number} samples of paper" for number in range(50_000)]})
    done = threading.Event()

    def write() -> None:
        for _ in range(12):
            stage.write("texts", "000000", table)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    looked = 0
    while not done.is_set():
        looked += sum(pq.read_metadata(part).num_rows == table.num_rows for part in stage.parts("texts"))
    writer.join()
    assert looked > 0
    assert [path.name for path in (stage.folder / "texts").iterdir()] == ["000000.parquet"]
