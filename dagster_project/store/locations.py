"""Where a home's parts lie when not all of them lie in its folder: a catalog on a server, archives, lake, releases in buckets.

Told by `palimpsest.toml` and the environment, read here without any heavy library, since every command asks. Secrets are
no part of it: they stay in the environment, under the names that PostgreSQL's and S3's own clients use.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.config_files import CONFIG_NAME, read_config, working_file

SQLITE: Final = "sqlite"
POSTGRES: Final = "postgres:"
S3: Final = "s3://"
PREFIX: Final = "PALIMPSEST_"
_BUCKET: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^\s?#]*)?")
_PASSWORD: Final = re.compile(r"\bpassword\s*=|://[^/@\s]*:[^/@\s]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Locations:
    """Where the parts of a home lie; empty means in the home's folder.

    `catalog` is `sqlite`, or `postgres:` and a connection string (`host=db dbname=lake user=palimpsest`). The others
    are a folder, or `s3://bucket/prefix`. `s3_endpoint` is the address of a server that speaks S3 (empty: Amazon's).
    """

    catalog: str = SQLITE
    captures: str = ""
    lake: str = ""
    releases: str = ""
    staging: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"

    @property
    def on_server(self) -> bool:
        """Whether several machines share the catalog."""
        return self.catalog.startswith(POSTGRES)

    @property
    def connection(self) -> str:
        """The catalog server's connection string."""
        return self.catalog.removeprefix(POSTGRES).strip()

    @property
    def in_buckets(self) -> bool:
        """Whether any part lies in an object store."""
        return any(is_remote(place) for place in (self.captures, self.lake, self.releases, self.staging))


HERE: Final = Locations()
"""All in the home's folder."""
PLACES: Final = ("captures", "lake", "releases", "staging")
"""The keys whose value is a folder or a bucket."""
KEYS: Final = tuple(field.name for field in fields(Locations))


def is_remote(place: str) -> bool:
    """Whether PLACE is in an object store."""
    return place.startswith(S3)


def holds_password(said: object) -> bool:
    """Whether the value SAID holds a password, so that it must not be shown."""
    return isinstance(said, str) and _PASSWORD.search(said) is not None


def fault_of(key: str, said: str) -> str | None:
    """What is wrong with the value SAID of KEY, and what to write instead; None where nothing is."""
    if key == "catalog":
        if holds_password(said):
            return "holds a password; put it into PGPASSWORD or ~/.pgpass instead"
        if said != SQLITE and not said.startswith(POSTGRES):
            return 'write "sqlite", or "postgres:" and a connection string, such as "postgres:host=db dbname=lake"'
    elif key == "s3_endpoint":
        if said and not re.fullmatch(r"https?://[^\s/@]+/?", said):
            return "write the server's address, such as http://127.0.0.1:9000"
    elif key in PLACES and ("://" in said or said.startswith("s3:")) and not _BUCKET.fullmatch(said):
        return "write a folder, or s3://bucket/prefix"
    return None


def read_locations(home: Path) -> Locations:
    """The locations of HOME: the environment wins over the home's file, that over the working folder's.

    Raises PalimpsestError that names the key and where it stands.
    """
    values: dict[str, str] = {}
    for origin, layer in _layers(home):
        for key in KEYS:
            said = layer.get(key)
            if key in values or said in (None, ""):
                continue
            if not isinstance(said, str):
                raise PalimpsestError(f"{origin}: {key} = {said!r}: write it in quotes")
            if (fault := fault_of(key, said)) is not None:
                shown = "" if holds_password(said) else f" = {said!r}"
                raise PalimpsestError(f"{origin}: {key}{shown}: {fault}")
            values[key] = said.rstrip("/") if is_remote(said) or key == "s3_endpoint" else said
    return Locations(**values)


def _layers(home: Path) -> list[tuple[str, Mapping[str, Any]]]:
    environment = {key: os.environ.get(f"{PREFIX}{key.upper()}") for key in KEYS}
    files = [home / CONFIG_NAME, working_file()]
    return [
        ("the environment", environment),
        *((str(path), _of_file(path)) for path in files if path and path.is_file()),
    ]


def _of_file(path: Path) -> Mapping[str, Any]:
    """What the file at PATH says; folders in it are relative to its own."""
    said = read_config(path)
    return {key: placed(value, path.parent) if key in PLACES else value for key, value in said.items()}


def placed(said: Any, folder: Path) -> Any:
    """The place SAID; a folder is taken to be relative to FOLDER."""
    if not isinstance(said, str) or not said or "://" in said or said.startswith("s3:"):
        return said
    return str((folder / Path(said).expanduser()).resolve())
