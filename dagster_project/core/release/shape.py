"""The shape of a release: its name, the tables in it, the order of their rows, and the facts that its papers state.

A release is made from captures and code alone. Nothing in it says when or where it was made, so the table `versions`,
whose rows tell how one home came to its data, is not part of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES, Table

Format = Literal["parquet", "csv", "jsonl", "ftm"]
FORMATS: Final[tuple[Format, ...]] = ("parquet", "csv", "jsonl", "ftm")
TITLE: Final = "Palimpsest: what state news agencies published, rewrote and deleted"
DESCRIPTION: Final = (
    "Articles of North Korea's state news agency as its English pages showed them: every text with its dates, datelines "
    "and the parties that it names, every later change, and who is no longer named."
)
KEYWORDS: Final = ("North Korea", "KCNA", "state media", "news", "censorship", "revisions", "named entities")
ENTITIES: Final = "entities.ftm.json"

ORDER: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "articles": ("published_on", "article_id"),
        "revisions": ("published_on", "article_id", "revision"),
        "captures": ("captured_at", "capture_id"),
        "mentions": ("party_id", "article_id", "revision", "mention_id"),
        "attendance": ("person_id", "article_id", "revision", "ordinal"),
        "roles": ("person_id", "article_id", "revision", "ordinal"),
        "erasures": ("party_id", "article_id", "to_revision"),
    }
)
"""By which columns the rows of a table lie in a release, so that the filters most asked skip most of a file.

Each ends in the table's key, so that the order is total. A table that isn't named lies in the order of its key.
"""

_CALVER = re.compile(r"(\d{4})\.(\d{2})\.(\d{2})(?:\.([1-9]\d*))?")


@dataclass(frozen=True, slots=True, order=True)
class CalendarVersion:
    """The name of a release: the day up to which its captures reach, and a number where that day has several."""

    day: date
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> "CalendarVersion":
        """Read 2026.07.13 or 2026.07.13.2. Raises PalimpsestError for anything else."""
        match = _CALVER.fullmatch(text)
        try:
            if match is not None:
                year, month, day, number = match.groups()
                return cls(date(int(year), int(month), int(day)), int(number or 0))
        except ValueError:
            pass
        raise PalimpsestError(f"{text}: is no calendar version; write year.month.day, as 2026.07.13 or 2026.07.13.1")

    def __str__(self) -> str:
        return f"{self.day:%Y.%m.%d}" + (f".{self.number}" if self.number else "")


def folder_name(version: CalendarVersion, style: Format, *, without_text: bool) -> str:
    """The release's folder: its version, and what sets it apart from the full Parquet release."""
    parts = [str(version), *(["without-text"] if without_text else []), *([style] if style != "parquet" else [])]
    return "-".join(parts)


def released_tables(*, without_text: bool) -> tuple[Table, ...]:
    """The public tables, `versions` aside; WITHOUT_TEXT drops the columns that quote pages, and a table left bare."""
    tables = [t for t in TABLES.values() if t.public and t.name != "versions"]
    if without_text:
        tables = [replace(t, columns=tuple(c for c in t.columns if not c.quotes)) for t in tables]
    return tuple(tables)


def row_order(table: Table) -> tuple[str, ...]:
    """The columns by which TABLE's rows lie in a release."""
    return ORDER.get(table.name, table.key)


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A data file of a release: its name, length in bytes, SHA-256 in hex; the table that it holds, and its rows."""

    name: str
    size: int
    sha256: str
    rows: int
    table: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """The facts about a release that its papers state.

    `through` is the time of its newest capture, `digest` that of the dataset's version, `rules` the versions of the
    rules that made it.
    """

    version: CalendarVersion
    style: Format
    without_text: bool
    through: datetime
    digest: str
    rules: Mapping[str, str]
    code_version: str
    schema_version: int
    files: tuple[ReleasedFile, ...] = ()

    @property
    def folder(self) -> str:
        """The name of its folder."""
        return folder_name(self.version, self.style, without_text=self.without_text)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, without the columns that it leaves out."""
        return released_tables(without_text=self.without_text)
