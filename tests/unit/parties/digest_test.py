"""The reference data's digest, by which a run tells that what is published was made by other rules."""

import shutil
from pathlib import Path

import pytest

from dagster_project.store.reference import reference_digest


@pytest.fixture
def copied(reference_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(reference_folder, tmp_path / "reference")


def test_the_digest_is_the_same_in_every_folder(reference_folder: Path, copied: Path) -> None:
    assert reference_digest(copied) == reference_digest(reference_folder)


def test_a_row_changes_the_digest_and_a_comment_does_not(reference_folder: Path, copied: Path) -> None:
    before = reference_digest(copied)
    titles = copied / "titles.csv"
    told = titles.read_text(encoding="utf-8")
    titles.write_text("# One more line of explanation.\n" + told, encoding="utf-8")
    assert reference_digest(copied) == before
    titles.write_text(told + "Grand Sample\n", encoding="utf-8")
    assert reference_digest(copied) != before


def test_corrections_and_sources_are_no_part_of_it(copied: Path) -> None:
    before = reference_digest(copied)
    for name in ("corrections.csv", "story_corrections.csv", "sources.csv"):
        (copied / name).write_text("changed\n", encoding="utf-8")
    assert reference_digest(copied) == before


def test_every_file_that_the_party_rules_read_is_part_of_it(copied: Path) -> None:
    for path in sorted(copied.glob("*.csv")):
        before, told = reference_digest(copied), path.read_bytes()
        path.write_bytes(told + b"one more row\n")
        read_by_rules = path.name.startswith(("parties_", "aliases_", "places_")) or path.name in {
            "titles.csv",
            "offices.csv",
            "role_words.csv",
            "not_names.csv",
            "korean_surnames.csv",
            "attendance_cues.csv",
        }
        assert not read_by_rules or reference_digest(copied) != before
        path.write_bytes(told)
