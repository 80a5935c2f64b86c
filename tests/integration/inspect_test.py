"""What `palimpsest inspect` tells of a page whose layout has lost a mark."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli.inspect import inspect
from tests.unit.extraction.support import KCNA_URL, kcna_page

pytestmark = pytest.mark.xdist_group("inspect")
WORDS = "<p>Pyongyang, March 9 (KCNA) -- Words of an imagined report.</p>"


def shown(folder: Path, html: str) -> list[str]:
    page = folder / "page.html"
    page.write_text(html, encoding="utf-8")
    done = CliRunner().invoke(inspect, [str(page), "--url", KCNA_URL, "--captured-at", "2024-03-10T02:00:00"])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def line_of(lines: list[str], layout: str) -> str:
    return next(line.strip() for line in lines if line.strip(" →").startswith(f"{layout} "))


def test_a_missing_required_mark_is_shown_and_the_layout_is_not_recognised(tmp_path: Path) -> None:
    lines = shown(tmp_path, kcna_page(WORDS).replace("content-wrapper", "content-envelope"))
    assert "layout unknown" in lines[0]
    assert line_of(lines, "kcna_kp_q").endswith("✗ content, ✓ title, ✓ stamp")


def test_a_missing_mark_that_is_not_required_is_shown_beside_what_stood_in_for_it(tmp_path: Path) -> None:
    lines = shown(tmp_path, kcna_page(WORDS).replace("publish-time", "published"))
    assert "layout kcna_kp_q" in lines[0]
    assert line_of(lines, "kcna_kp_q") == "→ kcna_kp_q        ✓ content, ✓ title, ✗ stamp"
    assert any("published_on" in line and "2024-03-09" in line for line in lines)
