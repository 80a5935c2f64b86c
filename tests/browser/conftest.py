"""A browser for the tests that look at pages as readers do."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

PATIENCE_S = 240.0


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium."""
    pytest.importorskip("playwright", reason="needs playwright")
    named = os.environ.get("PALIMPSEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not named:
        pytest.skip("needs Chromium (Debian: apt-get install chromium), or PALIMPSEST_CHROMIUM with its path")
    return named


@pytest.fixture
def page(chromium: str) -> Iterator[Any]:
    """A page of a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        made = browser.new_page(viewport={"width": 1600, "height": 1000})
        made.set_default_timeout(90_000)
        yield made
        browser.close()
