"""Promises to readers: everything is explained, questions have macros, examples run, and no build gets in the way."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dagster_project.core.schema import TABLES
from dagster_project.store.home import SQL, Home
from dagster_project.store.query import open_version
from dagster_project.store.release.write import write_release
from tests.integration.store_test import publish_stage, stage_rejects

pytestmark = pytest.mark.xdist_group("release")
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
READER = """
import sys, time
from pathlib import Path
import duckdb
copy, stop = sys.argv[1], Path(sys.argv[2])
while True:
    last = stop.exists()
    with duckdb.connect(copy, read_only=True) as reader:
        print(*reader.sql("select (select max(version) from versions), (select count(*) from rejects)").fetchall()[0], flush=True)
    if last:
        break
"""


@pytest.fixture(scope="module")
def plain(grown: Home) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(grown.reading_copy), read_only=True)


def test_every_table_and_column_says_what_it_means(plain: duckdb.DuckDBPyConnection) -> None:
    views = dict(plain.sql("select view_name, comment from duckdb_views() where not internal").fetchall())
    assert all(views.values()) and set(TABLES) < set(views)
    columns = plain.sql("select table_name, column_name, comment from duckdb_columns() where not internal").fetchall()
    said = {(table, column): comment for table, column, comment in columns}
    for table in TABLES.values():
        for column in table.columns:
            assert said[table.name, column.name] == column.description


def test_every_macro_says_what_it_answers(plain: duckdb.DuckDBPyConnection) -> None:
    said = dict(
        plain.sql(
            "select function_name, comment from duckdb_functions() where function_type = 'table_macro' and not internal"
        ).fetchall()
    )
    assert set(said) >= {path.stem for path in (SQL / "macros").glob("*.sql")}
    assert all(said[path.stem] for path in (SQL / "macros").glob("*.sql"))


def test_the_timeline_of_a_party_counts_its_articles_once(plain: duckdb.DuckDBPyConnection) -> None:
    rows = plain.sql("from party_timeline('country:RUS')").fetchall()
    asked = plain.sql(
        "select count(distinct m.article_id), count(*) from mentions m join articles a on a.article_id = m.article_id "
        "and a.revisions = m.revision where party_id = 'country:RUS' and published_on is not null"
    ).fetchall()
    assert [(sum(r[2] for r in rows), sum(r[3] for r in rows))] == asked and rows


def test_macros_answer_with_names_days_and_order(plain: duckdb.DuckDBPyConnection) -> None:
    gone = plain.sql("from erased_between('2026-02-14', '2026-02-14')").fetchall()
    assert {row[4] for row in gone} == {"deleted"} and len(gone) == 4
    history = plain.sql("from article_history('kcna.kp/5938237efdaab5129af5ec434914cc8a')").fetchall()
    assert [row[1] for row in history] == ["created", "deleted"]
    together = plain.sql("from named_with('country:RUS')").fetchall()
    assert together and [row[3] for row in together] == sorted((row[3] for row in together), reverse=True)
    listed = plain.sql("from articles_naming('country:RUS')").fetchall()
    assert listed and all(row[3] for row in listed)
    person = plain.sql("select person_id from attendance order by 1 limit 1").fetchall()[0][0]
    assert plain.execute("select * from attended_with(?)", [person]).fetchall()


def test_macros_answer_for_an_older_version_too(grown: Home) -> None:
    assert open_version(grown, 1).sql("from erased_between('2020-01-01', '2030-01-01')").fetchall() == []
    assert open_version(grown, 2).sql("from erased_between('2020-01-01', '2030-01-01')").fetchall() != []


def test_a_reader_that_asks_all_the_while_sees_whole_versions_and_no_error(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    home.prepare()
    publish_stage(home, stage_rejects(home, "first", "0a"))
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(home.reading_copy), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for number in range(2, 6):
            publish_stage(home, stage_rejects(home, str(number), *(f"{number}{c}" for c in "abc")))
    finally:
        stop.touch()
        out, err = reader.communicate(timeout=120)
    assert reader.returncode == 0, err
    seen = [tuple(map(int, line.split())) for line in out.splitlines()]
    assert seen == sorted(seen) and seen[-1] == (5, 13)
    assert all(rows == 1 + 3 * (version - 1) for version, rows in seen)


def run_example(name: str, argument: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), str(argument)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_example_with_arrow_counts_as_sql_does(grown: Home, plain: duckdb.DuckDBPyConnection) -> None:
    counted = plain.sql(
        "select party_id, count(distinct article_id) from mentions group by party_id order by 2 desc, 1 limit 10"
    ).fetchall()
    assert run_example("with_arrow.py", grown.reading_copy).splitlines() == [f"{party} {n}" for party, n in counted]


def test_the_example_with_pandas_runs(grown: Home) -> None:
    pytest.importorskip("pandas", reason="needs pandas")
    assert "kcna.kp" in run_example("with_pandas.py", grown.reading_copy)


def test_the_example_with_polars_runs_on_a_release(grown: Home, tmp_path: Path) -> None:
    pytest.importorskip("polars", reason="needs polars")
    assert "Ri Hyang Ok person 1" in run_example("with_polars.py", write_release(grown, out=tmp_path).folder)


def test_every_cell_of_the_notebook_runs(grown: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas", reason="needs pandas")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("DATASET", str(grown.reading_copy))
    names: dict[str, Any] = {}
    for cell in json.loads((EXAMPLES / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    names["dataset"].close()
    assert len(names["table"]) > 0 and "Russia" in set(names["countries"]["name"])
    assert set(names["erased"]["kind"]) == {"edited_out", "deleted"}
    assert all(figure.axes for figure in map(names["plt"].figure, names["plt"].get_fignums()))


def test_the_example_in_sql_runs(plain: duckdb.DuckDBPyConnection) -> None:
    statements = (EXAMPLES / "reading_copy.sql").read_text(encoding="utf-8").split(";")
    answers = [plain.sql(text).fetchall() for text in statements if text.strip()]
    assert len(answers) == 5 and all(answers)


def test_the_example_for_the_duckdb_command_line_runs(grown: Home) -> None:
    program = shutil.which("duckdb")
    if program is None:
        pytest.skip("needs the duckdb command line")
    with (EXAMPLES / "reading_copy.sql").open(encoding="utf-8") as stream:
        done = subprocess.run(
            [program, "-readonly", str(grown.reading_copy)], stdin=stream, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr


def test_the_example_in_r_runs(grown: Home) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("needs R with the packages duckdb and DBI")
    done = subprocess.run(
        [program, str(EXAMPLES / "with_r.R"), str(grown.reading_copy)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 or "no package called" in done.stderr, done.stderr
