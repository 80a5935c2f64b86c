"""What the project is built on: locked by digest, each under a licence that was looked at, listed in each release."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import Any, Final

import license_expression
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.sbom import bill_of_materials, read_lock
from dagster_project.core.release.shape import CalendarVersion, Release
from dagster_project.store.release.dependencies import LOCK, listed_dependencies, locked_libraries

ALLOWED: Final = {
    *("MIT", "MIT-0", "MIT-CMU", "ISC", "0BSD", "Zlib", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0"),
    *("CNRI-Python", "CC0-1.0", "MPL-2.0", "MPL-1.1", "Artistic-1.0-Perl"),
}
"""Licences under which a library may be used, unchanged, by MIT-licensed code: permissive ones, and ones by file."""

RELEASE: Final = Release(
    version=CalendarVersion.parse("2026.02.14"),
    style="parquet",
    without_text=False,
    through=datetime(2026, 2, 14, 6, tzinfo=UTC),
    digest="ab" * 32,
    rules={},
    code_version="0.1.0",
    schema_version=1,
)


def allowed(expression: Any) -> bool:
    """Whether one of the ways in which EXPRESSION lets a library be taken is among ALLOWED."""
    if isinstance(expression, license_expression.LicenseSymbol):
        return expression.key in ALLOWED
    ways = [allowed(part) for part in expression.args]
    return any(ways) if expression.operator.strip() == "OR" else all(ways)


@cache
def needed() -> frozenset[str]:
    """The libraries that running Palimpsest needs here, by what the installed packages themselves ask for."""
    found: set[str] = set()
    wanted: list[tuple[Requirement, str]] = [(Requirement(line), "") for line in metadata.requires("palimpsest") or []]
    seen: set[str] = set()
    while wanted:
        requirement, extra = wanted.pop()
        if f"{requirement} {extra}" in seen or (
            requirement.marker and not requirement.marker.evaluate({"extra": extra})
        ):
            continue
        seen.add(f"{requirement} {extra}")
        name = canonicalize_name(requirement.name)
        found.add(name)
        for more in ("", *sorted(requirement.extras)):
            wanted += [(Requirement(line), more) for line in metadata.requires(name) or []]
    return frozenset(found)


def test_every_locked_library_has_its_digests_and_a_licence_that_was_looked_at() -> None:
    locked, listed = locked_libraries(), listed_dependencies()
    assert len(locked) > 100
    assert [library.name for library in locked if not library.sha256] == []
    assert sorted({library.name for library in locked} ^ set(listed)) == []


def test_the_lock_names_no_package_index() -> None:
    assert not re.search(r"https?://|index-url|find-links", LOCK.read_text(encoding="utf-8"))


def test_licences_allow_the_use_and_are_those_that_the_packages_state() -> None:
    spdx = license_expression.get_spdx_licensing()
    listed = listed_dependencies().values()
    assert [d.name for d in listed if not allowed(spdx.parse(d.licence, validate=True))] == []
    stated = {d.name: _stated(d.name) for d in listed}
    assert {d.name: stated[d.name] for d in listed if stated[d.name] not in (None, d.licence)} == {}
    assert sum(licence is not None for licence in stated.values()) > 50


def _stated(package: str) -> str | None:
    try:
        stated: str | None = metadata.metadata(package).json.get("license_expression")  # type: ignore[assignment]
    except metadata.PackageNotFoundError:
        return None
    return stated


@pytest.mark.parametrize(
    ("expression", "fits"),
    [("MIT", True), ("GPL-3.0-only", False), ("MIT OR GPL-2.0-only", True), ("MIT AND GPL-2.0-only", False)],
)
def test_of_two_licences_one_suffices_where_either_may_be_chosen(expression: str, fits: bool) -> None:
    assert allowed(license_expression.get_spdx_licensing().parse(expression)) is fits


def test_what_running_needs_is_listed_as_such() -> None:
    run = {d.name for d in listed_dependencies().values() if d.scope == "run"}
    assert len(needed()) > 80
    assert sorted(needed() - run) == []


def test_the_bill_of_a_release_is_valid_and_the_same_again_and_holds_what_runs() -> None:
    bill = bill_of_materials(RELEASE, locked_libraries(), listed_dependencies())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    assert bill == bill_of_materials(RELEASE, locked_libraries(), listed_dependencies())
    said = json.loads(bill)
    names = {component["name"] for component in said["components"]}
    assert names - {"palimpsest-code"} == {d.name for d in listed_dependencies().values() if d.scope == "run"}
    assert said["metadata"]["timestamp"] == "2026-02-14T06:00:00+00:00"
    other = bill_of_materials(replace(RELEASE, digest="cd" * 32), locked_libraries(), listed_dependencies())
    assert json.loads(other)["serialNumber"] != said["serialNumber"]


def test_a_locked_library_without_a_licence_is_named() -> None:
    with pytest.raises(PalimpsestError, match=r"unheard-of: is locked, but .*dependencies\.csv"):
        bill_of_materials(RELEASE, read_lock("unheard-of==1.0 \\\n    --hash=sha256:" + "0" * 64), {})


def test_a_lock_is_read_with_markers_and_every_digest() -> None:
    one, two = "a" * 64, "b" * 64
    text = f"x==1.0 ; python_version < '3.12' \\\n    --hash=sha256:{one} \\\n    --hash=sha256:{two}\n    # via y\n"
    (found,) = read_lock(text)
    assert (found.name, found.version, found.marker, found.sha256) == (
        "x",
        "1.0",
        "python_version < '3.12'",
        (one, two),
    )


def test_no_locked_library_has_a_known_vulnerability() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", str(LOCK), "--require-hashes", "--disable-pip", "-f", "json",
         "--progress-spinner", "off", "--timeout", "10"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )  # fmt: skip
    if not done.stdout.startswith("{"):
        pytest.skip(f"needs a database of advisories that can be reached: {done.stderr.strip().splitlines()[-1][:200]}")
    audited = [d for d in json.loads(done.stdout)["dependencies"] if "skip_reason" not in d]
    if not audited:
        pytest.skip("needs a database of advisories that can be reached: none knows the locked libraries")
    assert {d["name"]: [v["id"] for v in d["vulns"]] for d in audited if d["vulns"]} == {}
