"""python -m tests.unit.compiled.records [STEP]: which form of the rules runs, and a digest over all that it finds.

The texts are those of the bundled sample and, where they lie beside the project, one in STEP of the real ones.
"""

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dagster_project.compiled import form
from dagster_project.core.parties import find_parties, near_misses
from dagster_project.pipeline.rules import gazetteer

ROOT = Path(__file__).resolve().parents[3]
CORPORA = ("kcna_kp_2024", "kcna_cojp_2011")


def texts(step: int) -> Iterator[tuple[str, str, date]]:
    """Title, body and day."""
    truth = json.loads((ROOT / "tests" / "sample" / "truth.json").read_text(encoding="utf-8"))
    for _, article in sorted(truth["articles"].items()):
        yield article["title"], article["body"], date(2026, 1, 12)
    for path in (ROOT.parent / "shared" / "data" / f"{name}.jsonl.gz" for name in CORPORA):
        if path.is_file():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in list(lines)[::step]:
                    story = json.loads(line)
                    yield story["title"], story["text"] or "", date.fromisoformat(story["published_on"])


def main() -> None:
    known = gazetteer(ROOT / "data" / "reference")
    digest, count = hashlib.sha256(), 0
    for title, body, day in texts(int(sys.argv[1])):
        named = find_parties(known, title, body, article_id="x/1", published_on=day, language="en")
        digest.update(repr(named).encode())
        if count % 20 == 0:
            missed = near_misses(known, title, body, article_id="x/1", published_on=day, language="en")
            digest.update(repr(missed).encode())
        count += 1
    print(form().compiled, count, digest.hexdigest())


if __name__ == "__main__":
    main()
