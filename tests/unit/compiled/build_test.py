"""What is compiled runs only where it fits: the mechanics, on a package of three lines that is compiled here."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from dagster_project.cli.main import cli
from dagster_project.compiled import ROOT, SUFFIX, VARIABLE, build, fitting, manifest_path
from dagster_project.core.errors import PalimpsestError

pytestmark = pytest.mark.xdist_group("compiled")

SOURCES = {
    "tiny/__init__.py": "",
    "tiny/other.py": "LIMIT = 3\n",
    "tiny/words.py": "def shout(word: str) -> str:\n    return word.upper()\n",
    "tiny/rules.py": "from tiny.other import LIMIT\nfrom tiny.words import shout\n\n"
    "def loud(word: str) -> list[str]:\n    return [shout(word)] * LIMIT\n",
}
RULES = ("tiny/rules.py", "tiny/words.py")
ASKED = """
import sys
from pathlib import Path
from dagster_project.compiled import activate, form
activate(Path(sys.argv[1]), Path(sys.argv[2]))
sys.path.insert(0, sys.argv[1])
import tiny.rules, tiny.words
print(tiny.rules.loud("a"), tiny.rules.__file__.endswith(".so"), tiny.words.__file__.endswith(".so"))
print(form().text)
"""


def write(root: Path) -> None:
    for name, text in SOURCES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def ask(root: Path, setting: str = "") -> tuple[str, str]:
    """What a new process gets from the package, and the form that it says it runs."""
    run = subprocess.run(
        [sys.executable, "-c", ASKED, str(root), str(root / "made")],
        env={**os.environ, VARIABLE: setting, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found, form = run.stdout.splitlines()
    return found, form


def compiling(root: Path) -> list[str]:
    """The command that compiles the package, in a process of its own, since mypyc changes settings of the one it runs in."""
    code = "import sys; from pathlib import Path; from dagster_project.compiled.build import compile_sources; "
    code += "compile_sources(Path(sys.argv[1]), sys.argv[3:], Path(sys.argv[2]))"
    return [sys.executable, "-c", code, str(root), str(root / "made"), *RULES]


HERE = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        build.check_tools()
    except PalimpsestError as error:
        pytest.skip(f"nothing can be compiled here: {error}")
    root = tmp_path_factory.mktemp("compiled")
    write(root)
    subprocess.run(compiling(root), env=HERE, check=True)
    return root


@pytest.fixture
def made(once: Path, tmp_path: Path) -> Path:
    """Sources and what they were compiled to, to be broken."""
    return shutil.copytree(once, tmp_path / "copy")


PLAIN = "['A', 'A', 'A'] False False"


def test_compiled_modules_are_served_beside_plain_ones(made: Path) -> None:
    found, form = ask(made)
    assert found == "['A', 'A', 'A'] True True"
    assert form.startswith("compiled (2 modules by mypyc ")
    assert ask(made, "0") == (PLAIN, f"plain: {VARIABLE}=0")


def test_what_fits_is_not_compiled_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "_translate", None)
    assert build.compile_sources(made, RULES, made / "made") == fitting(made, made / "made")[0]


@pytest.mark.parametrize(("source", "old", "new"), [("words", "upper", "title"), ("other", "3", "2")])
def test_an_edited_source_runs_as_it_stands(made: Path, source: str, old: str, new: str) -> None:
    path = made / "tiny" / f"{source}.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found, form = ask(made)
    assert found == ("['A', 'A'] False False" if source == "other" else PLAIN)
    assert form == "plain: the sources have changed since they were compiled; `make compiled` makes it anew"


def test_what_is_not_whole_is_left_aside(made: Path) -> None:
    library = next((made / "made").rglob(f"*__mypyc{SUFFIX}"))
    library.write_bytes(library.read_bytes()[:-1])
    found, form = ask(made)
    assert found == PLAIN and "is not whole" in form
    library.unlink()
    assert "is missing" in ask(made)[1]


def test_a_library_that_does_not_load_is_left_aside(made: Path) -> None:
    library = next((made / "made").rglob(f"*__mypyc{SUFFIX}"))
    library.write_bytes(b"\0" * library.stat().st_size)
    found, form = ask(made)
    assert found == PLAIN and form.startswith("plain: what was compiled doesn't load")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"group": 1, "format": 2}', "7"])
def test_a_manifest_that_is_none_is_left_aside(made: Path, text: str) -> None:
    path = manifest_path(made / "made")
    path.write_text(text, encoding="utf-8")
    manifest, reason = fitting(made, made / "made")
    assert manifest is None and "can't be read" in reason


def test_a_manifest_of_another_shape_is_left_aside(made: Path) -> None:
    path = manifest_path(made / "made")
    told = json.loads(path.read_bytes())
    for key in told:
        path.write_text(json.dumps({**told, key: 1.5}), encoding="utf-8")
        manifest, _ = fitting(made, made / "made")
        assert manifest is None or key in ("group", "mypyc")


def test_another_python_has_a_manifest_of_its_own(made: Path) -> None:
    manifest_path(made / "made").rename(made / "made" / "manifest.cpython-39-other.so.json")
    found, form = ask(made)
    assert found == PLAIN and "nothing is compiled for Python" in form


def test_a_failed_compilation_leaves_what_was_there(made: Path) -> None:
    before = sorted(p.name for p in (made / "made").iterdir())
    (made / "tiny" / "words.py").write_text("def shout(word: str) -> str:\n    return 1\n", encoding="utf-8")
    run = subprocess.run(compiling(made), env=HERE, capture_output=True, text=True, check=False)
    assert "mypyc refuses: tiny/words.py:2: error: Incompatible return value" in run.stderr
    assert sorted(p.name for p in (made / "made").iterdir()) == before


def test_a_killed_compilation_leaves_nothing_half_usable(once: Path, tmp_path: Path) -> None:
    write(tmp_path)
    folder = tmp_path / "made"
    with subprocess.Popen(compiling(tmp_path), env=HERE) as run:
        until = time.monotonic() + 60
        while not list(folder.glob("making-*")) and time.monotonic() < until:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    assert list(folder.glob("making-*"))
    assert ask(tmp_path)[0] == PLAIN
    with build._alone(folder):
        assert not list(folder.glob("making-*"))


def test_without_a_compiler_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler -pthread")
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    assert build.main([]) == 1
    assert capsys.readouterr().err.startswith(
        "not compiled: no C compiler: no-such-compiler is not there; install one (Debian"
    )
    assert build.main(["--if-possible"]) == 0
    assert capsys.readouterr().err.startswith("not compiled, the plain sources run: no C compiler")
    assert not list(tmp_path.rglob("*.so"))


def test_without_headers_or_mypyc_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", sys.executable)
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(PalimpsestError, match=r"headers are missing: no .*Python\.h; install them"):
        build.check_tools()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(PalimpsestError, match=r"mypy is not installed; run `make setup`"):
        build.check_tools()


def test_the_doctor_says_which_form_runs(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["doctor", "--home", str(tmp_path)])
    line = next(line for line in done.output.splitlines() if "rules:" in line)
    assert line.startswith(("ok     rules: compiled (", "ok     rules: plain"))
