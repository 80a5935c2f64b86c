"""History held against real articles through the whole command: archives in, published versions out.

    python -m benchmarks.eval_history_builds                     everything; most of an hour on two cores
    python -m benchmarks.eval_history_builds --only edits        the agency's own edits of 2024, in all layouts
    python -m benchmarks.eval_history_builds --only purge --name "Jang Song Thaek"
    python -m benchmarks.eval_history_builds --only purge --limit 1500

* edits: all versions of 2024 as pages of each layout, captured once, and once more days later; and the captures
  shuffled and brought in three builds. Exactly the articles that the agency edited have a second revision, each of the
  right kind, and the history is the same whatever the order.
* purge: a name cut from every article of 2011 that carries it, 15 of them deleted (`render_archive.py --purge`). Exactly
  those articles say so, and no other person is reported as edited out; once with the captures shuffled.

Ends with 1 where a promise is broken, and with 2 where the data is missing.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
from fastwarc.warc import ArchiveIterator

from benchmarks.eval_builds import BUILD
from benchmarks.eval_history import DELETED, EDITS, NAMES, ROOT, SHARED
from dagster_project.core.identity import article_id_of

LAYOUTS: Final = ("kcna_kp_q", "kcna_kp_detail", "kcnawatch", "kcna_cojp")
HISTORY_SQL: Final = {
    "revisions": "select * exclude (capture_id, previous_capture_id) from revisions order by article_id, revision",
    "changes": "from changes order by all",
    "erasures": "from erasures order by all",
}


@dataclass(frozen=True, slots=True)
class History:
    """What a dataset says was changed: kinds of change by article, erasures, and a digest of the rows."""

    articles: int
    kinds: dict[str, tuple[str, ...]]
    erasures: tuple[tuple[str, str, str], ...]
    digest: str


def render(corpus: str, layout: str, out: Path, *options: str) -> None:
    """Write an archive by the tool of the shared data."""
    tool, data = SHARED / "tools" / "render_archive.py", SHARED / "data" / f"{corpus}.jsonl.gz"
    command = [sys.executable, str(tool), "--corpus", str(data), "--layout", layout, "--out", str(out), *options]
    subprocess.run(command, check=True, capture_output=True)


def shuffled(archive: Path, parts: int, seed: int) -> list[Path]:
    """The records of ARCHIVE in a random order, dealt into PARTS files."""
    data = archive.read_bytes()
    with archive.open("rb") as stream:
        starts = [record.stream_pos for record in ArchiveIterator(stream, parse_http=False)]
    members = [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]
    random.Random(seed).shuffle(members)
    made = []
    for number in range(parts):
        part = archive.with_name(f"{archive.name.partition('.')[0]}-{number}.warc.gz")
        part.write_bytes(b"".join(members[number::parts]))
        made.append(part)
    return made


def built(home: Path, archives: Sequence[Path]) -> History:
    """What the dataset says after building each of ARCHIVES in turn. Raises CalledProcessError where a build fails."""
    for archive in archives:
        command = [*BUILD, str(archive), "--home", str(home)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr[-2000:], file=sys.stderr)
            done.check_returncode()
    with duckdb.connect(str(home / "palimpsest.duckdb"), read_only=True) as dataset:
        digest = hashlib.sha256()
        for name, sql in HISTORY_SQL.items():
            digest.update(repr((name, dataset.execute(sql).fetchall())).encode())
        kinds: dict[str, tuple[str, ...]] = {}
        for article_id, kind in dataset.execute("select article_id, kind from changes order by all").fetchall():
            kinds[article_id] = (*kinds.get(article_id, ()), kind)
        erasures = dataset.execute("select article_id, party_id, kind from erasures order by all").fetchall()
        row = dataset.execute("select count(*) from articles").fetchone()
    return History(row[0] if row else 0, kinds, tuple(erasures), digest.hexdigest())


def eval_edits(folder: Path) -> bool:
    """The agency's own edits, in every layout, captured again or not, in any order.

    The tool captures each version again days later, the older one mostly after the newer: the page goes back and forth,
    each time by an edit of the same kind.
    """
    holds = True
    for layout in LAYOUTS:
        meant = {article_id: (kind,) for article_id, kind in edited_ids(layout).items()}
        for again in ((), ("--again", "3")):
            archive = folder / f"{layout}{len(again)}.warc.gz"
            render("kcna_kp_2024", layout, archive, *again)
            found = built(folder / f"{layout}{len(again)}", [archive])
            wrong = {
                k: found.kinds.get(k)
                for k in found.kinds.keys() | meant.keys()
                if set(found.kinds.get(k, ())) != set(meant.get(k, ()))
            }
            fine = not wrong and found.articles == 1_234
            note = ""
            if again:
                mixed = built(folder / f"{layout}-mixed", shuffled(archive, 3, 7))
                fine &= mixed.digest == found.digest
                note = f"; shuffled: {'the same' if mixed.digest == found.digest else 'ANOTHER HISTORY'}"
            print(
                f"edits: {layout:15} {'again' if again else 'once ':5} {found.articles:,} articles, "
                f"{len(found.kinds)} edited of {len(meant)}; wrong: {wrong}{note}",
                flush=True,
            )
            holds &= fine
    return holds


def edited_ids(layout: str) -> dict[str, str]:
    """The ids that the edited articles have in LAYOUT, with the kind of the edit."""
    from benchmarks.eval_history import _key, load_tool, read  # noqa: PLC0415

    tool = load_tool("render_archive")
    pairs = ((tool.page_url(s, layout), EDITS.get(_key(s["url"]))) for s in read("kcna_kp_2024"))
    return {str(article_id_of(url)): kind for url, kind in pairs if kind}


def eval_purge(folder: Path, names: Sequence[str], limit: int | None) -> bool:
    """A name cut from all articles of 2011: exactly the edited ones say so, exactly the deleted ones are gone."""
    holds = True
    for number, name in enumerate(names):
        archive, truth = folder / f"purge{number}.warc.gz", folder / f"purge{number}.json"
        few = ("--limit", str(limit)) if limit else ()
        options = ("--purge", name, "--delete", str(DELETED), "--truth", str(truth), *few)
        render("kcna_cojp_2011", "kcna_cojp", archive, *options)
        meant = json.loads(truth.read_text(encoding="utf-8"))
        edited, deleted = ({str(article_id_of(url)) for url in meant[key]} for key in ("edited", "deleted"))
        found = built(folder / f"purge{number}", [archive])
        party = f"person:{name}"
        out = {a for a, p, kind in found.erasures if p == party and kind == "edited_out"}
        gone = {a for a, kinds in found.kinds.items() if kinds == ("deleted",)}
        others = sorted({p for _, p, kind in found.erasures if kind == "edited_out" and p != party and "person:" in p})
        beyond = sorted(found.kinds.keys() - edited - deleted)
        fine = out == edited and gone == deleted and not others and not beyond
        note = ""
        if number == 0:
            mixed = built(folder / "mixed", shuffled(archive, 3, 11))
            fine &= mixed.digest == found.digest
            note = f"; shuffled: {'the same' if mixed.digest == found.digest else 'ANOTHER HISTORY'}"
        print(
            f"purge: {name}: {len(edited)} edited: {len(edited - out)} missed, {len(out - edited)} too many; "
            f"{len(deleted)} deleted: {len(gone ^ deleted)} wrong; other persons {others}; "
            f"other articles with a change {beyond[:5]}{note}",
            flush=True,
        )
        for article_id in sorted(edited - out)[:5]:
            print(f"    missed: {article_id}")
        holds &= fine
    return holds


def main() -> int:
    """Run the evaluation; the exit code says whether every promise holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("edits", "purge"))
    parser.add_argument("--name", action="append", help="whom to purge (may be repeated; default: four names)")
    parser.add_argument("--limit", type=int, help="the first stories of 2011 only (default: all)")
    options = parser.parse_args()
    if not SHARED.is_dir():
        print(f"{SHARED}: the real texts are not there; nothing measured", file=sys.stderr)
        return 2
    holds = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only in (None, "edits"):
            holds &= eval_edits(folder)
        if options.only in (None, "purge"):
            holds &= eval_purge(folder, options.name or NAMES, options.limit)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
