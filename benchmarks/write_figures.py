"""Measures the quality of the fields and writes it to benchmarks/figures.json, which releases state as known issues.

    python -m benchmarks.write_figures               runs the evaluations (some minutes), then writes
    python -m benchmarks.write_figures --limit 150   with 150 articles of each corpus for extraction

Below a floor is written as well as above: a release says how good the data is, not how good it should be.
"""

import argparse
import json
import re
import subprocess
import sys
from math import floor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
TARGET: Final = ROOT / "benchmarks" / "figures.json"
FIELDS: Final = ("title", "body", "published_on", "dateline")
SETS: Final = {
    "blind": "articles annotated blind",
    "dev": "articles that rules were written with",
    "gold_dev": "articles that rules were written with",
    "roles_blind": "articles annotated blind for roles",
    "roles_dev": "articles that rules of roles were written with",
}
ABOUT: Final = (
    "How exact the fields are, as KNOWN_ISSUES.md of a release states it; written by benchmarks/write_figures.py. Shares "
    "and F1 are 0 to 1; low and high are the ends of the 95 % interval."
)


def run(*command: str) -> str:
    """What a benchmark prints; 1 as its exit code says that a floor is missed, and is no failure here."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: ended with {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def share_interval(right: int, cases: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z, share = 1.959964, right / cases
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z * ((share * (1 - share) + z * z / (4 * cases)) / cases) ** 0.5 / (1 + z * z / cases)
    return floor(10_000 * max(0.0, middle - half)) / 10_000, round(min(1.0, middle + half), 4)


def extraction(limit: list[str]) -> list[dict[str, Any]]:
    """Exactness of the fields over all layouts and corpora."""
    with TemporaryDirectory() as folder:
        totals = Path(folder) / "totals.json"
        run("benchmarks.eval_extraction", "--baseline", "0", "--totals", str(totals), *limit)
        right: dict[str, int] = json.loads(totals.read_text(encoding="utf-8"))
    cases = right["articles"]
    figures = []
    for name in FIELDS:
        low, high = share_interval(right[name], cases)
        figures.append(
            {
                "what": name,
                "measure": "share exactly right",
                "value": round(right[name] / cases, 4),
                "low": low,
                "high": high,
                "cases": cases,
                "data": "real articles set as pages of every layout",
            }
        )
    return figures


def parties() -> list[dict[str, Any]]:
    """F1 of who is named and in which role, by set of annotated articles and era."""
    figures, heading = [], ""
    for line in run("benchmarks.eval_parties").splitlines():
        title = re.match(r"(\w+), (.+): (\d+) articles", line)
        if title:
            name, era, articles = title.groups()
            heading = f"{articles} {SETS[name]}, {era}" if name in SETS and int(articles) > 1 else ""
        row = re.match(r"(\w+) +[\d.]+ +[\d.]+ +([\d.]+) +([\d.]+)-([\d.]+) +(\d+)", line)
        if row and heading:
            what, value, low, high, cases = row.groups()
            if not int(cases):
                continue
            figures.append(
                {
                    "what": f"parties: {what}",
                    "measure": "F1",
                    "value": float(value),
                    "low": float(low),
                    "high": float(high),
                    "cases": int(cases),
                    "data": heading,
                }
            )
    return figures


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        description="Measures the quality of the fields and writes benchmarks/figures.json."
    )
    parser.add_argument("--limit", type=int)
    limit = parser.parse_args().limit
    figures = extraction(["--limit", str(limit)] if limit else []) + parties()
    TARGET.write_text(json.dumps({"about": ABOUT, "figures": figures}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(figures)} figures in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
