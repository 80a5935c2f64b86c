"""Fixtures that all tests share."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more of the machine, which others use too, than of the code.
settings.register_profile("palimpsest", deadline=None)
settings.load_profile("palimpsest")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles beside the project; tests that need it are skipped where it is missing."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs the folder `shared` with real articles beside the project")
    return folder


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    return ROOT / "data" / "reference"


@pytest.fixture(scope="session")
def sample_warc() -> Path:
    return ROOT / "data" / "sample" / "sample.warc.gz"


@pytest.fixture(scope="session")
def truth() -> dict[str, Any]:
    """What a reader without fault finds in the sample."""
    found: dict[str, Any] = json.loads((ROOT / "tests" / "sample" / "truth.json").read_text(encoding="utf-8"))
    return found
