"""What is said where a server, a bucket, the credentials or an extension is missing: the thing, what is wrong, what to do."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.core.errors import PalimpsestError
from dagster_project.settings import load_settings
from dagster_project.store import catalog
from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake
from dagster_project.store.locations import Locations
from dagster_project.store.objects import ObjectFolder
from tests.scale import servers
from tests.scale.support import home_at

pytestmark = pytest.mark.xdist_group("scale")


def _needs(*names: str) -> None:
    for name in names:
        if importlib.util.find_spec(f"duckdb_extension_{name}") is None:
            pytest.skip(f"needs duckdb-extension-{name.replace('_', '-')} (make setup-scale)")


def test_a_catalog_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    _needs("postgres_scanner")
    home = home_at(tmp_path, {"catalog": f"postgres:host=127.0.0.1 port={servers.free_port()} dbname=lake"})
    home.prepare()
    with pytest.raises(PalimpsestError, match="can't be reached; is the server running"):
        open_lake(home)
    with pytest.raises(PalimpsestError, match="can't be reached; is the server running"), home.writing():
        pass


def test_a_database_or_user_that_is_not_there_is_named(postgres: servers.Postgres, tmp_path: Path) -> None:
    _needs("postgres_scanner")
    there = f"postgres:host=127.0.0.1 port={postgres.port}"
    for settings, said in (
        (f"{there} user=palimpsest dbname=nowhere", "no such database"),
        (f"{there} user=nobody dbname=postgres", "no such user"),
    ):
        home = home_at(tmp_path, {"catalog": settings})
        home.prepare()
        with pytest.raises(PalimpsestError, match=said):
            open_lake(home)


def test_a_catalog_without_a_dataset_is_said_to_hold_none(postgres: servers.Postgres, tmp_path: Path) -> None:
    _needs("postgres_scanner")
    home = home_at(tmp_path, {"catalog": postgres.create("empty")})
    home.prepare()
    with pytest.raises(PalimpsestError, match="holds no dataset yet; run `palimpsest build`"):
        open_lake(home)


def test_a_missing_bucket_is_named(s3: str, credentials: None) -> None:
    with pytest.raises(PalimpsestError, match="s3://nowhere/captures: there is no such bucket; create it"):
        ObjectFolder("s3://nowhere/captures", Locations(s3_endpoint=s3)).check()


def test_wrong_credentials_are_said_to_be_wrong_and_are_not_shown(
    credentials: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-the-right-one")
    try:
        with (
            servers.s3(tmp_path / "log", strict=True) as endpoint,
            pytest.raises(PalimpsestError, match="look at AWS_ACCESS_KEY_ID") as fault,
        ):
            ObjectFolder("s3://closed/lake", Locations(s3_endpoint=endpoint)).check()
    except servers.SkipError as missing:
        pytest.skip(str(missing))
    assert "not-the-right-one" not in str(fault.value)


def test_a_server_of_objects_that_is_not_there_is_named(credentials: None) -> None:
    where = Locations(s3_endpoint=f"http://127.0.0.1:{servers.free_port()}")
    with pytest.raises(PalimpsestError, match="can't be reached; look at s3_endpoint"):
        ObjectFolder("s3://lake/data", where).check()


def test_without_credentials_it_is_said_which_variables_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    with pytest.raises(PalimpsestError, match="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"):
        ObjectFolder("s3://lake/data", Locations())


def test_a_missing_extension_is_named_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog._signed_extension.cache_clear()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        PalimpsestError,
        match=r"duckdb-extension-postgres-scanner: is not installed; run `pip install 'palimpsest\[postgres\]'`",
    ):
        catalog.connect(Locations(catalog="postgres:dbname=lake"))


@pytest.mark.parametrize(
    ("key", "said", "fault"),
    [
        ("catalog", "mysql:lake", 'write "sqlite", or "postgres:"'),
        ("catalog", "postgres:host=db password=hunter2", "PGPASSWORD"),
        ("catalog", "postgres:postgresql://me:hunter2@db/lake", "PGPASSWORD"),
        ("lake", "s3:/lake", "s3://bucket/prefix"),
        ("lake", "shared", None),
        ("lake", "gs://lake/data", "s3://bucket/prefix"),
        ("captures", "s3://UPPER/x", "s3://bucket/prefix"),
        ("s3_endpoint", "127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_a_wrong_location_is_refused_everywhere_and_no_password_shown(
    key: str, said: str, fault: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "palimpsest.toml").write_text(f'{key} = "{said}"\n', encoding="utf-8")
    monkeypatch.delenv(f"PALIMPSEST_{key.upper()}", raising=False)
    for read in (lambda: Home.at(tmp_path), lambda: load_settings(tmp_path)):
        if fault is None:
            read()
            continue
        with pytest.raises(PalimpsestError) as found:
            read()
        assert fault in str(found.value)
        assert key in str(found.value)
        assert "hunter2" not in str(found.value)


def test_the_environment_wins_over_the_file_and_folders_in_it_are_relative_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "palimpsest.toml").write_text('lake = "shared/lake"\ns3_region = "eu-west-1"\n', encoding="utf-8")
    monkeypatch.setenv("PALIMPSEST_S3_REGION", "eu-north-1")
    home, settings = Home.at(tmp_path), load_settings(tmp_path)
    assert home.lake == tmp_path / "shared" / "lake" == Path(settings.lake)
    assert home.where.s3_region == settings.s3_region == "eu-north-1"


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    _needs("postgres_scanner")
    environment = {
        **os.environ,
        "PYTHONPATH": str(servers.ROOT),
        "PALIMPSEST_CATALOG": f"postgres:host=127.0.0.1 port={servers.free_port()} dbname=lake",
    }
    for command in (["versions"], ["query", "from articles"], ["status"], ["release"]):
        done = subprocess.run(
            [sys.executable, "-m", "dagster_project", *command, "--home", str(tmp_path)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr.startswith("palimpsest: postgres:")
        assert done.stderr.count("\n") == 1
