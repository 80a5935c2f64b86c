"""How good the dataset is on real articles: extraction, history and parties, each beside its floors.

    python -m benchmarks.evaluate                  all of it, as `make eval` does
    python -m benchmarks.evaluate --limit 300      300 articles of each corpus: for CI
    python -m benchmarks.evaluate --only extraction

Each part is a module of its own, which prints its tables and ends with 1 where a share is below its floor in
`tests/floors.toml`. The real articles lie in `../shared` beside the project; where they are missing, that is said and
nothing is measured, which is no failure.
"""

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared" / "data"
NOT_MEASURED: Final = 2
"""The exit code of a part that lacks its data."""


def parts(limit: int | None) -> dict[str, list[str]]:
    """The arguments of each part's command, by the part's name; `limit` makes the long ones short."""
    return {
        "extraction": ["benchmarks.eval_extraction", *([f"--limit={limit}"] if limit else [])],
        "history": ["benchmarks.eval_history", *(["--only=edits"] if limit else [])],
        "parties": ["benchmarks.eval_parties"],
    }


def run_part(name: str, command: list[str]) -> int:
    """The exit code of a part; its output goes where this program's does."""
    if find_spec(command[0]) is None:
        print(f"{name}: {command[0]} is not there; not measured", flush=True)
        return NOT_MEASURED
    print(f"== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode


def main() -> int:
    """Run the parts; 1 where one is below a floor or breaks, else 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, help="articles of each corpus (default: all)")
    parser.add_argument("--only", choices=sorted(parts(None)), action="append", help="this part (may be repeated)")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED}: the real articles are not there; nothing is measured")
        return 0
    codes = {
        name: run_part(name, command)
        for name, command in parts(options.limit).items()
        if options.only is None or name in options.only
    }
    words = {0: "holds", NOT_MEASURED: "not measured"}
    print("== " + ", ".join(f"{name}: {words.get(code, 'BELOW ITS FLOOR')}" for name, code in codes.items()))
    return int(any(code not in words for code in codes.values()))


if __name__ == "__main__":
    sys.exit(main())
