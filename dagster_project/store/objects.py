"""A folder of objects in a store that speaks S3, by Arrow's own file system. An object appears whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.locations import S3, Locations

KEY_ID: Final = "AWS_ACCESS_KEY_ID"
SECRET: Final = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - the variable's name
TOKEN: Final = "AWS_SESSION_TOKEN"  # noqa: S105
READ_AHEAD: Final = 4 << 20
"""Bytes asked for at once: records are read in the order in which they lie."""
CONNECT_S: Final = 5.0
REQUEST_S: Final = 60.0
_CHUNK: Final = 4 << 20
_BINARY: Final = {"Content-Type": "application/octet-stream"}
_REASONS: Final = (
    (("NO_SUCH_BUCKET", "NoSuchBucket"), "there is no such bucket; create it, or name another"),
    (
        (
            "INVALID_ACCESS_KEY_ID",
            "SIGNATURE_DOES_NOT_MATCH",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "INVALID_CLIENT_TOKEN_ID",
        ),
        f"the server does not accept the credentials; look at {KEY_ID} and {SECRET}",
    ),
    (
        ("ACCESS_DENIED", "AccessDenied", "HTTP status 403", "HTTP code 403", "HTTP 403"),
        f"access is denied; look at {KEY_ID}, {SECRET} and what they may do",
    ),
    (
        ("NETWORK_CONNECTION", "curlCode", "timed out", "Could not connect", "Connection refused"),
        "the server can't be reached; look at s3_endpoint and the network",
    ),
)
"""What the messages of Arrow and DuckDB hold, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks the object store."""

    key_id: str
    secret: str
    token: str | None

    @classmethod
    def of_environment(cls, address: str) -> "Credentials":
        """Those of the environment. Raises PalimpsestError where there are none."""
        key_id, secret = os.environ.get(KEY_ID), os.environ.get(SECRET)
        if not key_id or not secret:
            raise PalimpsestError(f"{address}: no credentials; set {KEY_ID} and {SECRET} in the environment")
        return cls(key_id, secret, os.environ.get(TOKEN) or None)


def reason(error: Exception, address: str) -> PalimpsestError:
    """ERROR of the object store as one that says what to do."""
    text = str(error)
    for marks, said in _REASONS:
        if any(mark in text for mark in marks):
            return PalimpsestError(f"{address}: {said}")
    line = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
    return PalimpsestError(f"{address}: the object store gave an error ({line[:300]})")


@contextmanager
def _explained(address: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise PalimpsestError(f"{address}: is not there ({error})") from error
    except OSError as error:
        raise reason(error, address) from error


@cache
def _file_system(endpoint: str, region: str, who: Credentials) -> Any:
    from pyarrow.fs import AwsStandardS3RetryStrategy, S3FileSystem  # noqa: PLC0415

    return S3FileSystem(
        access_key=who.key_id,
        secret_key=who.secret,
        session_token=who.token,
        region=region,
        endpoint_override=endpoint or None,
        connect_timeout=CONNECT_S,
        request_timeout=REQUEST_S,
        retry_strategy=AwsStandardS3RetryStrategy(max_attempts=3),
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """By which one sees whether an object has changed: bytes, and nanoseconds of its last change."""

    size: int
    changed: int


class ObjectFolder:
    """The objects whose keys begin with ADDRESS (`s3://bucket/prefix`); names are what follows it."""

    def __init__(self, address: str, where: Locations):
        self.address = address.rstrip("/")
        self._root = self.address.removeprefix(S3)
        self._fs = _file_system(where.s3_endpoint, where.s3_region, Credentials.of_environment(self.address))

    def _key(self, name: str) -> str:
        return f"{self._root}/{name}"

    def check(self) -> None:
        """Raise PalimpsestError where the bucket can't be listed."""
        from pyarrow.fs import FileType  # noqa: PLC0415

        bucket = self._root.split("/", 1)[0]
        with _explained(self.address):
            if self._fs.get_file_info(bucket).type == FileType.NotFound:
                raise PalimpsestError(f"{self.address}: there is no such bucket; create it, or name another")
        self.stamps()

    def stamps(self, below: str = "") -> dict[str, Stamp]:
        """Every object under the name BELOW, by its name."""
        from pyarrow.fs import FileSelector, FileType  # noqa: PLC0415

        start = self._key(below).rstrip("/")
        with _explained(self.address):
            found = self._fs.get_file_info(FileSelector(start, recursive=True, allow_not_found=True))
        return {
            info.path[len(self._root) + 1 :]: Stamp(info.size, info.mtime_ns or 0)
            for info in sorted(found, key=lambda info: str(info.path))
            if info.type == FileType.File
        }

    def stamp(self, name: str) -> Stamp | None:
        """The object called NAME; None where there is none."""
        from pyarrow.fs import FileType  # noqa: PLC0415

        with _explained(f"{self.address}/{name}"):
            info = self._fs.get_file_info(self._key(name))
        return Stamp(info.size, info.mtime_ns or 0) if info.type == FileType.File else None

    def open(self, name: str) -> BinaryIO:
        """The object as a stream that can be sought in; it is fetched piece by piece. Raises FileNotFoundError for none."""
        try:
            raw = self._fs.open_input_file(self._key(name))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise reason(error, f"{self.address}/{name}") from error
        return cast(BinaryIO, BufferedReader(raw, READ_AHEAD))

    def put(self, source: Path, name: str) -> None:
        """Store the file SOURCE as the object NAME; the bytes that arrived are counted.

        Raises PalimpsestError where they are not as many as were sent.
        """
        with _explained(f"{self.address}/{name}"), source.open("rb") as stream:
            out = self._fs.open_output_stream(self._key(name), compression=None, metadata=_BINARY)
            try:
                while piece := stream.read(_CHUNK):
                    out.write(piece)
            except OSError:
                # Closing completes an object, even one that was cut short.
                out.close()
                self._fs.delete_file(self._key(name))
                raise
            out.close()
        arrived, sent = self.stamp(name), source.stat().st_size
        if arrived is None or arrived.size != sent:
            raise PalimpsestError(f"{self.address}/{name}: {sent:,} bytes were sent and others arrived; try again")

    def fetch(self, name: str, target: Path) -> None:
        """Write the object NAME to the file TARGET, which appears whole."""
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.{os.getpid()}.fetch")
        with (
            _explained(f"{self.address}/{name}"),
            self._fs.open_input_stream(self._key(name), compression=None) as stream,
        ):
            with unfinished.open("wb") as out:
                while piece := stream.read(_CHUNK):
                    out.write(piece)
            unfinished.replace(target)

    def delete(self, name: str) -> None:
        """Delete the object NAME."""
        with _explained(f"{self.address}/{name}"):
            self._fs.delete_file(self._key(name))

    def delete_all(self) -> None:
        """Delete every object of the folder."""
        for name in self.stamps():
            self.delete(name)
