"""Reading the reviewed corrections, with errors that name file and line."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.history.story_corrections import Correction, parse_correction
from dagster_project.core.parties.corrections import Corrections, parse_party_correction
from dagster_project.store.reference import read_reference

T = TypeVar("T")


def _parsed(path: Path, parse: Callable[[Mapping[str, str]], T]) -> list[T]:
    """The rows of a file of corrections. Raises PalimpsestError that names file and line."""
    found = []
    for number, row in read_reference(path):
        try:
            found.append(parse(row))
        except KeyError as error:
            raise PalimpsestError(
                f"{path}:{number}: there is no column {error}; restore the file's head line"
            ) from None
        except ValueError as error:
            raise PalimpsestError(f"{path}:{number}: {error}") from None
    return found


def load_corrections(folder: Path) -> Corrections:
    """The reviewed corrections of who is named. Raises PalimpsestError that names file and line."""
    path = folder / "corrections.csv"
    try:
        return Corrections(_parsed(path, parse_party_correction))
    except ValueError as error:
        raise PalimpsestError(f"{path}: {error}") from None


def load_story_corrections(folder: Path) -> tuple[Correction, ...]:
    """The reviewed merges and splits of stories. Raises PalimpsestError that names file and line."""
    return tuple(_parsed(folder / "story_corrections.csv", parse_correction))
