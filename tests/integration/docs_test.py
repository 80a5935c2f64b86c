"""The documentation site: it is built without a warning, its links lead somewhere, and it loads nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dagster_project.core.models import MODELS
from dagster_project.core.schema import TABLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_of_docs_is_in_the_site(site: Path) -> None:
    assert {p.stem for p in (ROOT / "docs").glob("*.md")} | {"tables"} == {p.stem for p in site.glob("*.html")} - {
        "404"
    }


def test_every_table_and_column_is_described(site: Path) -> None:
    page = (site / "tables.html").read_text(encoding="utf-8")
    for table in TABLES.values():
        if table.public:
            assert f'id="{table.name}"' in page
            assert all(f"<code>{column.name}</code>" in page for column in table.columns)
    for model in MODELS.values():
        assert f'id="{model.name}"' in page
        assert all(f"<code>{column.name}</code>" in page for column in model.columns)


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for path in (*site.rglob("*.html"), *site.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r"""(?:src=|url\(|<link[^>]*href=)["']?(https?://[^"')> ]+)""", text)
        assert not loaded, f"{path.name}: {loaded}"
