"""What the newest version holds, as numbers."""

import json
from typing import Final

from dagster_project.store.home import Home
from dagster_project.store.lake import open_lake, versions

TOLD: Final = ("articles", "revisions", "mentions", "parties", "erasures", "rejects", "captures")


def totals_of(home: Home) -> dict[str, int]:
    """Rows of the tables that readers look at first, in the newest version; nothing where there is none."""
    lake = open_lake(home)
    try:
        known = versions(lake)
    finally:
        lake.close()
    counts = json.loads(known[-1].counts) if known else {}
    return {f"{name}_in_all": int(counts.get(name, 0)) for name in TOLD} if counts else {}
