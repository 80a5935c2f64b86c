"""The golden pages: reading a case, and writing a result as the plain record that stands beside its page.

    python -m tests.golden.golden LAYOUT [...]     print the records that these layouts' pages give now

A record is written by hand or printed by this and then looked at by eye, word by word, against the page: a golden that
was never read freezes its errors.
"""

import json
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page, Sighting
from dagster_project.store.places import load_places

FOLDER: Final = Path(__file__).parent
REFERENCE: Final = FOLDER.parent.parent / "data" / "reference"


def golden_page(layout: str) -> Page:
    """The golden page of a layout, as captured."""
    case = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))[layout]
    payload = (FOLDER / layout / "page.html").read_bytes()
    return Page("0" * 32, case["url"], case["captured_at"], 200, case.get("content_type", "text/html"), payload)


def plain(value: Any) -> Any:
    """Records as plain JSON values, without what is empty and without the capture's id."""
    if is_dataclass(value) and not isinstance(value, type):
        return _filled((f.name, getattr(value, f.name)) for f in fields(value) if f.name != "capture_id")
    if isinstance(value, Sighting):
        return _filled(value._asdict().items())
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _filled(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: v for name, value in pairs if (v := plain(value)) not in (None, [], {}, "")}


def record_of(layout: str) -> Any:
    """What the golden page of a layout gives now."""
    return plain(extract_page(golden_page(layout), load_places(REFERENCE)))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(record_of(name), indent=1, ensure_ascii=False))
