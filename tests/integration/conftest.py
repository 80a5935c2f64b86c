"""Fixtures that several integration tests share. Tests that use them carry the xdist group `release`."""

import pytest

from dagster_project.store.home import Home
from tests.integration.release_support import grown_home


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home of two versions; the second one saw an edit and a deletion. Tests publish nothing into it."""
    return grown_home(tmp_path_factory.mktemp("grown"))
