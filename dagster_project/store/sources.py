"""The configured sources and the rules of re-capture, out of the reference data."""

from collections.abc import Mapping
from pathlib import Path

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.sources import RecaptureRule, Source
from dagster_project.store.places import read_rows


def _source(row: Mapping[str, str]) -> Source:
    try:
        kind = row["kind"]
        if kind not in ("live", "wayback"):
            raise PalimpsestError(f"sources.csv: {row['source']}: kind {kind!r} is neither live nor wayback")
        return Source(
            row["source"],
            "live" if kind == "live" else "wayback",
            tuple(row["hosts"].lower().split()),
            tuple(row["lists"].split()),
            row["older"] or None,
            float(row["pause_s"]),
            int(row["budget"]),
            float(row["every_hours"] or 24),
            row["note"],
        )
    except KeyError as error:
        raise PalimpsestError(
            f"sources.csv: lacks the column {error}; restore its first line from the project"
        ) from None
    except (ValueError, TypeError, AttributeError) as error:
        raise PalimpsestError(f"sources.csv: {row['source']}: {error}") from None


def load_sources(reference: Path) -> dict[str, Source]:
    """The sources by name. Raises PalimpsestError for a row that can't be read."""
    found = [_source(row) for row in read_rows(reference / "sources.csv")]
    return {source.source: source for source in found}


def load_recapture(reference: Path) -> tuple[RecaptureRule, ...]:
    """The rules of re-capture, the youngest articles' first."""
    try:
        return tuple(
            RecaptureRule(float(row["until_days"]) if row["until_days"] else None, float(row["every_hours"]))
            for row in read_rows(reference / "recapture.csv")
        )
    except KeyError as error:
        raise PalimpsestError(
            f"recapture.csv: lacks the column {error}; restore its first line from the project"
        ) from None
    except (ValueError, TypeError) as error:
        raise PalimpsestError(f"recapture.csv: {error}") from None
