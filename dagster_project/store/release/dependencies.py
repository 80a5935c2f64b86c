"""The lock file and the reviewed list of the libraries' licences."""

from typing import Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.sbom import Dependency, Locked, read_lock
from dagster_project.store.home import PROJECT_ROOT, REFERENCE
from dagster_project.store.reference import read_reference

LOCK: Final = PROJECT_ROOT / "requirements.lock"
LISTED: Final = REFERENCE / "dependencies.csv"


def locked_libraries() -> tuple[Locked, ...]:
    """The libraries of the lock file. Raises PalimpsestError where it is missing."""
    if not LOCK.is_file():
        raise PalimpsestError(f"{LOCK}: the lock file is missing; restore it from the repository")
    return read_lock(LOCK.read_text(encoding="utf-8"))


def listed_dependencies() -> dict[str, Dependency]:
    """The reviewed list, by the library's name. Raises PalimpsestError for a name that stands twice or another scope."""
    found: dict[str, Dependency] = {}
    for number, row in read_reference(LISTED):
        if row["package"] in found or row["scope"] not in ("run", "development"):
            raise PalimpsestError(
                f"{LISTED}:{number}: {row['package']} stands twice, or its scope is neither run nor development"
            )
        found[row["package"]] = Dependency(row["package"], row["scope"], row["licence"])
    return found
