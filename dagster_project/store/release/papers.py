"""What the papers of a release are made from: the release before it, the figures, and the dataset's own gaps."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.notes import Changes, Doubts
from dagster_project.core.release.shape import CalendarVersion, Release, folder_name
from dagster_project.store.diff import Side, compare, release_side
from dagster_project.store.home import PROJECT_ROOT
from dagster_project.store.sql import statement

PROVENANCE: Final = "provenance.json"
FIGURES: Final = PROJECT_ROOT / "benchmarks" / "figures.json"


def provenance_of(folder: Path) -> dict[str, Any]:
    """What a release says of its making. Raises PalimpsestError where that can't be read."""
    try:
        known: dict[str, Any] = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PalimpsestError(f"{folder / PROVENANCE}: can't be read ({error})") from None
    return known


def releases_in(folder: Path) -> dict[CalendarVersion, list[Path]]:
    """The releases in FOLDER by their calendar versions, oldest first; one may be there in several forms."""
    found: dict[CalendarVersion, list[Path]] = {}
    for path in sorted(folder.glob(f"[0-9]*/{PROVENANCE}")):
        try:
            found.setdefault(CalendarVersion.parse(path.parent.name.partition("-")[0]), []).append(path.parent)
        except PalimpsestError:
            continue
    return dict(sorted(found.items()))


def previous_release(release: Release, out: Path) -> Path | None:
    """The Parquet release in OUT that RELEASE follows.

    What a form of the same version that lies there has named stays; else it is the newest one older than RELEASE.
    """
    known = releases_in(out)
    for form in known.get(release.version, []):
        stated = provenance_of(form)["previous"]
        if stated is None:
            return None
        folder = out / str(stated["release"])
        if not (folder / PROVENANCE).is_file():
            raise PalimpsestError(f"{folder}: {form.name} follows this release, which is gone; put it back to go on")
        return folder
    for version in sorted((v for v in known if v < release.version), reverse=True):
        for bare in (release.without_text, not release.without_text):
            folder = out / folder_name(version, "parquet", without_text=bare)
            if folder in known[version]:
                return folder
    return None


def changes_since(previous: Path, release: Release, new: Side) -> Changes:
    """What RELEASE, whose rows lie at NEW, has otherwise than the one in PREVIOUS."""
    rules: Mapping[str, str] = provenance_of(previous)["rules"]
    with compare(release_side(previous), new) as both:
        return Changes(
            previous.name,
            [(c.table, c.added, c.changed, c.removed) for c in both.counts()],
            [(r.article_id, r.revision, r.change, r.seen_on) for r in both.revisions()],
            [(e.party_id, e.article_id, e.erased_on, e.kind) for e in both.erasures()],
            both.schema(),
            [(n, rules.get(n, ""), now) for n, now in sorted(release.rules.items()) if rules.get(n) != now],
        )


def doubts(connection: duckdb.DuckDBPyConnection) -> Doubts:
    """The gaps, rejects and doubts of the version that CONNECTION shows, with the figures that go with the code."""

    def rows(name: str, columns: int) -> list[Any]:
        return [tuple(row[:columns]) for row in connection.execute(statement(name)).fetchall()]

    return Doubts(
        coverage=rows("store/coverage", 5),
        gaps=rows("release/gaps", 4),
        rejects=rows("store/rejects_by_reason", 3),
        notes=rows("store/doubts", 2),
        figures=json.loads(FIGURES.read_text(encoding="utf-8"))["figures"],
    )
