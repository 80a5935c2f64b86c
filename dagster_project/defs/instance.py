"""The Dagster instance of a home: its configuration, and opening it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from dagster_project.store.home import PROJECT_ROOT, Home

if TYPE_CHECKING:
    import dagster as dg

HOME_OF_DAGSTER: Final = "DAGSTER_HOME"
_TEMPLATE: Final = PROJECT_ROOT / "deploy" / "dagster.yaml"
"""What a home's instance begins with: SQLite files beside it."""


def write_instance_config(home: Home) -> None:
    """Write the Dagster instance's configuration into the home, where there is none yet."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    target = home.dagster / "dagster.yaml"
    if not target.exists():
        target.write_text(_TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")


@contextmanager
def open_instance(home: Home) -> "Iterator[dg.DagsterInstance]":
    """The instance of HOME. While it is open the environment names it, as it does in Dagster's own processes."""
    import dagster as dg  # noqa: PLC0415

    write_instance_config(home)
    before = os.environ.get(HOME_OF_DAGSTER)
    os.environ[HOME_OF_DAGSTER] = str(home.dagster)
    try:
        with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
            yield instance
    finally:
        if before is None:
            del os.environ[HOME_OF_DAGSTER]
        else:
            os.environ[HOME_OF_DAGSTER] = before
