"""Promises about limits of queries and of the UI: a statement is given up, and who opens the UI to others is warned."""

import os
import time

import duckdb
import pytest
from click.testing import CliRunner

from dagster_project.cli.main import cli
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.query import time_limit

ENDLESS = "select count(*) from range(100000000000) as a(x), range(1000) as b(y) where hash(x + y) = 7"


def test_a_statement_is_given_up_after_its_time() -> None:
    begun = time.monotonic()
    with (
        duckdb.connect() as connection,
        pytest.raises(PalimpsestError, match=r"took longer than 0\.5 s"),
        time_limit(connection, 0.5),
    ):
        connection.execute(ENDLESS).fetchall()
    assert time.monotonic() - begun < 60


def test_the_ui_listens_on_this_machine_alone_and_warns_where_it_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(os, "execve", lambda program, command, environment: asked.append(command))
    plain = CliRunner().invoke(cli, ["ui", "--home", f"{tmp_path}/home"])
    assert plain.exit_code == 0 and "warning" not in plain.output
    assert asked[-1][asked[-1].index("-h") + 1] == "127.0.0.1"
    open_to_all = CliRunner().invoke(cli, ["ui", "--home", f"{tmp_path}/home", "--host", "0.0.0.0"])
    assert "reachable by others, and the UI has no password" in open_to_all.output
