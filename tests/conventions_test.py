"""The rules that hold the code together: a pure core, layers, SQL in files, data that explains itself."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = ROOT / "dagster_project"

LAYERS: Final = {
    "core": {"core"},
    "sources": {"core", "sources"},
    "store": {"core", "store"},
    "pipeline": {"core", "sources", "store", "pipeline"},
    "audit": {"core", "store", "audit"},
}
"""What a layer may import of the package. `defs` and `cli` stand above all."""

IMPURE: Final = {
    *("dagster", "duckdb", "great_expectations", "sqlalchemy", "requests", "httpx", "urllib3", "socket", "ssl"),
    *("os", "shutil", "tempfile", "pathlib", "glob", "subprocess", "multiprocessing", "threading", "asyncio"),
    *("time", "random", "secrets", "getpass", "platform", "logging", "sqlite3", "fastwarc.warc", "warcio", "filelock"),
}
"""Libraries by which files, the network, the clock, chance or the machine would enter the core."""

CLOCK: Final = re.compile(r"\b(?:datetime\.(?:now|today|utcnow)|date\.today|uuid[14])\(")
SQL: Final = re.compile(
    r"\b(?:select\b.+\bfrom|insert\s+into|delete\s+from|update\s+\w+\s+set|create\s+(?:or\s+replace\s+)?(?:table|view)|"
    r"drop\s+(?:table|view)|alter\s+table)\b",
    re.IGNORECASE | re.DOTALL,
)
LONG_FILE: Final = 300
TOO_LONG: Final = 450


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project: those that git knows, or, in an unpacked archive, those that are not ignored by name."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git to tell the project's files from what builds left behind")
    return tuple(path for name in sorted(listed) if (path := ROOT / name).is_file())


def python_files(folder: Path) -> Iterator[tuple[Path, str, ast.Module]]:
    for path in tracked():
        if path.suffix == ".py" and path.is_relative_to(folder):
            source = path.read_text(encoding="utf-8")
            yield path, source, ast.parse(source)


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Full names of all modules that TREE imports, anywhere, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"


def shown(path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def prose_of(tree: ast.Module) -> set[int]:
    """The ids of the constants that are docstrings or stand for themselves, as the text after a constant does."""
    return {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}


def test_the_core_touches_no_file_network_clock_or_engine() -> None:
    faults = []
    for path, source, tree in python_files(PACKAGE / "core"):
        faults += [
            shown(path, n, f"imports {m}")
            for n, m in imported(tree)
            if any(f"{m}.".startswith(f"{i}.") for i in IMPURE)
        ]
        faults += [shown(path, source[: m.start()].count("\n") + 1, m.group()) for m in CLOCK.finditer(source)]
        faults += [
            shown(path, node.lineno, "opens a file")
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"
        ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_a_layer_imports_only_what_lies_below_it(layer: str) -> None:
    faults = []
    for path, _, tree in python_files(PACKAGE / layer):
        for line, module in imported(tree):
            first, _, rest = module.partition(".")
            if first == "dagster" or (first.startswith("dagster_") and first != "dagster_project"):
                faults.append(shown(path, line, f"imports {module}"))
            below = rest.partition(".")[0]
            if first == "dagster_project" and (PACKAGE / below).is_dir() and below not in LAYERS[layer]:
                faults.append(shown(path, line, f"imports {module}"))
    assert not faults, "\n".join(faults)


def test_sql_lies_in_files() -> None:
    faults = []
    for path, _, tree in python_files(PACKAGE):
        prose = prose_of(tree)
        for node in ast.walk(tree):
            text = ""
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(v.value) if isinstance(v, ast.Constant) else " x " for v in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                text = node.value
            # The command line shows queries to be pasted.
            shows = path.is_relative_to(PACKAGE / "cli")
            if SQL.search(text) and not shows:
                faults.append(shown(path, getattr(node, "lineno", 0), text[:60]))
    assert not faults, "\n".join(faults)


def test_no_statement_is_put_together_from_pieces() -> None:
    """What is executed is a statement out of a file, or a constant: never an f-string, a sum or a format."""
    faults = []
    for path, _, tree in python_files(PACKAGE):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr in {"execute", "executemany", "sql", "query"} and isinstance(
                node.args[0], ast.JoinedStr | ast.BinOp
            ):
                faults.append(shown(path, node.lineno, ast.unparse(node.args[0])[:60]))
    assert not faults, "\n".join(faults)


EXECUTING: Final = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "jsonpickle",
    "xml",
    "code",
    "codeop",
    "jinja2",
    "mako",
}
"""Libraries that run what they read, expand it as a template, or follow what it refers to."""


def test_nothing_from_outside_is_executed_unpickled_or_expanded() -> None:
    faults = []
    for path, _, tree in python_files(PACKAGE):
        faults += [shown(path, n, f"imports {m}") for n, m in imported(tree) if m.partition(".")[0] in EXECUTING]
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            shell = any(
                k.arg == "shell" and not (isinstance(k.value, ast.Constant) and not k.value.value)
                for k in node.keywords
            )
            if name in {"eval", "exec", "os.system", "os.popen"} or shell:
                faults.append(shown(path, node.lineno, name))
            if name.endswith("yaml.load") or name.endswith(".unsafe_load"):
                faults.append(shown(path, node.lineno, name))
    assert not faults, "\n".join(faults)


MAKERS: Final = {
    *(
        "identifier",
        "literal",
        "file_list",
        "columns_of",
        "column_types",
        "statement",
        "str",
        "join",
        "as_posix",
        "map",
    ),
    *("among", "known_among"),
}
"""What may stand in a statement's slot: a quoted name, a quoted text, lists and conditions of these, numbers, other statements."""


