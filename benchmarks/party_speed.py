"""How fast parties, roles and attendance are found on one core, beside spaCy's small model and beside one pass over the text.

    python -m benchmarks.party_speed                    2,745 articles of both corpora, best of eight rounds
    python -m benchmarks.party_speed --articles 300 --rounds 1

Seconds are the processor's; the sides take turns over the same articles. `one pass` is the search for all listed names
alone, which no rule can do without. The memory is the highest that rules and articles took before spaCy is
loaded, without and with that of Python and the libraries. Sites list one story under several addresses, and a text told again
soon after is not read again: the rate of texts that all differ stands beside. It says which form of the rules was measured,
and where `make compiled` has made the other one, a second process takes turns with this one over the same articles in that.
Where the real articles are missing, it says so and ends with 2.
"""

import argparse
import gc
import gzip
import importlib.util
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from dagster_project.compiled import FOLDER, VARIABLE, fitting, form
from dagster_project.compiled import ROOT as SOURCES
from dagster_project.core.parties import Gazetteer, find_parties
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.places import load_places

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT.parent / "shared" / "data"
CORPORA: Final = ("kcna_kp_2024", "kcna_cojp_2011")
FEW: Final = 20
"""One article in so many is read by spaCy, which is slower by orders of magnitude."""


def articles(count: int) -> list[dict[str, Any]]:
    """COUNT articles of each corpus, drawn at random but always the same."""
    drawn: list[dict[str, Any]] = []
    for name in CORPORA:
        with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            total = sum(1 for _ in lines)
        chosen = frozenset(random.Random(7).sample(range(total), min(count, total)))
        with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            drawn += [json.loads(line) for number, line in enumerate(lines) if number in chosen]
    return [story for story in drawn if story["text"]]


def read_all(known: Gazetteer, stories: Sequence[dict[str, Any]]) -> None:
    """Who is named in STORIES: mentions of titles and bodies, roles, attendance."""
    for s in stories:
        day = date.fromisoformat(s["published_on"])
        find_parties(known, s["title"], s["text"], article_id=s["url"], published_on=day, language="en")


def best(rounds: int, sides: Sequence[Callable[[], object]]) -> list[float]:
    """The least processor seconds of each side over ROUNDS, the sides taking turns."""
    least = [float("inf")] * len(sides)
    for _ in range(rounds):
        for number, side in enumerate(sides):
            start = time.process_time()
            side()
            least[number] = min(least[number], time.process_time() - start)
    return least


@contextmanager
def other_form(count: int) -> Iterator[Callable[[], float] | None]:
    """The seconds of one more round in a process that runs the other form of the rules; None where there is none."""
    if not form().compiled and fitting(SOURCES, FOLDER)[0] is None:
        yield None
        return
    command = [sys.executable, "-m", "benchmarks.party_speed", "--serve", "--articles", str(count)]
    environment = {**os.environ, VARIABLE: "0" if form().compiled else "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        asking, answers = process.stdin, process.stdout
        assert asking is not None and answers is not None

        def seconds() -> float:
            asking.write("\n")
            asking.flush()
            return float(answers.readline())

        yield seconds
        asking.close()


def serve(known: Gazetteer, stories: Sequence[dict[str, Any]]) -> None:
    """Read STORIES once for each line that comes in, and print the processor's seconds."""
    for _ in sys.stdin:
        start = time.process_time()
        read_all(known, stories)
        print(time.process_time() - start, flush=True)


def spacy_rate(stories: Sequence[dict[str, Any]]) -> float | None:
    """Articles a second by spaCy's small model; None where it is not installed."""
    if importlib.util.find_spec("spacy") is None or importlib.util.find_spec("en_core_web_sm") is None:
        return None
    import spacy  # noqa: PLC0415

    model, few = spacy.load("en_core_web_sm"), stories[::FEW]
    start = time.process_time()
    for story in few:
        model(story["text"])
    return len(few) / (time.process_time() - start)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1500, metavar="N", help="of each corpus")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if not all((DATA / f"{name}.jsonl.gz").is_file() for name in CORPORA):
        print(f"{DATA}: the real articles are not there; nothing measured", file=sys.stderr)
        return 2
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reference = ROOT / "data" / "reference"
    known, stories = load_gazetteer(reference, load_places(reference)), articles(given.articles)
    different = list({(story["title"], story["text"]): story for story in reversed(stories)}.values())[::-1]
    gc.freeze()
    if given.serve:
        serve(known, stories)
        return 0
    others: list[float] = []
    with other_form(given.articles) as other_seconds:
        ours, alone, one_pass, _ = best(
            given.rounds,
            [
                lambda: read_all(known, stories),
                lambda: read_all(known, different),
                lambda: [known.find(s["text"], None) for s in stories],
                lambda: others.append(other_seconds()) if other_seconds else None,
            ],
        )
    rate, megabytes = len(stories) / ours, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"the rules: {form().text}")
    print(f"who is named, one core: {rate:,.0f} articles/s; {ours / one_pass:.1f} times one pass for the listed names")
    print(f"texts that all differ: {len(different) / alone:,.0f} articles/s ({len(different):,} of {len(stories):,})")
    if others:
        print(
            f"the {'plain' if form().compiled else 'compiled'} form beside it: {len(stories) / min(others):,.0f} articles/s"
        )
    print(f"memory: {megabytes - before:,.0f} MB for rules and {len(stories):,} articles, {megabytes:,.0f} MB in all")
    other = spacy_rate(stories)
    if other is None:
        print("spaCy's small model is not installed: nothing to compare with (pip install palimpsest[ner])")
    else:
        print(f"spaCy's small model: {other:,.0f} articles/s; ours is {rate / other:,.0f} times as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main())
