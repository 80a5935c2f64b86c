"""The operating page answers for every check that may turn red."""

import re
from pathlib import Path

from dagster_project.audit.expectations import expectations
from dagster_project.defs.history_checks import HISTORY_CHECKS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_check_is_named_on_the_operating_page() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    endings = tuple(re.findall(r"`…(_\w+)`", PAGE))
    assert endings
    missing = [e.name for e in expectations() if e.name not in named and not e.name.endswith(endings)]
    assert not missing


def test_checks_against_an_assets_own_past_are_named_too() -> None:
    endings = tuple(re.findall(r"`…(_\w+)`", PAGE))
    found = {spec.name for checks in HISTORY_CHECKS for spec in checks.check_specs}
    assert len(found) > 8
    assert not [name for name in found if name != "column_schema_change" and not name.endswith(endings)]
    assert "`column_schema_change`" in PAGE


def test_the_operating_page_names_no_check_that_is_gone() -> None:
    lines = [
        line
        for line in PAGE.split("Checks of their own, by name:")[1].split("These hold an asset")[0].splitlines()
        if line.startswith("| `")
    ]
    named = {name for line in lines for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert named and named <= {e.name for e in expectations()}
