"""The versions of the rules that rows are made by: where they change, what they made is made anew."""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from dagster_project.core.parties import Gazetteer
from dagster_project.core.places import PlaceIndex
from dagster_project.core.versions import EXTRACTOR_VERSION, HISTORY_VERSION, RULES_VERSION
from dagster_project.store.durable import write_whole
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.home import Home
from dagster_project.store.lake import Version, open_lake, versions
from dagster_project.store.places import load_places
from dagster_project.store.reference import reference_digest


@dataclass(frozen=True, slots=True)
class Rules:
    """Versions of the extractor, of the history rules, and of the party rules with the reference data's digest."""

    extractor: str
    history: str
    parties: str

    def as_json(self) -> str:
        """The versions as a JSON object."""
        return json.dumps(asdict(self), sort_keys=True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without rounds of the garbage collector while what stays to the end is loaded, and none over it afterwards."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collects:
            gc.enable()


@cache
def places(reference: Path) -> PlaceIndex:
    """The gazetteer of places, loaded once a process."""
    with _uncollected():
        return load_places(reference)


@cache
def gazetteer(reference: Path) -> Gazetteer:
    """The gazetteer of parties, loaded once a process."""
    known = places(reference)
    with _uncollected():
        return load_gazetteer(reference, known)


def rules_now(reference: Path) -> Rules:
    """The versions that this code and the reference data at REFERENCE have."""
    return Rules(str(EXTRACTOR_VERSION), str(HISTORY_VERSION), f"{RULES_VERSION}/{reference_digest(reference)[:16]}")


def rules_changed(home: Home, reference: Path) -> bool:
    """Whether history or parties of what is published were made by other rules than today's."""
    last = _last_version(home)
    if last is None:
        return False
    then, now = _confirmed(home, last) or json.loads(last.rules), asdict(rules_now(reference))
    return any(then.get(name) != now[name] for name in ("history", "parties"))


def confirm_rules(home: Home, reference: Path) -> None:
    """Note that today's rules make the same rows as the last version has, so that they are not made anew every time.

    For the caller who holds the writer's lock and has derived all of it anew.
    """
    last = _last_version(home)
    if last is not None:
        noted = {"version": last.version, "digest": last.digest, "rules": asdict(rules_now(reference))}
        write_whole(_note_of(home), json.dumps(noted, sort_keys=True) + "\n")


def _last_version(home: Home) -> Version | None:
    lake = open_lake(home)
    try:
        known = versions(lake)
    finally:
        lake.close()
    return known[-1] if known else None


def _note_of(home: Home) -> Path:
    return home.lake / "confirmed_rules.json"


def _confirmed(home: Home, last: Version) -> dict[str, str] | None:
    """The rules that were found to make the rows of the version LAST, where a run has noted any."""
    try:
        noted = json.loads(_note_of(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    same = isinstance(noted, dict) and (noted.get("version"), noted.get("digest")) == (last.version, last.digest)
    return dict(noted["rules"]) if same else None
