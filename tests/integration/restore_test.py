"""Backup and restore as the operating page tells it: copy, destroy, restore elsewhere, verify."""

import shutil
from pathlib import Path

import pytest

from dagster_project.store.home import Home
from dagster_project.store.query import open_version
from tests.integration.support import build

pytestmark = pytest.mark.xdist_group("sample")


def digests(home: Home) -> list[tuple[int, str]]:
    with open_version(home) as dataset:
        return dataset.execute("select version, digest from versions order by version").fetchall()


def test_a_home_that_was_copied_destroyed_and_restored_elsewhere_goes_on(tmp_path: Path, sample_warc: Path) -> None:
    home, backup = Home.at(tmp_path / "old"), tmp_path / "backup"
    build(home, "first", sample_warc)
    before = digests(home)
    shutil.copytree(home.root, backup, ignore=shutil.ignore_patterns("staging"))
    shutil.rmtree(home.root)

    restored = Home.at(tmp_path / "new")
    shutil.move(backup, restored.root)
    assert digests(restored) == before
    with open_version(restored, before[-1][0]) as dataset:
        assert dataset.execute("select count(*) from articles").fetchone() != (0,)
    assert build(restored, "again").version is None, "what is stored already is nothing new"
