"""The doctor finds what is wrong, says what to do, and touches nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli.main import cli
from dagster_project.core.errors import PalimpsestError
from dagster_project.store import catalog
from dagster_project.store.doctor import examine
from dagster_project.store.home import Home


def wrong(home: Home, year: int = 2026) -> dict[str, str]:
    return {f.subject: f.text for f in examine(home, year) if not f.ok and f.subject != "disk"}


def test_a_home_that_is_not_there_yet_is_well_and_is_not_made(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "new")
    assert wrong(home) == {}
    assert not home.root.exists()


def test_a_clock_of_long_ago_is_found(tmp_path: Path) -> None:
    assert "set the clock" in wrong(Home.at(tmp_path), 1970)["clock"]


def test_a_newer_schema_and_a_broken_catalog_are_found(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    home.prepare()
    (tmp_path / "home.json").write_text(json.dumps({"schema_version": 999}), encoding="utf-8")
    home.catalog.write_text("no database", encoding="utf-8")
    found = wrong(home)
    assert "update palimpsest" in found["schema"] and "backup" in found["catalog"] and "reading copy" in found


def test_the_command_says_so_in_lines_and_by_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "home.json").write_text(json.dumps({"schema_version": 999}), encoding="utf-8")
    done = CliRunner().invoke(cli, ["doctor", "--home", str(tmp_path)])
    assert done.exit_code == 1 and "WRONG  schema" in done.output and "ok     python" in done.output


def test_a_writer_at_work_is_no_fault(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    with home.writing():
        assert wrong(home) == {}
        assert "writing now" in next(f.text for f in examine(home, 2026) if f.subject == "lock")


def test_a_wrong_setting_and_a_misspelt_variable_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIMPSEST_CONTCAT", "x")
    done = CliRunner().invoke(cli, ["doctor", "--home", str(tmp_path)])
    assert done.exit_code == 1 and "WRONG  settings: PALIMPSEST_CONTCAT" in done.output
    (tmp_path / "palimpsest.toml").write_text("workers = -1", encoding="utf-8")
    done = CliRunner().invoke(cli, ["doctor", "--home", str(tmp_path)])
    assert "WRONG  settings" in done.output and "workers = -1" in done.output


def test_an_extension_that_does_not_load_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> None:
        raise PalimpsestError("no ducklake extension of that version is installed; run `make setup`")

    monkeypatch.setattr(catalog, "connect", missing)
    assert "run `make setup`" in wrong(Home.at(tmp_path))["extension"]
