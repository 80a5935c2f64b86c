"""The home folder: where everything that is written lies, and who may write to it now."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import SCHEMA_VERSION
from dagster_project.store.config_files import configured_home
from dagster_project.store.durable import write_whole
from dagster_project.store.locations import HERE, Locations, is_remote, read_locations

PROJECT_ROOT = Path(__file__).resolve().parents[2]
REFERENCE = PROJECT_ROOT / "data" / "reference"
SAMPLE = PROJECT_ROOT / "data" / "sample" / "sample.warc.gz"
SQL = PROJECT_ROOT / "sql"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of a home folder. Nothing is created until `prepare` is called.

    Of what lies in an object store, as `where` says, the folder holds this machine's copies.
    """

    root: Path
    where: Locations = HERE

    @classmethod
    def at(cls, folder: str | Path | None = None) -> "Home":
        """The home at FOLDER, else where the environment or the working folder's file says, else the project's `data`."""
        if folder:
            root = Path(folder).expanduser().resolve()
        else:
            configured = configured_home()
            root = configured[0] if configured else PROJECT_ROOT / "data"
        return cls(root, read_locations(root))

    def _part(self, place: str, name: str) -> Path:
        return Path(place) if place and not is_remote(place) else self.root / name

    @property
    def captures(self) -> Path:
        """WARC files; beside each, its index."""
        return self._part(self.where.captures, "captures")

    @property
    def staging(self) -> Path:
        """One folder a run, gone when the run has published."""
        return self._part(self.where.staging, "staging")

    @property
    def lake(self) -> Path:
        """The lake's catalog and Parquet files."""
        return self._part(self.where.lake, "lake")

    @property
    def catalog(self) -> Path:
        """The lake's catalog where it is an SQLite file."""
        return self.lake / "catalog.sqlite"

    @property
    def version_backups(self) -> Path:
        """Copies of the files of the table `versions`."""
        return self.backups / "versions"

    @property
    def backups(self) -> Path:
        """Copies of the catalog, one a version; the newest few."""
        return self.lake / "backups"

    @property
    def reading_copy(self) -> Path:
        """The plain DuckDB file that readers open."""
        return self.root / "palimpsest.duckdb"

    @property
    def dagster(self) -> Path:
        """Dagster's own instance folder."""
        return self.root / "dagster"

    @property
    def releases(self) -> Path:
        """Releases, a folder each."""
        return self._part(self.where.releases, "releases")

    @property
    def marts(self) -> Path:
        """Stored derived tables, a folder a version."""
        return self.root / "marts"

    @property
    def docs(self) -> Path:
        """Validation reports."""
        return self.root / "docs"

    def prepare(self) -> None:
        """Create the folders, and refuse a home that a newer version of the project has written.

        Raises PalimpsestError where the folder can't be written or its schema is newer than this code's.
        """
        try:
            for folder in (self.captures, self.staging, self.lake, self.dagster):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PalimpsestError(
                f"{self.root}: can't be written ({error.strerror}); choose another with --home"
            ) from None
        self.check_schema()
        marker = self.root / "home.json"
        if not marker.exists():
            write_whole(marker, json.dumps({"schema_version": SCHEMA_VERSION}) + "\n")

    def check_schema(self) -> None:
        """Raise PalimpsestError where the home was written with a newer schema than this code knows."""
        marker = self.root / "home.json"
        if not marker.exists():
            return
        try:
            found = int(json.loads(marker.read_text(encoding="utf-8"))["schema_version"])
        except (ValueError, KeyError, TypeError):
            raise PalimpsestError(
                f'{marker}: is damaged; write {{"schema_version": {SCHEMA_VERSION}}} into it'
            ) from None
        if found > SCHEMA_VERSION:
            raise PalimpsestError(
                f"{self.root}: was written with schema {found}, this version knows {SCHEMA_VERSION}; update palimpsest"
            )

    def require_dataset(self) -> None:
        """Raise PalimpsestError where nothing has been published yet. A catalog server is not asked here."""
        self.check_schema()
        if not self.where.on_server and not self.reading_copy.exists():
            raise PalimpsestError(f"{self.root}: holds no dataset yet; run `palimpsest build` first")

    @contextmanager
    def writing(self, wait_s: float = 0) -> Iterator[None]:
        """Hold the one writer's lock; the operating system frees it when its holder dies.

        Where several machines share a catalog, the server's lock is held too.

        Raises PalimpsestError that names the holder where the lock isn't free within `wait_s` seconds.
        """
        from filelock import FileLock, Timeout  # noqa: PLC0415 - a tenth of a second, which readers need not wait for

        note = self.root / "writer.json"
        lock = FileLock(str(self.root / "writer.lock"))
        try:
            lock.acquire(timeout=wait_s)
        except Timeout:
            holder = note.read_text(encoding="utf-8").strip() if note.exists() else "unknown"
            raise PalimpsestError(f"{self.root}: another run is writing ({holder}); wait for it to end") from None
        try:
            note.write_text(json.dumps({"pid": os.getpid()}) + "\n", encoding="utf-8")
            if self.where.on_server:
                from dagster_project.store.catalog import hold_catalog  # noqa: PLC0415

                with hold_catalog(self.where, wait_s):
                    yield
            else:
                yield
        finally:
            lock.release()
