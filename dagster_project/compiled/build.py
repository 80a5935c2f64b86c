"""Makes the compiled form of the rules: mypyc translates the sources to C, the machine's compiler makes a library of that.

    python -m dagster_project.compiled.build                  ends with 1 and says why where it can't be made
    python -m dagster_project.compiled.build --if-possible    a notice then, and the plain sources go on to run

What it makes is written beside, named by what it was made from, and put into the manifest last, so that a run that is killed or
fails leaves what was there.
"""

import ast
import contextlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import os
import shlex
import shutil
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from dagster_project.compiled import FOLDER, ROOT, SUFFIX, Manifest, digest_of, fitting, manifest_path
from dagster_project.core.errors import PalimpsestError

COMPILED: Final = "dagster_project/core/parties"
"""The folder whose files are compiled: most of a build's time goes into them."""
PLAIN: Final = frozenset(
    {"__init__", "corrections", "namings", "other_languages", "records", "second_opinion", "unknown"}
)
"""Those of them that are not: what is seldom asked for, and the records that go from process to process, which can't be
unpickled where they are frozen and compiled."""
GROUP: Final = "palimpsest"
_OPTIMISED: Final = "1"
"""The compiler's level: higher ones take three times as long for code that runs no faster."""
_MYPY: Final = ("--config-file=", "--ignore-missing-imports", "--follow-imports=silent")
_HEADERS: Final = "install them (Debian, Ubuntu: `apt-get install python3-dev`)"
_COMPILER: Final = "install one (Debian, Ubuntu: `apt-get install build-essential`; macOS: `xcode-select --install`)"


def check_tools() -> None:
    """Raises PalimpsestError where something is missing without which nothing can be compiled."""
    for library, package in (("mypyc", "mypy"), ("setuptools", "setuptools")):
        if importlib.util.find_spec(library) is None:
            raise PalimpsestError(f"{package} is not installed; run `make setup`, or `pip install {package}`")
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    if shutil.which(command) is None:
        raise PalimpsestError(f"no C compiler: {command} is not there; {_COMPILER}")
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if not header.is_file():
        raise PalimpsestError(f"Python's headers are missing: no {header}; {_HEADERS}")


def rules() -> tuple[str, ...]:
    """The files that are compiled, relative to the root of the sources, in order of name."""
    files = sorted((ROOT / COMPILED).glob("*.py"))
    return tuple(f.relative_to(ROOT).as_posix() for f in files if f.stem not in PLAIN)


def imported_by(root: Path, sources: Sequence[str]) -> tuple[str, ...]:
    """SOURCES and all files below ROOT that they import, and these: mypyc takes types and constants from them."""
    seen: set[str] = set()
    waiting = list(sources)
    while waiting:
        source = waiting.pop()
        if source not in seen:
            seen.add(source)
            waiting += _imports(root, source)
    return tuple(sorted(seen))


def _imports(root: Path, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((root / source).read_bytes())):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        for path in (name.replace(".", "/") for name in names):
            yield from (file for file in (f"{path}.py", f"{path}/__init__.py") if (root / file).is_file())


def compile_sources(root: Path, sources: Sequence[str], folder: Path) -> Manifest:
    """What SOURCES, paths relative to ROOT, were compiled to in FOLDER, anew where what is there doesn't fit.

    Raises PalimpsestError where something is missing for it, or mypyc or the compiler refuses.
    """
    modules = {source.removesuffix(".py").replace("/", "."): source for source in sources}
    version = _version()
    with _alone(folder):
        known, _ = fitting(root, folder)
        if known is not None and known.modules == modules and known.mypyc == version:
            return known
        check_tools()
        inputs = imported_by(root, sources)
        digest = digest_of(root, inputs)
        with tempfile.TemporaryDirectory(prefix="making-", dir=folder) as scratch:
            built = Path(scratch) / "built"
            _link(_translate(root, sources, Path(scratch)), Path(scratch), built)
            if digest_of(root, inputs) != digest:
                raise PalimpsestError("a source has changed meanwhile: compile again")
            name = f"{digest}-{version}{SUFFIX}"
            sizes = {p.relative_to(built).as_posix(): p.stat().st_size for p in sorted(built.rglob(f"*{SUFFIX}"))}
            shutil.rmtree(folder / name, ignore_errors=True)
            built.rename(folder / name)
            made = Manifest(f"{GROUP}__mypyc", name, modules, inputs, digest, sizes, version)
            written = Path(scratch) / "manifest"
            written.write_text(json.dumps(made._asdict(), indent=1), encoding="utf-8")
            written.replace(manifest_path(folder))
        _tidy(folder, {name, known.folder if known else name})
        return made


