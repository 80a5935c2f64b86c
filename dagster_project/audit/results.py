"""What came of an expectation, and the note that a run's tables have passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dagster_project.audit.expectations import expectations
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.staging import Stage


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of an expectation. `error` is set where it could not be asked, which says nothing about the data."""

    name: str
    table: str
    severity: str
    passed: bool
    message: str
    rows: int = 0
    sample: tuple[dict[str, Any], ...] = field(default=())
    error: str | None = None
    remedy: str = ""

    def as_line(self) -> str:
        """The result as one line."""
        return f"{self.table}: {self.name}: {self.message}"


def note_passed(stage: Stage, tables: Iterable[str], results: Sequence[CheckResult]) -> None:
    """Note in STAGE which of TABLES have passed: no critical one of the RESULTS failed.

    Tables of which nothing is staged yet too: new rules stage histories and parties where no capture is new.
    """
    failed = {r.table for r in results if not r.passed and r.severity == "critical"}
    folder = stage.folder / "audited"
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        (folder / table).unlink(missing_ok=True)
        if table not in failed:
            (folder / table).touch()


def require_passed(stage: Stage) -> None:
    """Raise PalimpsestError where STAGE holds rows and not all tables of it have passed their audit.

    So a run of some assets only, launched by hand, can't publish half of what belongs together.
    """
    if stage.holds_nothing():
        return
    missing = sorted({e.table for e in expectations()} - {p.name for p in (stage.folder / "audited").glob("*")})
    if missing:
        raise PalimpsestError(
            f"not audited in this run: {', '.join(missing)}; launch the whole job `build`, not some of its assets"
        )
