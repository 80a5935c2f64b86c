"""The gazetteer's digest, by which a run tells that what is published was made by other rules."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PRINT_DIGEST = """
from pathlib import Path
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.places import load_places
reference = Path("data/reference")
print(load_gazetteer(reference, load_places(reference)).digest)
"""


def test_the_digest_is_the_same_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
