"""The cookbook: each question runs, says what its columns mean, answers the sample as its truth says, and stands on its page.

python -m tests.integration.cookbook_test       writes docs/cookbook.md anew
"""

import json
import re
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from dagster_project.cli.query import query
from dagster_project.core.cookbook import Recipe, read_recipe, write_page
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.models import MODELS
from dagster_project.store.cookbook import give, recipe_named, recipes
from dagster_project.store.home import Home
from dagster_project.store.lake import version_at
from dagster_project.store.query import open_version
from dagster_project.store.reading_copy import define_views, list_files
from dagster_project.store.release.write import write_release
from tests.integration.support import build
from tests.unit.history.models_test import Lake

pytestmark = pytest.mark.xdist_group("sample")
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cookbook.md"
NAMES = [recipe.name for recipe in recipes()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, sample_warc: Path) -> Home:
    made = Home.at(tmp_path_factory.mktemp("cookbook") / "home")
    assert build(made, "first", sample_warc).version == 1
    return made


@pytest.fixture(scope="module")
def dataset(home: Home) -> duckdb.DuckDBPyConnection:
    return open_version(home)


@pytest.fixture(scope="module")
def single(home: Home) -> duckdb.DuckDBPyConnection:
    """The sample in a connection that has one thread."""
    connection = duckdb.connect(config={"threads": 1})
    define_views(connection, list_files(home, version_at(home, None).snapshot_id))
    return connection


