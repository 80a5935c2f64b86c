"""Who is named, measured against hand-annotated articles, by era and by type, with 95 % intervals.

    python -m benchmarks.eval_parties                     all gold that is there
    python -m benchmarks.eval_parties --errors 40         also the first errors, of the sets for development only
    python -m benchmarks.eval_parties --speed 1000        also articles a second on one core, and the memory

Gold: `../shared/data/gold_dev.jsonl`, and the sets of `tests/gold`, whose texts lie in `../shared/data`. `blind` sets are
never looked at while rules are written. Where spaCy and its small model are installed, their entities are scored beside
ours (`lenient`, by type). Ends with 1 where a figure is below its floor in `tests/floors.toml`, and with 2 where the
data is missing.
"""

import argparse
import gzip
import importlib.util
import json
import random
import resource
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks.party_scores import MEASURES, Naming, Span, Stated, Tally, interval, same_role, score, total
from dagster_project.core.parties import Gazetteer, find_parties
from dagster_project.pipeline.rules import gazetteer

ROOT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = ROOT.parent / "shared"
CORPORA: Final = ("kcna_kp_2024", "kcna_cojp_2011")
ERAS: Final = {"until 2014": (1990, 2014), "since 2015": (2015, 2100)}

SPACY_TYPES: Final = ("country", "organization", "person", "place")
"""What its labels mean here; groups it has none for."""
_TYPES: Final = {"COUNTRY": "country", "ORG": "organization", "PERSON": "person", "PLACE": "place", "GROUP": "group"}
_PREFIXES: Final = {"C": "country", "O": "organization", "P": "person", "L": "place", "G": "group"}


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with what its annotator says. `dateline` are the offsets of the dateline in `text`.

    Where only the roles were annotated, `roles_only` says so, and nothing else is measured.
    """

    gold: str
    article_id: str
    text: str
    day: date
    dateline: tuple[int, int] | None
    named: Naming
    roles_only: bool = False

    @property
    def era(self) -> str:
        """The era that the article belongs to."""
        return next(name for name, (first, last) in ERAS.items() if first <= self.day.year <= last)


def canonical(party_id: str | None) -> str | None:
    """An id with its type written out."""
    if party_id is None:
        return None
    prefix, _, name = party_id.partition(":")
    return f"{_PREFIXES.get(prefix, prefix)}:{name}"


def annotated(gold: str, row: dict[str, Any], text: str) -> Annotated:
    """The article of one line of a gold file."""
    spans = tuple(
        Span(m["start"], m["end"], _TYPES.get(m["type"], m["type"]), canonical(m["canonical"]) or "")
        for m in row.get("mentions", ())
    )
    roles = tuple(
        Stated(canonical(t["person"]) or "", t["role"], canonical(t.get("affiliation"))) for t in row["triples"]
    )
    line = row.get("dateline")
    return Annotated(
        gold,
        row["id"],
        text,
        date.fromisoformat(row["date"]),
        (line["start"], line["end"]) if line else None,
        Naming(spans, roles),
        "mentions" not in row,
    )


def load_gold() -> list[Annotated]:
    """All annotated articles, the sets in the order of their names."""
    with (SHARED / "data" / "gold_dev.jsonl").open(encoding="utf-8") as lines:
        articles = [annotated("gold_dev", row, row["text"]) for row in map(json.loads, lines)]
    own = sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
    if own:
        from tests.gold.load_gold import load_texts  # noqa: PLC0415

        for path in own:
            with path.open(encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            texts = load_texts(SHARED, [row["id"] for row in rows])
            articles += [annotated(path.stem, row, texts[row["id"]]) for row in rows]
    return articles


def found_in(known: Gazetteer, article: Annotated) -> Naming:
    """What the rules find in an article's text."""
    named = find_parties(
        known,
        "",
        article.text,
        article_id=article.article_id,
        published_on=article.day,
        language="en",
        masked=[article.dateline] if article.dateline else [],
    )
    return Naming(
        tuple(Span(m.char_start, m.char_end, m.type, m.party_id) for m in named.mentions if m.field == "body"),
        tuple(Stated(r.person_id, r.role, r.affiliation_id) for r in named.roles),
    )


def scored(articles: Iterable[Annotated], found: Iterable[Naming]) -> dict[tuple[str, str], list[dict[str, Tally]]]:
    """The tallies of each article by gold set and era."""
    tallies: dict[tuple[str, str], list[dict[str, Tally]]] = defaultdict(list)
    for article, naming in zip(articles, found, strict=True):
        end = article.dateline[1] if article.dateline else 0
        scores = score(article.text, end, article.named, naming)
        tallies[article.gold, article.era].append({"roles": scores["roles"]} if article.roles_only else scores)
    return tallies


