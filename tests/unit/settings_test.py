"""Settings: what wins over what, errors that name key and place, secrets that are shown nowhere."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dagster_project.cli.config import config
from dagster_project.core.errors import PalimpsestError
from dagster_project.defs.resources import HomeResource
from dagster_project.settings import Settings, example_file, explain_settings, load_settings, unknown_variables
from dagster_project.store.home import PROJECT_ROOT, Home

SECRET = "https://chat.example/hook/s3cret"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A working folder of its own, and no variable that the machine sets."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(f"PALIMPSEST_{name.upper()}", raising=False)
    (tmp_path / "cwd").mkdir()
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    yield


def put(folder: Path, text: str) -> Path:
    path = folder / "palimpsest.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_nearer_wins_and_each_value_knows_where_it_is_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"

    def holds() -> tuple[int, str]:
        (found,) = [e for e in explain_settings(home, **given) if e.key == "compare_every"]
        return found.value, found.origin

    given: dict[str, Any] = {}
    assert holds() == (64, "default")
    working = put(tmp_path / "cwd", "compare_every = 2")
    assert holds() == (2, str(working))
    in_home = put(home, "compare_every = 3")
    assert holds() == (3, str(in_home))
    monkeypatch.setenv("PALIMPSEST_COMPARE_EVERY", "4")
    assert holds() == (4, "environment PALIMPSEST_COMPARE_EVERY")
    given = {"compare_every": 5}
    assert holds() == (5, "command line or run configuration")
    given = {"compare_every": 0}
    assert holds()[0] == 4, "0 in a run's configuration means not given"
    monkeypatch.setenv("PALIMPSEST_COMPARE_EVERY", "")
    assert holds()[0] == 3, "empty in the environment means not set"


def test_a_runs_configuration_wins_in_dagster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIMPSEST_COMPARE_EVERY", "4")
    folder = str(tmp_path / "home")
    assert HomeResource(folder=folder).run("r").compare_every == 4
    assert HomeResource(folder=folder, compare_every=7).run("r").compare_every == 7


def test_the_home_is_found_in_the_same_order_with_and_without_the_other_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both() -> Path:
        assert load_settings().place == Home.at()
        return Home.at().root

    assert both() == PROJECT_ROOT / "data"
    put(tmp_path / "cwd", 'home = "of-the-folder"')
    assert both() == tmp_path / "cwd" / "of-the-folder"
    monkeypatch.setenv("PALIMPSEST_HOME", str(tmp_path / "home"))
    assert both() == tmp_path / "home"
    assert load_settings(tmp_path / "other").place == Home.at(tmp_path / "other")


def test_another_file_is_named_by_the_environment_and_its_paths_are_relative_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "cwd", "workers = 1")
    (tmp_path / "etc").mkdir()
    elsewhere = put(tmp_path / "etc", 'workers = 2\ninbox = "drop"\nhome = "../home"')
    monkeypatch.setenv("PALIMPSEST_CONFIG", str(elsewhere))
    settings = load_settings()
    assert (settings.workers, settings.inbox_folder) == (2, tmp_path / "etc" / "drop")
    assert settings.place.root == tmp_path / "home"
    monkeypatch.setenv("PALIMPSEST_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(PalimpsestError, match=r"PALIMPSEST_CONFIG=.*none.toml: is no file"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("compare_evry = 3", "compare_evry: is no setting; did you mean compare_every?"),
        ("zzz = 3", "zzz: is no setting; `palimpsest config show`"),
        ("workers = -1", "workers = -1: Input should be greater than or equal to 0"),
        ('workers = "many"', "workers = 'many': Input should be a valid integer"),
        ('schedules = "perhaps"', "schedules = 'perhaps': Input should be a valid boolean"),
        ('via = "nowhere"', "via = 'nowhere': write it as host:port"),
        ('live_cron = "often"', "live_cron = 'often': write five fields"),
        ("inbox = 3", "inbox = 3: "),
        ('home = "elsewhere"', "home: a home can't name another"),
        ("workers = ", "is no TOML: "),
        (f'alert_webhook = "{SECRET}"', "alert_webhook: is a secret; set PALIMPSEST_ALERT_WEBHOOK"),
    ],
)
def test_an_error_names_the_file_and_the_key(tmp_path: Path, text: str, said: str) -> None:
    path = put(tmp_path / "home", text)
    with pytest.raises(PalimpsestError) as raised:
        load_settings(tmp_path / "home")
    assert str(raised.value).startswith(f"{path}: ") and said in str(raised.value)
    assert "\n" not in str(raised.value) and "s3cret" not in str(raised.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "cwd", "workers = -1")
    monkeypatch.setenv("PALIMPSEST_VIA", "x")
    with pytest.raises(PalimpsestError) as raised:
        load_settings()
    assert "palimpsest.toml: workers = -1" in str(raised.value)
    assert "environment PALIMPSEST_VIA: via = 'x'" in str(raised.value)


def test_a_secret_is_used_and_shown_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIMPSEST_ALERT_WEBHOOK", SECRET)
    settings = load_settings(tmp_path)
    assert settings.alert_webhook is not None and settings.alert_webhook.get_secret_value() == SECRET
    shown = CliRunner().invoke(config, ["show", "--home", str(tmp_path)]).output
    shown += CliRunner().invoke(config, ["show", "--home", str(tmp_path), "--json"]).output
    assert "(set, hidden)" in shown and "PALIMPSEST_ALERT_WEBHOOK" in shown
    assert "s3cret" not in shown + repr(settings) + settings.model_dump_json()


def test_config_show_names_every_key_and_misspelt_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIMPSEST_CONTCAT", "x")
    assert unknown_variables() == ["PALIMPSEST_CONTCAT"]
    done = CliRunner().invoke(config, ["show", "--home", str(tmp_path), "--json"])
    assert done.exit_code == 0 and "PALIMPSEST_CONTCAT is set but is no setting" in done.stderr
    said = json.loads(done.stdout)
    assert [e["key"] for e in said] == list(Settings.model_fields) and all(e["description"] for e in said)


def test_the_file_to_begin_with_changes_nothing_even_with_every_key_in_use(tmp_path: Path) -> None:
    home = tmp_path / "home"
    before = load_settings(home)
    assert CliRunner().invoke(config, ["init", "--home", str(home)]).exit_code == 0
    assert load_settings(home) == before and not before.schedules
    in_use = "\n".join(line.removeprefix("# ") if " = " in line else line for line in example_file().splitlines())
    assert tomllib.loads(in_use).keys() == Settings.model_fields.keys() - {"home", "alert_webhook"}
    put(home, in_use)
    assert load_settings(home) == before
    again = CliRunner().invoke(config, ["init", "--home", str(home)])
    assert isinstance(again.exception, PalimpsestError) and "stays as it is" in str(again.exception)


def test_a_question_loads_nothing_that_takes_long() -> None:
    code = (
        "import sys, dagster_project.cli.query, dagster_project.store.query\n"
        "print([m for m in ('pydantic', 'pydantic_settings', 'dagster', 'pyarrow', 'filelock') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_page_on_configuration_lists_every_key() -> None:
    page = (PROJECT_ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    listed = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert sorted(listed) == sorted(Settings.model_fields)