def ask(dataset: duckdb.DuckDBPyConnection, name: str, **given: str) -> list[dict[str, Any]]:
    recipe = recipe_named(name)
    give(dataset, recipe, given)
    result = dataset.execute(recipe.sql)
    names = [column[0] for column in result.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for variable in given:
        dataset.execute(f"reset variable {variable}")
    return rows


def answers(dataset: duckdb.DuckDBPyConnection) -> list[tuple[Recipe, Sequence[str], Sequence[Sequence[object]]]]:
    found: list[tuple[Recipe, Sequence[str], Sequence[Sequence[object]]]] = []
    for recipe in recipes():
        result = dataset.execute(recipe.sql)
        names = [column[0] for column in result.description or ()]
        found.append((recipe, names, [[shown(value) for value in row] for row in result.fetchall()]))
    return found


def shown(value: object) -> object:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else value


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_explains_each_column_of_its_answer(dataset: duckdb.DuckDBPyConnection, name: str) -> None:
    recipe = recipe_named(name)
    found = dataset.execute(recipe.sql).description or ()
    assert [column[0] for column in found] == list(recipe.columns) and all(recipe.columns.values())
    assert recipe.question.endswith("?") and recipe.caveats.endswith(".")
    assert set(re.findall(r"getvariable\('(\w+)'\)", recipe.sql)) == set(recipe.given)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_in_the_same_order_on_one_thread_and_on_many(
    dataset: duckdb.DuckDBPyConnection, single: duckdb.DuckDBPyConnection, name: str
) -> None:
    sql = recipe_named(name).sql
    assert dataset.execute(sql).fetchall() == single.execute(sql).fetchall()


def test_the_page_and_the_readme_show_every_question_with_its_answer(dataset: duckdb.DuckDBPyConnection) -> None:
    assert PAGE.read_text(encoding="utf-8") == write_page(answers(dataset)), (
        "run python -m tests.integration.cookbook_test"
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+)`", readme.partition("## Cookbook")[2].partition("\n## ")[0]))
    assert listed == set(NAMES) and len(NAMES) >= 20


def test_edits_within_a_week_are_those_made(dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]) -> None:
    rows = ask(dataset, "edited_within_a_week")
    known = {key: truth["articles"][key] for key in truth["edited"]}
    edits = dataset.sql(
        "select article_id, changed_at from changes where kind not in ('deleted', 'restored')"
    ).fetchall()
    wanted = {key for key, at in edits if at.date() - day(known[key]["published_on"]) <= timedelta(days=7)}
    assert {row["article_id"] for row in rows} == wanted and wanted < truth["edited"].keys()


def test_what_was_withdrawn_is_what_was_taken_away(dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]) -> None:
    rows = ask(dataset, "withdrawn")
    assert [row["article_id"] for row in rows] == truth["deleted"]
    assert all(row["gone_by"] > row["last_shown"] and row["evidence"] for row in rows)


def test_who_was_erased_is_who_was_taken_out(dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]) -> None:
    asked = {(r["article_id"], r["name"], r["kind"]) for r in ask(dataset, "erased_parties")}
    assert {(article, party.partition(":")[2], kind) for article, party, kind in truth["erased"]} <= asked
    assert {article for article, _, _ in asked} == {article for article, _, _ in truth["erased"]}
    listed = {r["name"]: r["still_listed"] for r in ask(dataset, "attendance_order")}
    assert [name for name, still in listed.items() if not still] == ["Ri Hyang Ok"]


def test_datelines_count_the_live_articles_that_were_filed_there(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    wanted: dict[str, int] = {}
    for article_id, article in truth["articles"].items():
        if article["dateline"] and article_id not in truth["deleted"]:
            wanted[article["dateline"]] = wanted.get(article["dateline"], 0) + 1
    wanted["Pyongyang"] += 2  # the Spanish and the Korean page, whose datelines the truth doesn't tell
    assert {row["place"]: row["articles"] for row in ask(dataset, "datelines")} == wanted
    abroad = {(r["year"], r["country"]): r["articles"] for r in ask(dataset, "datelines_abroad")}
    assert abroad == {(2026, "CHN"): 1, (2026, "JPN"): 1}


def test_stories_on_one_site_share_no_story_with_another(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    shared = {article for group in truth["same_story"] for article in group}
    rows = ask(dataset, "one_site_only")
    assert rows and not {row["article_id"] for row in rows} & shared
    assert all(row["site"] not in row["missing_on"] and row["missing_on"] for row in rows)


def test_weekdays_and_kinds_count_every_dated_article(
    dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    wanted: dict[int, int] = {}
    for article in truth["articles"].values():
        weekday = day(article["published_on"]).isoweekday()
        wanted[weekday] = wanted.get(weekday, 0) + 1
    found: dict[int, int] = {}
    for row in ask(dataset, "weekdays"):
        found[row["weekday"]] = found.get(row["weekday"], 0) + row["articles"]
    assert found == wanted
    assert sum(row["articles"] for row in ask(dataset, "kinds_by_year")) == len(truth["articles"])


def test_what_could_not_be_read_is_what_is_broken(dataset: duckdb.DuckDBPyConnection, truth: dict[str, Any]) -> None:
    rows = ask(dataset, "unread")
    assert sum(row["captures"] for row in rows) == sum(c["outcome"] == "reject" for c in truth["captures"])


def test_a_party_that_is_given_is_the_one_asked_of(home: Home) -> None:
    with open_version(home) as dataset:
        default, given = ask(dataset, "party_months"), ask(dataset, "party_months", party="country:SYR")
        assert default == ask(dataset, "party_months", party="country:RUS") and given and given != default
        assert ask(dataset, "words_for_the_south", country="country:SYR") != ask(dataset, "words_for_the_south")
        with pytest.raises(PalimpsestError, match="takes party, not country"):
            ask(dataset, "party_months", country="country:SYR")
        assert ask(dataset, "party_months", party="x' or 'a' = 'a") == []


def test_the_command_lists_questions_and_asks_one(home: Home) -> None:
    listed = CliRunner().invoke(query, ["--list"]).output
    assert all(f"@{name}" in listed for name in NAMES)
    done = CliRunner().invoke(
        query, ["@party_months", "--set", "party=country:SYR", "--format", "json", "--home", str(home.root)]
    )
    assert {row["site"] for row in json.loads(done.output)} == {"kcna.co.jp", "kcnawatch.org"}
    with pytest.raises(PalimpsestError, match="did you mean @withdrawn"):
        CliRunner().invoke(query, ["@withdrown", "--home", str(home.root)], catch_exceptions=False)
    assert CliRunner().invoke(query, []).exit_code == 2
    assert CliRunner().invoke(query, ["from parties", "--set", "a=b", "--home", str(home.root)]).exit_code == 2


def test_a_question_that_leaves_out_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="no Caveats"):
        read_recipe("x", "-- Question: Why?\n-- Columns: a: one\nselect 1 as a")


def test_who_has_only_a_release_can_ask_the_questions_that_need_no_derived_table(home: Home, tmp_path: Path) -> None:
    folder = write_release(home, out=tmp_path).folder
    asked = []
    with duckdb.connect() as reader, open_version(home) as dataset:
        reader.execute("set TimeZone = 'UTC'")
        for file in sorted(folder.rglob("*.parquet")):
            reader.execute(f"create view {file.stem} as from '{file}'")
        for recipe in recipes():
            if not any(re.search(rf"\b{model}\b", recipe.sql) for model in MODELS):
                assert reader.execute(recipe.sql).fetchall() == dataset.execute(recipe.sql).fetchall()
                asked.append(recipe.name)
    assert {"datelines", "edited_within_a_week", "withdrawn", "one_site_only", "attendance_order"} <= set(asked)


@pytest.fixture
def activities() -> Lake:
    """Four activities of the leader, half a year apart; A stands behind B at first, and then no more."""
    lake = Lake()
    for person in "AB":
        lake.party(f"person:{person}")
    for number, persons in enumerate(("BA", "BA", "BA", "B")):
        article_id = lake.article(number, date(2011, 1, 10) + timedelta(days=180 * number))
        lake.connection.execute("update articles set kind = 'leader_activity' where article_id = ?", [article_id])
        for rank, person in enumerate(persons, 1):
            row = {"ordinal": rank, "list": 1, "rank": rank, "person_id": f"person:{person}"}
            lake.add("attendance", article_id=article_id, revision=1, **row)
    for model in MODELS:
        sql = (ROOT / "sql" / "models" / f"{model}.sql").read_text(encoding="utf-8")
        lake.connection.execute(f"create view {model} as {sql}")
    return lake


def test_who_attends_with_the_leader_and_who_stopped(activities: Lake) -> None:
    rows = ask(activities.connection, "with_the_leader")
    assert [(r["year"], r["person_id"], r["activities"], r["mean_position"]) for r in rows] == [
        (2012, "person:B", 2, 1.0),
        (2012, "person:A", 1, 2.0),
        (2011, "person:B", 2, 1.0),
        (2011, "person:A", 2, 2.0),
    ]
    (gone,) = ask(activities.connection, "leader_stopped")
    assert (gone["activities"], gone["last_day"], gone["activities_since"], gone["days_since"]) == (
        3,
        date(2012, 1, 5),
        1,
        180,
    )
    pauses = ask(activities.connection, "leader_pauses")
    assert [row["days"] for row in pauses] == [179, 179, 179]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Home.at(Path(folder) / "home")
        build(made, "first", ROOT / "data" / "sample" / "sample.warc.gz")
        PAGE.write_text(write_page(answers(open_version(made))), encoding="utf-8")
    print(f"wrote {PAGE}", file=sys.stderr)


if __name__ == "__main__":
    main()
