"""How well history finds edits, erasures and stories in real articles.

    python -m benchmarks.eval_history                 everything; some minutes on one core
    python -m benchmarks.eval_history --only edits    one part: edits, layouts, kinds, purge, stories

Texts come from `../shared/data` and go straight into the history functions, except for `layouts`, where they are
rendered as pages and extracted first.

* edits: the articles of kcna.kp of 2024 that the agency itself edited, each seen by eye; captures shuffled; every
  capture repeated; no other article may have a second revision.
* layouts: the same edits, read from pages of all four layouts.
* kinds: a known edit is made to real articles (a letter, a number, a date, a name, a sentence, the title, a phrase).
* purge: `../shared/tools/render_archive.py` cuts a name from every article of 2011 that carries it and deletes 15.
* stories: distinct articles of one site are taken for two sites (no link may come of it), then altered copies are.

Ends with 1 where a promise is broken, and with 2 where the data is missing.
"""

import argparse
import gzip
import importlib.util
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from dagster_project.core.extract import extract_page
from dagster_project.core.history.changes import list_changes
from dagster_project.core.history.digests import content_digest, text_digest
from dagster_project.core.history.erasures import find_erasures
from dagster_project.core.history.records import History, Naming, Observation, Shown, TextVersion
from dagster_project.core.history.revisions import build_history
from dagster_project.core.history.story_index import StoryText, buckets_of
from dagster_project.core.history.story_match import Prepared, match
from dagster_project.core.identity import article_id_of, site_of
from dagster_project.core.parties import Gazetteer, as_naming, find_parties
from dagster_project.core.records import Page
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.places import load_places

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared"

EDITS: Final = {
    "a80c056dcaef88f72200a487ca844b9b": "rewritten",
    "61238dce268f4c54a820092a1cda47d6": "rewritten",
    "bb7704b49447dd80b52c60420f45e9dc": "rewritten",
    "2a2f7b267c043671537e8f99f79a849f": "rewritten",
    "48807004adaa623893f338a1745d8e5a": "rewritten",
    "69c852101729d6055a771219d3f0a8fd": "rewritten",
    "b9243d11f2d74891bab7867dcaf965f0": "rewritten",
    "825a062311e88dc438b46941947f0c36": "rewritten",
    "ebe391ac25ce5e4aa0943fc140937c48": "rewritten",
    "a514ed40309b181ae5964d720a691ec6e75a696ae9bf8bd88b1e0b525ae92959472fc831217ffa80a4f3d7b84f9b9434": "rewritten",
    "45eb4d20df98d0d8a16cf978c37af8d8": "rewritten",
}
"""The edits of 2024 by the article's key, each read by eye: all are new translations, reworded from end to end, most
with a sharpened title; numbers, dates, names and spellings change along with the wording, never alone."""

NAMES: Final = ("Jang Song Thaek", "Choe Thae Bok", "Ri Yong Ho", "Hu Jintao")
"""Cut in turn: the man who was purged, one who sits in every list, one with namesakes, and a foreigner."""
DELETED: Final = 15

Story = dict[str, Any]


