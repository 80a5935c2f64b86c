"""Statements from the `sql/` folder. Names of tables and columns come from the registry, values as parameters."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Final

from dagster_project.store.home import SQL

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def identifier(name: str) -> str:
    """NAME quoted as an SQL identifier. Raises ValueError for anything but a plain name, dotted or not."""
    parts = name.split(".")
    if not all(_NAME.fullmatch(part) for part in parts):
        raise ValueError(f"{name!r} is not a plain SQL name")
    return ".".join(f'"{part}"' for part in parts)


def literal(value: str) -> str:
    """VALUE as an SQL string literal, for the few statements that take no parameters (attach, views over files)."""
    return "'" + value.replace("'", "''") + "'"


FEW: Final = 2_000
"""Ids up to which a condition lists them, so that files and row groups without them are not read."""


ALL: Final = "true"
NONE: Final = "false"
"""The conditions that hold for everything, and for nothing."""


def among(column: str, ids: Sequence[str]) -> str:
    """A condition on COLUMN that holds for IDS: false for none, and true for all where they are too many to be listed.

    It only spares reading; who asks still joins with the ids themselves.
    """
    if not ids:
        return NONE
    if len(ids) > FEW:
        return ALL
    return f"{identifier(column)} in ({', '.join(literal(value) for value in sorted(ids))})"


def within(column: str, low: str | None, below: str | None) -> str:
    """A condition on COLUMN that holds from LOW on and before BELOW; None is no bound."""
    bounds = [f"{identifier(column)} {sign} {literal(value)}" for sign, value in ((">=", low), ("<", below)) if value]
    return " and ".join(bounds) or ALL


def statement(name: str, /, **slots: str) -> str:
    """The statement in sql/<name>.sql with each {{slot}} filled.

    Slots are filled verbatim, so callers pass `identifier(…)` or `literal(…)` results, or lists of these. Raises
    KeyError for a slot that isn't given and ValueError for one that the statement doesn't have.
    """
    text = _text(SQL / f"{name}.sql")
    wanted = set(_SLOT.findall(text))
    if set(slots) - wanted:
        raise ValueError(f"sql/{name}.sql has no slot {sorted(set(slots) - wanted)}")
    return _SLOT.sub(lambda match: slots[match.group(1)], text)


def first_comment(name: str) -> str:
    """What the statement in sql/<name>.sql says of itself before it begins, as one line."""
    lines = takewhile(lambda line: line.startswith("--"), _text(SQL / f"{name}.sql").splitlines())
    return " ".join(line[2:].strip() for line in lines)


def statement_digest(name: str) -> str:
    """A short digest of the statement in sql/<name>.sql, which changes where it does."""
    return hashlib.sha256(_text(SQL / f"{name}.sql").encode()).hexdigest()[:12]
