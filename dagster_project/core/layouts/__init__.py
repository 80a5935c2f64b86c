"""The layouts that are known, in the order in which a page is tried by them. Each is a small file of its own."""

from dataclasses import replace
from typing import Final

from dagster_project.core.layouts import (
    kcna_cojp,
    kcna_cojp_day,
    kcna_kp_code,
    kcna_kp_detail,
    kcna_kp_q,
    kcnawatch,
    rodong,
    rodong_2023,
)
from dagster_project.core.layouts.base import Layout, Source

LAYOUTS: Final[tuple[Layout, ...]] = (
    kcna_kp_code.LAYOUT,
    kcnawatch.LAYOUT,
    kcna_kp_q.LAYOUT,
    rodong.LAYOUT,
    rodong_2023.LAYOUT,
    kcna_kp_detail.LAYOUT,
    kcna_cojp_day.LAYOUT,
    kcna_cojp.LAYOUT,
)
"""Those with the most particular marks come first."""

BY_NAME: Final = {layout.name: layout for layout in LAYOUTS}

UNKNOWN: Final = "unknown"
"""The layout of a page that bears no layout's marks and is read as a whole by trafilatura."""


def recognise(source: Source) -> tuple[Layout | None, Source]:
    """The first layout whose required marks the page bears, or None, and the page as they were found in it.

    Where its visible source bears none, marks are looked for in the whole.
    """
    for seen in (source, replace(source, visible=source.text)):
        found = next((layout for layout in LAYOUTS if layout.matches(seen)), None)
        if found is not None or len(seen.visible) == len(seen.text):
            break
    return found, seen