def _version() -> str:
    try:
        return importlib.metadata.version("mypy")
    except importlib.metadata.PackageNotFoundError:
        return "none"


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One run at a time, which clears away what killed ones left."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        for left in folder.glob("making-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _tidy(folder: Path, kept: set[str]) -> None:
    """Delete what was compiled before for this Python; the last one stays for processes that still load from it."""
    for old in folder.glob(f"*{SUFFIX}"):
        if old.is_dir() and old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)


def _translate(root: Path, sources: Sequence[str], scratch: Path) -> list[Any]:
    """The extension modules for setuptools, their C sources in SCRATCH."""
    from mypyc.build import mypycify  # noqa: PLC0415

    said = io.StringIO()
    try:
        with contextlib.chdir(root), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            extensions: list[Any] = mypycify(
                [*_MYPY, f"--cache-dir={scratch / 'types'}", *sources],
                opt_level=_OPTIMISED,
                debug_level="0",
                multi_file=True,
                group_name=GROUP,
                target_dir=str(scratch / "c"),
            )
    except (Exception, SystemExit) as error:
        raise PalimpsestError(f"mypyc refuses: {said.getvalue().strip() or error}") from error
    return extensions


def _link(extensions: Sequence[Any], scratch: Path, built: Path) -> None:
    """Compile the C sources of EXTENSIONS, the largest first and as many at once as there are cores, and link them into BUILT."""
    importlib.import_module("setuptools")  # brings distutils, of which Python 3.12 has none
    compiler: Any = importlib.import_module("distutils.ccompiler").new_compiler()
    importlib.import_module("distutils.sysconfig").customize_compiler(compiler)
    headers = [sysconfig.get_path("include"), sysconfig.get_path("platinclude")]

    def compiled(job: tuple[str, Any]) -> tuple[str, str]:
        source, extension = job
        made = compiler.compile(
            [source],
            output_dir=str(scratch / "objects"),
            include_dirs=[*headers, *extension.include_dirs],
            extra_postargs=extension.extra_compile_args,
        )
        return source, made[0]

    jobs = [(source, extension) for extension in extensions for source in extension.sources]
    jobs.sort(key=lambda job: (-Path(job[0]).stat().st_size, job[0]))
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            objects = dict(pool.map(compiled, jobs))
        for extension in extensions:
            target = built / f"{extension.name.replace('.', '/')}{SUFFIX}"
            compiler.link_shared_object([objects[source] for source in extension.sources], str(target))
    except Exception as error:
        raise PalimpsestError(f"the C compiler refuses: {error}") from error


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the compiled form where there is none that fits."""
    given = sys.argv[1:] if arguments is None else arguments
    begun = time.monotonic()
    try:
        made = compile_sources(ROOT, rules(), FOLDER)
    except (PalimpsestError, OSError) as error:
        if "--if-possible" in given:
            _say(f"not compiled, the plain sources run: {error}")
            return 0
        _say(f"not compiled: {error}")
        return 1
    _say(f"compiled: {len(made.modules)} modules in {time.monotonic() - begun:.0f} s, {FOLDER / made.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
