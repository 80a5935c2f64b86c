"""Servers on loopback, each started once and shared by all tests of the group `scale`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scale import servers


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    try:
        with servers.postgres() as server:
            yield server
    except servers.SkipError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    try:
        with servers.s3(tmp_path_factory.mktemp("s3") / "log") as endpoint:
            yield endpoint
    except servers.SkipError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def cluster() -> Iterator[servers.Cluster]:
    """A Ray cluster of two worker processes, to which this process is connected."""
    try:
        with servers.ray_cluster(2, servers.CREDENTIALS) as running:
            yield running
    except servers.SkipError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in servers.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("PALIMPSEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def places(
    postgres: servers.Postgres, s3: str, credentials: None, tmp_path: Path, request: pytest.FixtureRequest
) -> dict[str, str]:
    """Settings by which several homes share a catalog, archives, lake, releases and stage: a database and a bucket of the test's own."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**8}"
    servers.make_bucket(s3, name)
    shared = {key: f"s3://{name}/{key}" for key in ("captures", "lake", "releases", "staging")}
    return {"catalog": postgres.create(name), "s3_endpoint": s3, **shared}
