"""The software bill of materials of a release: the locked libraries that made it, as CycloneDX 1.6.

It is made from the lock file and the reviewed list of licences, never from what one machine has installed, so that it
is the same everywhere. Libraries that only the development needs are not part of it.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.shape import TITLE, Release

_PACKAGE: Final = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """A library of a lock file: its version, the SHA-256 of each of its files, and where it is wanted (none: always)."""

    name: str
    version: str
    sha256: tuple[str, ...]
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """What the reviewed list says of a library: `scope` is run or development, `licence` an SPDX expression."""

    name: str
    scope: str
    licence: str


def read_lock(text: str) -> tuple[Locked, ...]:
    """The libraries of a requirements file with hashes, in its order."""
    found: list[Locked] = []
    for line in text.splitlines():
        if package := _PACKAGE.match(line):
            found.append(Locked(package["name"], package["version"], (), package["marker"]))
        elif found and (known := _HASH.search(line)):
            last = found[-1]
            found[-1] = Locked(last.name, last.version, (*last.sha256, known[1]), last.marker)
    return tuple(found)


def _component(locked: Locked, dependency: Dependency) -> Component:
    """LOCKED as CycloneDX describes a library; the digests of its files are properties, for it has one a platform."""
    made = Component(
        name=locked.name,
        version=locked.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED,
        bom_ref=f"{locked.name}@{locked.version}",
        purl=PackageURL("pypi", name=locked.name, version=locked.version),
        licenses=[LicenseFactory().make_from_string(dependency.licence)],
    )
    if locked.marker:
        made.properties.add(Property(name="palimpsest:wanted-where", value=locked.marker))
    for digest in locked.sha256:
        made.properties.add(Property(name="palimpsest:file-sha256", value=digest))
    return made


def bill_of_materials(release: Release, locked: Iterable[Locked], known: Mapping[str, Dependency]) -> str:
    """The bill of RELEASE as JSON. KNOWN is the reviewed list by name.

    Raises PalimpsestError for a locked library that the list lacks.
    """
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"palimpsest:{release.version}:{release.digest}"))
    bom.metadata.timestamp = release.through
    bom.metadata.component = Component(
        name="palimpsest",
        version=str(release.version),
        type=ComponentType.DATA,
        bom_ref="palimpsest",
        description=TITLE,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=release.digest)],
    )
    code = Component(
        name="palimpsest-code",
        version=release.code_version,
        type=ComponentType.APPLICATION,
        bom_ref="palimpsest-code",
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    bom.components.add(code)
    used: list[BomRef] = []
    for library in locked:
        dependency = known.get(library.name)
        if dependency is None:
            raise PalimpsestError(
                f"{library.name}: is locked, but data/reference/dependencies.csv doesn't list its licence; add a row"
            )
        if dependency.scope == "run":
            component = _component(library, dependency)
            bom.components.add(component)
            used.append(component.bom_ref)
    bom.register_dependency(bom.metadata.component, [code])
    bom.register_dependency(code, [c for c in bom.components if c.bom_ref in used])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