def show(group: tuple[str, str], tallies: Sequence[dict[str, Tally]], floors: dict[str, float]) -> bool:
    """Print the figures of a group; True where none is below its floor."""
    print(f"\n{group[0]}, {group[1]}: {len(tallies)} articles")
    print(f"{'':14}{'P':>7}{'R':>7}{'F1':>7}   95 % of F1     n")
    holds = True
    for name in MEASURES:
        counts = [t[name] for t in tallies if name in t]
        if not counts:
            continue
        whole, (low, high) = total(counts), interval(counts)
        below = name in floors and len(counts) >= floors["articles"] and whole.f1 < floors[name]
        holds &= not below
        print(
            f"{name:14}{whole.precision:7.3f}{whole.recall:7.3f}{whole.f1:7.3f}   {low:.3f}-{high:.3f} "
            f"{whole.hits + whole.missed:5}" + (f"  BELOW THE FLOOR of {floors[name]}" if below else "")
        )
    return holds


def show_errors(articles: Sequence[Annotated], found: Sequence[Naming], limit: int) -> None:
    """Print the roles and the first spans of development sets that only one side has."""
    left = limit
    for article, naming in zip(articles, found, strict=True):
        if "blind" in article.gold:
            continue
        roles = [("missed", r) for r in article.named.roles if not any(same_role(r, f) for f in naming.roles)]
        roles += [("spurious", r) for r in naming.roles if not any(same_role(w, r) for w in article.named.roles)]
        for what, r in roles:
            print(f"{what:9} {article.article_id[-24:]:24} {r.person_id}, {r.role}, {r.affiliation_id}")
        if article.roles_only:
            continue
        end = article.dateline[1] if article.dateline else 0
        want, got = ({s for s in side.spans if s.start >= end} for side in (article.named, naming))
        wrong = [("missed", s) for s in want - got] + [("spurious", s) for s in got - want]
        for what, s in sorted(wrong, key=lambda w: (w[1].start, w[0])):
            if left:
                left -= 1
                print(f"{what:9} {article.article_id[:24]:24} {s.party_id:44} {article.text[s.start : s.end]!r}")


def spacy_beside(articles: Sequence[Annotated], named_by_us: Sequence[Naming]) -> None:
    """Score spaCy's small model beside NAMED_BY_US, where it is installed."""
    if importlib.util.find_spec("spacy") is None or importlib.util.find_spec("en_core_web_sm") is None:
        print("\nspaCy's small model is not installed: nothing to compare with (pip install palimpsest[ner])")
        return
    import spacy  # noqa: PLC0415

    kinds = {"GPE": "country", "NORP": "country", "ORG": "organization", "PERSON": "person", "LOC": "place"}
    model = spacy.load("en_core_web_sm")
    start, found = time.process_time(), []
    for article in articles:
        entities = model(article.text).ents
        found.append(
            Naming(
                tuple(Span(e.start_char, e.end_char, kinds[e.label_], "") for e in entities if e.label_ in kinds), ()
            )
        )
    rate = len(articles) / (time.process_time() - start)
    print(f"\nspaCy's small model, {rate:.0f} articles/s: lenient F1 of the types that it knows, ours and its")
    its, ours = (by_era(scored(articles, named)) for named in (found, named_by_us))
    for era in sorted(its):
        shown = [f"{t} {_f1(ours[era], t):.3f} {_f1(its[era], t):.3f}" for t in ("lenient", *SPACY_TYPES)]
        print(f"  {era}: {len(its[era])} articles   " + "   ".join(shown))


def _f1(tallies: Sequence[dict[str, Tally]], name: str) -> float:
    return total([t[name] for t in tallies if name in t]).f1


def by_era(tallies: dict[tuple[str, str], list[dict[str, Tally]]]) -> dict[str, list[dict[str, Tally]]]:
    """The tallies of all gold sets together, by era."""
    pooled: dict[str, list[dict[str, Tally]]] = defaultdict(list)
    for (_, era), group in sorted(tallies.items()):
        pooled[era] += group
    return pooled


def speed(known: Gazetteer, count: int) -> float:
    """Articles a second on one core, over COUNT articles of both corpora drawn at random."""
    stories: list[dict[str, Any]] = []
    for name in CORPORA:
        with gzip.open(SHARED / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            stories += [json.loads(line) for line in lines]
    drawn = random.Random(7).sample([s for s in stories if s["text"]], count)
    start = time.process_time()
    for s in drawn:
        day = date.fromisoformat(s["published_on"])
        find_parties(known, s["title"], s["text"], article_id=s["url"], published_on=day, language="en")
    return count / (time.process_time() - start)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation; the exit code says whether the floors hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, metavar="N")
    parser.add_argument("--speed", type=int, default=0, metavar="ARTICLES")
    options = parser.parse_args(arguments)
    if not (SHARED / "data" / "gold_dev.jsonl").is_file():
        print(f"{SHARED}: the annotated articles are not there; nothing measured", file=sys.stderr)
        return 2
    floors = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))["parties"]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    known = gazetteer(ROOT / "data" / "reference")
    articles = load_gold()
    found = [found_in(known, article) for article in articles]
    holds = True
    tallied = scored(articles, found)
    for group, tallies in [
        *sorted(tallied.items()),
        *((("all", era), t) for era, t in sorted(by_era(tallied).items())),
    ]:
        holds &= show(group, tallies, floors)
    show_errors(articles, found, options.errors)
    if options.speed:
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"\n{speed(known, options.speed):,.0f} articles/s on one core; {grown:.0f} MB for rules and texts")
    spacy_beside(articles, found)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