def read(corpus: str) -> list[Story]:
    """The stories of a corpus of `../shared/data`."""
    with gzip.open(SHARED / "data" / f"{corpus}.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def load_tool(name: str) -> ModuleType:
    """A script of `../shared/tools` as a module."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(story: Story) -> TextVersion:
    """The text of a story, its day as stated by the page."""
    day = date.fromisoformat(story["published_on"])
    return TextVersion(text_digest(story["title"], story["text"], day), story["title"], story["text"], day, "stamp")


class Captures:
    """Captures of many articles, and the histories that follow from them."""

    def __init__(self) -> None:
        self.observations: dict[str, list[Observation]] = defaultdict(list)
        self.texts: dict[str, dict[str, TextVersion]] = defaultdict(dict)

    def add(self, url: str, when: datetime, text: TextVersion | None) -> str:
        """Add a capture of URL that shows TEXT (None: 404); returns the article's id."""
        article_id = article_id_of(url)
        assert article_id is not None
        number = f"{len(self.observations[article_id]):02d}"
        content = content_digest(text.title, text.body, text.published_on) if text else None
        self.observations[article_id].append(
            Observation(
                f"{number}{article_id}", article_id, 1, when, site_of(url), url, None, text is not None,
                None if text else "http_404", text.text_sha256 if text else None, content, None, "none/1", None, ()
            )
        )  # fmt: skip
        if text:
            self.texts[article_id][text.text_sha256] = text
        return article_id

    def histories(self, chance: random.Random) -> Iterator[History]:
        """The history of every article, its captures shuffled."""
        for article_id, seen in sorted(self.observations.items()):
            chance.shuffle(seen)
            history = build_history(article_id, seen, self.texts[article_id])
            assert history is not None
            yield history


def eval_edits() -> bool:
    """The real edits of 2024: found, of the right kind, and none besides."""
    captures = Captures()
    for story in read("kcna_kp_2024"):
        when = datetime.fromisoformat(story["captured_on"] + "T06:00:00+00:00")
        text = text_of(story)
        spaced = replace(text, body=text.body.replace("\n", " \n ").replace('"', "“"))
        captures.add(story["url"], when, text)
        captures.add(story["url"], when + timedelta(hours=1), replace(spaced, text_sha256=text.text_sha256 + "x"))
    found: dict[str, str] = {}
    total = 0
    for history in captures.histories(random.Random(1)):
        total += 1
        for change in list_changes(history.revisions):
            key = history.article_id.partition("/")[2]
            found[key] = change.kind if key not in found else "several"
    wrong = {key: found.get(key) for key in EDITS.keys() | found.keys() if found.get(key) != EDITS.get(key)}
    print(
        f"edits: {total} articles, {len(found)} with a second revision, of {len(EDITS)} that were edited; wrong: {wrong}"
    )
    return not wrong


def _pages(tool: ModuleType, layout: str) -> Iterator[tuple[datetime, str, bytes]]:
    """Every version of 2024 as a page of LAYOUT, captured when it was and again three days later."""
    stories = read("kcna_kp_2024")
    for n, story in enumerate(stories):
        url = tool.page_url(story, layout)
        related = [dict(r, url=tool.page_url(r, layout)) for r in stories[max(0, n - 5) : n]]
        page = tool.LAYOUTS[layout](dict(story, url=url), related).encode()
        when = tool.captured_at(story).replace(tzinfo=UTC)
        yield when, url, page
        yield when + timedelta(days=3), url, page


def eval_layouts() -> bool:
    """The real edits of 2024 read from pages of every layout, each captured twice: the same articles, and no other."""
    tool = load_tool("render_archive")
    places = load_places(ROOT / "data" / "reference")
    holds = True
    for layout in tool.LAYOUTS:
        captures = Captures()
        edited = {tool.page_url(s, layout) for s in read("kcna_kp_2024") if EDITS.keys() & {_key(s["url"])}}
        for n, (when, url, payload) in enumerate(_pages(tool, layout)):
            result = extract_page(Page(f"{n:032x}", url, when, 200, "text/html; charset=utf-8", payload), places)
            for article in result.articles:
                digest = text_digest(article.title, article.body, article.published_on)
                text = TextVersion(digest, article.title, article.body, article.published_on, article.published_from)
                captures.add(url, when, text)
        several = {h.article_id for h in captures.histories(random.Random(5)) if len(h.revisions) > 1}
        meant = {article_id_of(url) for url in edited}
        print(f"layouts: {layout}: {len(captures.observations)} articles, {len(several)} with a second revision; "
              f"missed {sorted(map(str, meant - several))}, too many {sorted(several - meant)[:5]}")  # fmt: skip
        holds &= several == meant
    return holds


def _key(url: str) -> str:
    return (article_id_of(url) or "").partition("/")[2]


NUMBER = re.compile(r" [a-z]+ (\d{2,3})(?= [a-z]{4})")
DAY = re.compile(r"\b(January|February|March|April|June|July|August|September|October|November|December) (\d{1,2})\b")
NAME = re.compile(r"(?<=[a-z] )(?:Kim|Ri|Pak|Choe|Jong|Kang) [A-Z][a-z]+ ([A-Z][a-z]+)\b")
LONG_WORD = re.compile(r"(?<=[a-z] )([a-z]{6,})(?= [a-z])")
SENTENCE = re.compile(r"(?<=[a-z]\. )([A-Z][^.!?\n]{30,}[a-z]{3}\.)(?= [A-Z])")
PHRASE = re.compile(r"(?<=[a-z] )([a-z]{5,} (?:in|of|for|with) the [a-z]{5,})(?= [a-z])")


def _cut(text: str, found: re.Match[str], group: int, new: str) -> str:
    return text[: found.start(group)] + new + text[found.end(group) :]


def _typo(text: str, m: re.Match[str]) -> str:
    word = m[1]
    return _cut(text, m, 1, word[:3] + word[4] + word[3] + word[5:] if word[3] != word[4] else word[:3] + word[4:])


MADE: Final[dict[str, tuple[re.Pattern[str], Callable[[str, re.Match[str]], str]]]] = {
    "typo": (LONG_WORD, _typo),
    "number": (NUMBER, lambda t, m: _cut(t, m, 1, str(int(m[1]) + 1))),
    "date": (DAY, lambda t, m: _cut(t, m, 2, str(int(m[2]) % 28 + 1))),
    "name": (NAME, lambda t, m: _cut(t, m, 1, "Hyon" if m[1] != "Hyon" else "Min")),
    "sentence": (SENTENCE, lambda t, m: _cut(t, m, 1, "").replace("  ", " ")),
    "rewritten": (PHRASE, lambda t, m: _cut(t, m, 1, "other matters of great weight")),
}
"""For each kind, where such an edit can be made in a text, and the edit."""


def eval_kinds(limit: int = 400) -> bool:
    """Known edits made to real articles: the share whose kind is told right."""
    chance = random.Random(2)
    stories = read("kcna_cojp_2011")
    right: Counter[str] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    start = datetime(2011, 1, 1, tzinfo=UTC)
    for kind, (pattern, edit) in MADE.items():
        chance.shuffle(stories)
        made = 0
        for story in stories:
            places = list(pattern.finditer(story["text"]))
            if not places or made >= limit:
                continue
            made += 1
            edited = dict(story, text=edit(story["text"], chance.choice(places)))
            captures = Captures()
            captures.add(story["url"], start, text_of(story))
            captures.add(story["url"], start + timedelta(days=1), text_of(edited))
            (history,) = captures.histories(chance)
            (change,) = list_changes(history.revisions)
            seen[kind, change.kind] += 1
            right[kind] += change.kind == kind
        others = {found: n for (asked, found), n in seen.items() if asked == kind and found != kind}
        print(f"kinds: {kind}: {right[kind]} of {made} right{f'; others {others}' if others else ''}")
    share = right.total() / seen.total()
    print(f"kinds: {share:.3f} of {seen.total()}")
    return share >= 0.97


def _named(gazetteer: Gazetteer, history: History) -> dict[int, list[Naming]]:
    found = {}
    for r in history.revisions:
        if r.change == "deleted":
            continue
        named = find_parties(gazetteer, r.title, r.body, article_id=r.article_id, published_on=r.published_on,
                             language="en", masked=())  # fmt: skip
        found[r.revision] = [as_naming(gazetteer, m.party_id, m.field, m.char_start, m.char_end, m.surface, m.rule)
                             for m in named.mentions]  # fmt: skip
    return found


def _purge(
    name: str, stories: Sequence[Story], cut_name: Callable[[str, str], str]
) -> tuple[Captures, set[str], set[str]]:
    """Captures of all stories before and after the purge of NAME, and the ids of those edited and deleted."""
    carriers = [s for s in stories if re.search(rf"\b{re.escape(name)}\b", s["text"])]
    gone = {s["url"] for s in carriers[:: max(1, len(carriers) // DELETED)][:DELETED]}
    carrying = {s["url"] for s in carriers}
    captures, edited, deleted = Captures(), set[str](), set[str]()
    for story in stories:
        when = datetime.fromisoformat(story["published_on"] + "T06:00:00+00:00")
        article_id = captures.add(story["url"], when, text_of(story))
        after: TextVersion | None = text_of(story)
        if story["url"] in gone:
            after = None
            deleted.add(article_id)
        elif story["url"] in carrying:
            after = text_of(dict(story, title=cut_name(story["title"], name), text=cut_name(story["text"], name)))
            edited.add(article_id)
        captures.add(story["url"], when + timedelta(days=60), after)
    return captures, edited, deleted


def eval_purge() -> bool:
    """A name cut from all articles of 2011: exactly the edited ones say so, exactly the deleted ones are gone."""
    stories = read("kcna_cojp_2011")
    cut_name = load_tool("render_archive").cut_name
    reference = ROOT / "data" / "reference"
    gazetteer = load_gazetteer(reference, load_places(reference))
    holds = True
    for name in NAMES:
        captures, edited, deleted = _purge(name, stories, cut_name)
        erased: dict[tuple[str, str], set[str]] = defaultdict(set)
        others: Counter[str] = Counter()
        several: set[str] = set()
        for history in captures.histories(random.Random(3)):
            if len(history.revisions) == 1:
                continue
            several.add(history.article_id)
            shown = [Shown(r.article_id, r.revision, r.change, r.first_captured_at, r.title, r.body)
                     for r in history.revisions]  # fmt: skip
            for e in find_erasures(shown, _named(gazetteer, history)):
                if e.party_id == f"person:{name}":
                    erased[e.party_id, e.kind].add(e.article_id)
                elif e.kind == "edited_out":
                    others[e.party_id] += 1
        party = f"person:{name}"
        missed, extra = edited - erased[party, "edited_out"], erased[party, "edited_out"] - edited
        gone = erased[party, "deleted"]
        persons = {p: n for p, n in others.items() if p.startswith("person:")}
        rest = {p: n for p, n in others.items() if not p.startswith("person:")}
        print(f"purge: {name}: {len(edited)} edited: {len(missed)} missed, {len(extra)} too many; "
              f"{len(deleted)} deleted: {len(gone ^ deleted)} wrong; revisions beyond these: {len(several - edited - deleted)}; "
              f"other persons {persons}; other parties {rest}")  # fmt: skip
        for article_id in sorted(missed)[:3]:
            print(f"    missed: {article_id}")
        holds &= not missed and not extra and gone == deleted and not persons and several == edited | deleted
    return holds


DATELINE = re.compile(r".{0,60}?\((?:KNS-)?KCNA\)\s*[-–—]*\s*")


def _story(number: int, story: Story, site: str) -> StoryText:
    found = DATELINE.match(story["text"])
    return StoryText(f"{site}/{number:06d}", 1, site, "none", "en", story["title"], story["text"],
                     date.fromisoformat(story["published_on"]), None, ((0, found.end()),) if found else ())  # fmt: skip


def _candidates(ones: Sequence[StoryText], others: Sequence[StoryText]) -> set[tuple[int, int]]:
    table: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, text in enumerate(others):
        for row in enumerate(buckets_of(text)):
            table[row].append(n)
    return {(n, m) for n, text in enumerate(ones) for row in enumerate(buckets_of(text)) for m in table[row]}


def _mirrored(story: Story, chance: random.Random) -> Story:
    """The story as another site has it: paragraphs joined, other quotes and dashes, a letter lost, a day later."""
    text = story["text"].replace("\n", " ").replace("--", "—").replace("'", "’")
    words = list(LONG_WORD.finditer(text))
    text = _typo(text, chance.choice(words)) if words else text
    day = date.fromisoformat(story["published_on"]) + timedelta(days=chance.choice((0, 0, 1)))
    return dict(story, text=text, published_on=day.isoformat())


def eval_stories(limit: int = 3000, corpora: Sequence[str] = ("kcna_cojp_2011", "kcna_kp_2024")) -> bool:
    """False links among distinct articles, and links found among altered copies."""
    chance = random.Random(4)
    false, distinct, found, asked = 0, 0, 0, 0
    for corpus in corpora:
        newest = {s["url"]: s for s in read(corpus)}
        stories = list({(s["text"], s["published_on"]): s for s in newest.values()}.values())
        sample = sorted(chance.sample(range(len(stories)), min(limit, len(stories))))
        ones = [_story(n, s, "kcna.kp") for n, s in enumerate(stories)]
        prepared: dict[tuple[str, int], Prepared] = {}

        def ready(text: StoryText, n: int, kept: dict[tuple[str, int], Prepared] = prepared) -> Prepared:
            if (text.site, n) not in kept:
                kept[text.site, n] = Prepared(text)
            return kept[text.site, n]

        twins = [replace(t, article_id=f"kcna.co.jp/{n:06d}", site="kcna.co.jp") for n, t in enumerate(ones)]
        pairs = {(n, m) for n, m in _candidates(ones, twins) if n < m}
        linked = [(n, m) for n, m in sorted(pairs) if match(ready(ones[n], n), ready(twins[m], m))]
        for n, m in linked[:5]:
            print(f"    linked: {ones[n].title} | {ones[m].title}")
        false, distinct = false + len(linked), distinct + len(ones)
        copies = [_story(n, _mirrored(stories[n], chance), "kcnawatch.org") for n in sample]
        meant = {(sample[n], n) for n in range(len(copies)) if len(copies[n].body.split()) > 30}
        asked += len(meant)
        met = _candidates(ones, copies) & meant
        found += sum(match(ready(ones[n], n), Prepared(copies[m])) is not None for n, m in met)
    print(f"stories: {false} false links among {distinct} distinct articles taken for two sites; "
          f"{found} of {asked} altered copies linked ({found / asked:.3f})")  # fmt: skip
    return false == 0 and found / asked >= 0.95


PARTS: Final[dict[str, Callable[[], bool]]] = {
    "edits": eval_edits,
    "layouts": eval_layouts,
    "kinds": eval_kinds,
    "purge": eval_purge,
    "stories": eval_stories,
}


def main() -> int:
    """Run the evaluation; the exit code says whether all promises hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone")
    asked = parser.parse_args().only
    if not (SHARED / "data").is_dir():
        print(f"{SHARED / 'data'}: not there; the evaluation needs real articles", file=sys.stderr)
        return 2
    holds = True
    for name, part in PARTS.items():
        if asked in {None, name}:
            start = time.perf_counter()
            kept = part()
            holds &= kept
            print(f"{name}: {'holds' if kept else 'BROKEN'} ({time.perf_counter() - start:.0f} s)", flush=True)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
