"""The operating page answers for every check that may turn red."""

import re
from pathlib import Path

from dagster_project.audit.expectations import expectations

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_check_is_named_on_the_operating_page() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    endings = tuple(re.findall(r"`…(_\w+)`", PAGE))
    assert endings
    missing = [e.name for e in expectations() if e.name not in named and not e.name.endswith(endings)]
    assert not missing


def test_the_operating_page_names_no_check_that_is_gone() -> None:
    lines = [line for line in PAGE.split("The others, by name:")[1].splitlines() if line.startswith("| `")]
    named = {name for line in lines for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert named and named <= {e.name for e in expectations()}
