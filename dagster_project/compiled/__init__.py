"""The rules in compiled form, where one is there that fits; else the plain sources run, with the same results.

`make compiled` has mypyc make extension modules of the sources (see `compiled.build`) and leaves them in `build/compiled`, with a
manifest for each Python that holds a digest over all sources from which they were made. Where it still holds as the package is
imported, a finder put before Python's own serves these modules. So an edited source is never shadowed by what was compiled
before it, and what is broken or half written is left aside. PALIMPSEST_COMPILED=0 turns it off.
"""

import importlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import source_hash, spec_from_file_location
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "build" / "compiled"
VARIABLE: Final = "PALIMPSEST_COMPILED"
SUFFIX: Final = EXTENSION_SUFFIXES[0]
"""How this Python's extension modules end: version and platform (`.cpython-311-x86_64-linux-gnu.so`)."""


class Form(NamedTuple):
    """Which form of the rules this process runs, and in one line why."""

    compiled: bool
    text: str


class Manifest(NamedTuple):
    """What was compiled for a Python: MODULES by name with their source, all of them parts of the library GROUP in FOLDER.

    `sources` are all files whose text went into it, beside the modules' own those that these import; paths are relative to the
    root of the sources, and `digest` is over them. `sizes` are those of the files in FOLDER, in bytes.
    """

    group: str
    folder: str
    modules: Mapping[str, str]
    sources: tuple[str, ...]
    digest: str
    sizes: Mapping[str, int]
    mypyc: str


def manifest_path(folder: Path) -> Path:
    """The manifest of what was compiled into FOLDER for this Python."""
    return folder / f"manifest{SUFFIX}.json"


def digest_of(root: Path, sources: Iterable[str]) -> str:
    """A digest over names and texts of SOURCES below ROOT: the one by which Python knows its own stale files (PEP 552).

    Raises OSError where one is missing.
    """
    texts = b"\0".join(part for source in sources for part in (source.encode(), (root / source).read_bytes()))
    return source_hash(texts).hex()


def fitting(root: Path, folder: Path) -> tuple[Manifest | None, str]:
    """What was compiled into FOLDER where it fits this Python and the sources below ROOT as they are; else None, and why."""
    path = manifest_path(folder)
    try:
        made = Manifest(**json.loads(path.read_bytes()))
        if any((folder / made.folder / name).stat().st_size != size for name, size in made.sizes.items()):
            return None, f"{folder / made.folder} is not whole"
        if digest_of(root, made.sources) != made.digest or not len(made.modules):
            return None, "the sources have changed since they were compiled"
    except FileNotFoundError as error:
        if error.filename == str(path):
            return None, f"nothing is compiled for Python {sys.version_info[0]}.{sys.version_info[1]}"
        return None, f"{error.filename} is missing"
    except (OSError, ValueError, TypeError, AttributeError) as error:
        return None, f"{path} can't be read ({error})"
    return made, ""


class _Finder:
    """Serves the modules of a manifest; where their library doesn't load, none of them, and Python looks on.

    They call each other without asking Python, so that it is all of them or none.
    """

    def __init__(self, made: Manifest, folder: Path):
        self._made, self._folder = made, folder / made.folder
        self._loads: bool | None = None

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """The specification of the module NAME where it is a compiled one."""
        if name == self._made.group:
            return self._spec(name, f"{name}{SUFFIX}")
        source = self._made.modules.get(name)
        if source is None or not self._usable():
            return None
        return self._spec(name, f"{source.removesuffix('.py')}{SUFFIX}")

    def _spec(self, name: str, file: str) -> ModuleSpec | None:
        file = str(self._folder / file)
        return spec_from_file_location(name, file, loader=ExtensionFileLoader(name, file))

    def _usable(self) -> bool:
        """Whether the library loads, found out when the first module is asked for."""
        if self._loads is None:
            self._loads = True
            try:
                importlib.import_module(self._made.group)
            except Exception as error:
                self._loads = False
                _state[:] = [Form(False, f"plain: what was compiled doesn't load ({error}); {_REMEDY}")]
        return self._loads


_REMEDY: Final = "`make compiled` makes it anew"
_state: list[Form] = [Form(False, "plain")]


def activate(root: Path = ROOT, folder: Path = FOLDER) -> Form:
    """Have what was compiled into FOLDER run in place of the sources below ROOT, where it fits them."""
    _state[:] = [_activated(root, folder)]
    return _state[0]


def _activated(root: Path, folder: Path) -> Form:
    if os.environ.get(VARIABLE) == "0":
        return Form(False, f"plain: {VARIABLE}=0")
    if not folder.is_dir():
        return Form(False, "plain; `make compiled` makes a form that runs faster")
    made, reason = fitting(root, folder)
    if made is None:
        return Form(False, f"plain: {reason}; {_REMEDY}")
    finder: Any = _Finder(made, folder)
    sys.meta_path.insert(0, finder)
    return Form(True, f"compiled ({len(made.modules)} modules by mypyc {made.mypyc})")


def form() -> Form:
    """Which form of the rules this process runs."""
    return _state[0]