def test_values_of_pages_reach_statements_as_parameters_alone() -> None:
    """Whatever fills a slot of a statement is made by a function that quotes, or is a constant or a name of these."""
    faults = []
    for path, _, tree in python_files(PACKAGE):
        if path.name == "sql.py":
            continue
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "statement"):
                continue
            for slot in (k.value for k in node.keywords if k.arg):
                calls = [ast.unparse(c.func).rpartition(".")[2] for c in ast.walk(slot) if isinstance(c, ast.Call)]
                pieces = slot.values if isinstance(slot, ast.JoinedStr) and not calls else []
                if any(isinstance(v, ast.FormattedValue) for v in pieces):
                    faults.append(shown(path, node.lineno, ast.unparse(slot)[:60]))
                faults += [shown(path, node.lineno, call) for call in calls[:1] if call not in MAKERS]
    assert not faults, "\n".join(faults)


def test_every_sql_file_says_first_what_it_gives() -> None:
    files = [path for path in tracked() if path.suffix == ".sql"]
    assert files
    faults = [p for p in files if not re.match(r"-- \S.{10,}", p.read_text(encoding="utf-8"))]
    assert not faults, faults


def test_every_reference_file_explains_its_columns() -> None:
    files = sorted((ROOT / "data" / "reference").glob("*.csv"))
    assert files
    faults = []
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        header = next(line for line in lines if not line.startswith("#"))
        comment = " ".join(line for line in lines[: lines.index(header)])
        unexplained = [c for c in header.split(",") if not re.search(rf"\b{re.escape(c)}\b", comment)]
        faults += [f"{path.name}: {', '.join(unexplained)}"] if unexplained else []
    assert not faults, "\n".join(faults)


def test_text_files_are_opened_with_their_encoding() -> None:
    faults = []
    for path, _, tree in python_files(ROOT):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            named = {k.arg for k in node.keywords}
            if node.func.attr in {"read_text", "write_text"} and "encoding" not in named and len(node.args) < 2:
                faults.append(shown(path, node.lineno, node.func.attr))
    assert not faults, "\n".join(faults)


def test_a_file_has_one_subject_and_so_is_seldom_long() -> None:
    lengths = {path: source.count("\n") for path, source, _ in python_files(ROOT)}
    assert not [shown(p, n, "lines") for p, n in lengths.items() if n > TOO_LONG]
    long = [shown(p, n, "lines") for p, n in lengths.items() if n > LONG_FILE]
    assert len(long) <= len(lengths) * 0.08, "\n".join(long)


def test_every_test_file_is_found_by_its_name() -> None:
    faults = [
        shown(path, 1, "holds tests but is not named *_test.py")
        for path, source, _ in python_files(ROOT / "tests")
        if re.search(r"^(?:async )?def test_", source, re.MULTILINE) and not path.name.endswith("_test.py")
    ]
    assert not faults, "\n".join(faults)


def test_the_project_names_no_path_of_a_machine_and_no_package_index() -> None:
    machine = re.compile(
        r"(?<![\w.])/(?:work|root|Users)/\w|(?<![\w.:/])/home/(?!palimpsest\b)\w|https?://\S+/simple/?(?:\s|$)"
    )
    faults = []
    for path in tracked():
        if path == Path(__file__).resolve() or path.suffix in {".gz", ".png", ".parquet", ".duckdb", ".sqlite"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        faults += [shown(path, text[: m.start()].count("\n") + 1, m.group()) for m in machine.finditer(text)]
    assert not faults, "\n".join(faults[:20])


def test_the_readme_lists_every_command_and_no_other() -> None:
    from dagster_project.cli.main import cli

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^palimpsest (\w[\w-]*)", readme, re.MULTILINE))
    known = set(cli.list_commands(None))  # type: ignore[arg-type]
    assert named == known


def test_every_dependency_has_its_line_of_why_in_the_readme() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = " ".join(
        line.split("|")[1] for line in readme.splitlines() if line.startswith("|") and line.count("|") == 3
    )
    names = [re.split(r"[<>=\[ ;~!]", d, maxsplit=1)[0] for d in project["dependencies"]]
    words = set(re.split(r"[,\s`]+", table.lower()))
    short = {w.removeprefix("-") for w in words}
    missing = [n for n in names if n.lower() not in words and not any(s and n.lower().endswith(s) for s in short)]
    assert not missing, f"no line in the README's table of libraries: {', '.join(missing)}"
