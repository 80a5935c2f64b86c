"""Fuzzing: what comes in from outside, in every form, made at random. Run by the tests for a moment and by torture for long.

What once failed is kept in KEPT, and tried first each time.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.extract import extract_page
from dagster_project.core.records import Page
from dagster_project.sources.wayback import parse_listing, worth_fetching
from dagster_project.store.cdxj import cdxj_line
from dagster_project.store.payload import decode_body
from dagster_project.store.warc import read_responses
from dagster_project.store.warc_files import adopt, write_responses
from dagster_project.store.warc_records import Fetched
from tests.hostile.pages import FEED, KCNA, LISTS, PAGES, SCRIPT, SQL
from tests.unit.extraction.support import SEEN, places

KEPT: Final[dict[str, tuple[tuple[object, ...], ...]]] = {
    "configuration": (
        ("", "story_corrections.csv"),
        ("# a comment and no header", "sources.csv"),
        ('source\n"a quote that never ends', "recapture.csv"),
        ("article_id\n\ud800", "corrections.csv"),
    ),
}
"""By target: inputs that once failed, and their like."""
LIMIT_S: Final = 5.0
OUTCOMES: Final = {"article", "reject", "not_found", "listing"}
SMALL: Final = [body for body in (*PAGES.values(), *LISTS.values()) if len(body) < 60_000]
WORDS: Final = (
    *(
        "Pyongyang, March 9 (KCNA) -- ",
        "Kim Jong Un",
        "-0-",
        "www.kcna.kp (2024.03.09.)",
        "Juche 113",
        "February 30",
        SQL,
    ),
    *(
        SCRIPT,
        "\u202e",
        "\0",
        "\ud800",
        "&#xD800;",
        "&nbsp;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "Copyright (C)",
        "{{x}}",
    ),
)
TAGS: Final = (
    "div",
    "p",
    "table",
    "tr",
    "td",
    "a",
    "h1",
    "h3",
    "article",
    "span",
    "script",
    "style",
    "svg",
    "math",
    "br",
)
MARKS: Final = (
    *("class='article-main-title'", "class='content-wrapper'", "class='publish-time'", "class='article-content'"),
    *("class='article-desc'", "class='articled-date'", "class='text-center'", "name='1'", "onclick=\"f('AR0035392')\""),
    *(f"href='{KCNA.format(3)}'", "href='javascript:x'", "href='//['", ""),
)


def texts() -> st.SearchStrategy[str]:
    """Words of articles, marks of layouts, and anything."""
    return st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=20)), max_size=6).map("".join)


def trees() -> st.SearchStrategy[str]:
    """HTML trees out of the sites' own tags and marks, sometimes left open."""

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(
            lambda tag, mark, kids, closed: f"<{tag} {mark}>{''.join(kids)}" + (f"</{tag}>" if closed else ""),
            st.sampled_from(TAGS),
            st.sampled_from(MARKS),
            st.lists(inner, max_size=4),
            st.booleans(),
        )

    return st.recursive(texts(), grown, max_leaves=40)


@st.composite
def bent(draw: st.DrawFn, sources: list[bytes]) -> bytes:
    """One of SOURCES with stretches of it cut out, doubled, moved or overwritten."""
    body = bytearray(draw(st.sampled_from(sources)))
    for _ in range(draw(st.integers(0, 6))):
        if not body:
            break
        at = draw(st.integers(0, len(body) - 1))
        end = min(len(body), at + draw(st.integers(0, 400)))
        how = draw(st.integers(0, 3))
        if how == 0:
            del body[at:end]
        elif how == 1:
            body[at:at] = body[at:end] * draw(st.integers(1, 30))
        elif how == 2:
            body[at:end] = draw(st.binary(max_size=40))
        else:
            body[at:at] = draw(st.sampled_from(WORDS)).encode("utf-8", "surrogatepass")
    return bytes(body)


def _urls() -> st.SearchStrategy[str]:
    known = (
        KCNA.format(5),
        FEED,
        "http://www.kcna.co.jp/item/2008/200809/news09/02.htm",
        "",
        "file:///x",
        "http://[",
        "//",
    )
    return st.one_of(st.sampled_from(known), st.text(max_size=60), texts().map(lambda t: f"http://www.kcna.kp/{t}"))


def page(payload: bytes, url: str, status: int, content_type: str | None) -> None:
    """A response ends in one outcome, and all spans cut text."""
    found = extract_page(Page("0" * 32, url, SEEN, status, content_type, payload), places())
    assert found.outcome in OUTCOMES
    assert (found.outcome == "reject") == (found.reject is not None)
    for article in found.articles:
        assert "\0" not in article.body
        article.body.encode("utf-8")
        article.title.encode("utf-8")
        for line in article.datelines:
            assert article.body[line.char_start : line.char_end] == line.text


def archive(body: bytes) -> None:
    """Bytes that pass for an archive: it is read to its end or refused in a line, and each response has its line."""
    with tempfile.TemporaryDirectory() as folder:
        source, home = Path(folder) / "x.warc.gz", Path(folder) / "home"
        home.mkdir()
        source.write_bytes(body)
        try:
            stored = adopt(source, home)
        except PalimpsestError:
            return
        for response in read_responses(stored, on_damage=lambda _: None):
            line = cdxj_line(response, stored.name)
            assert "\n" not in line and len(line.split(" ", 2)) == 3
            assert response.payload_bytes >= 0


def listing(text: str) -> None:
    """A page of an archive's listing: lines of another shape are left out."""
    found, resume = parse_listing(text)
    for one in found:
        assert len(one.timestamp) == 14
        worth_fetching(one)
    assert resume is None or resume.strip()


def encoded(body: bytes, transfer: str | None, content: str | None) -> None:
    """A body under lying headers: it never grows beyond the limit."""
    assert len(decode_body(body, transfer, content, limit=1 << 20).body) <= 1 << 20


def configured(text: str, name: str) -> None:
    """A reference file of any content: it is read, or refused in a line that names the file."""
    from dagster_project.store.corrections import load_corrections, load_story_corrections
    from dagster_project.store.sources import load_recapture, load_sources

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        for load in (load_sources, load_recapture, load_story_corrections, load_corrections):
            try:
                load(Path(folder))
            except PalimpsestError as error:
                assert "\n" not in str(error)


def _warcs() -> list[bytes]:
    fetched = [
        Fetched(KCNA.format(n), SEEN, 200, "OK", (("Content-Type", "text/html"),), body)
        for n, body in enumerate(SMALL[:12])
    ]
    with tempfile.TemporaryDirectory() as folder:
        stored = write_responses(fetched, Path(folder))
        assert stored is not None
        packed = stored.read_bytes()
    return [packed, gzip.decompress(packed)]


_LINE: Final = (
    "kp,kcna)/en/article/q/ab 20240310000000 http://www.kcna.kp/en/article/q/ab.kcmsf text/html 200 ABCDEF 1234"
)
_SOURCES: Final = "source,kind,site,hosts,lists,older,pause_s,budget,every_hours\nx,live,kcna.kp,www.kcna.kp,http://www.kcna.kp/,,1,10,3\n"


TARGETS: Final[dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[object], ...]]]] = {
    "bytes": (
        page,
        (
            st.binary(max_size=3000),
            _urls(),
            st.sampled_from([200, 204, 301, 404, 418, 500, 0, 999]),
            st.text(max_size=30),
        ),
    ),
    "bent": (page, (bent(SMALL), _urls(), st.just(200), st.sampled_from(["text/html", None, "text/html; charset=x"]))),
    "trees": (
        page,
        (
            trees().map(lambda t: f"<html><body>{t}</body></html>".encode("utf-8", "surrogatepass")),
            _urls(),
            st.just(200),
            st.just("text/html"),
        ),
    ),
    "feeds": (
        page,
        (
            bent([b for n, b in LISTS.items() if "feed" in n and len(b) < 60_000]),
            st.just(FEED),
            st.just(200),
            st.just("application/rss+xml"),
        ),
    ),
    "archives": (archive, (st.deferred(lambda: bent(_warcs())),)),
    "listings": (
        listing,
        (
            st.lists(
                st.one_of(
                    st.just(_LINE),
                    st.text(max_size=60),
                    bent([_LINE.encode()]).map(lambda b: b.decode("utf-8", "replace")),
                ),
                max_size=6,
            ).map("\n".join),
        ),
    ),
    "encodings": (
        encoded,
        (
            st.one_of(
                st.binary(max_size=2000), bent([gzip.compress(b"x" * 9999, mtime=0), b"5\r\nhello\r\n0\r\n\r\n"])
            ),
            st.sampled_from([None, "chunked", "Chunked, gzip", "x"]),
            st.sampled_from([None, "gzip", "deflate", "br", "zstd", "gzip, gzip", "br, zstd, deflate", ",,"]),
        ),
    ),
    "configuration": (
        configured,
        (
            st.one_of(st.text(max_size=300), bent([_SOURCES.encode()]).map(lambda b: b.decode("utf-8", "replace"))),
            st.sampled_from(["sources.csv", "recapture.csv", "story_corrections.csv", "corrections.csv"]),
        ),
    ),
}
"""By name: what is tried, and with what."""


def fuzz(name: str, examples: int, chance: int) -> tuple[int, list[str]]:
    """Try the target NAME with EXAMPLES inputs; how many were tried, and what failed."""
    work, given_by = TARGETS[name]
    tried, failed, last = Counter[str](), [], [""]

    @seed(chance)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.tuples(*given_by))
    def run(values: tuple[object, ...]) -> None:
        tried["all"] += 1
        begun = time.process_time()
        try:
            work(*values)
            assert time.process_time() - begun < LIMIT_S, "took too long"
        except BaseException:
            last[:] = [repr(values)[:3000]]
            raise

    try:
        for values in KEPT.get(name, ()):
            last[:] = [repr(values)]
            work(*values)
        run()
    except BaseException as error:
        failed.append("".join(traceback.format_exception(error))[-3000:] + last[0])
    return tried["all"], failed


def main() -> int:
    """Fuzz every target in turn until the time is over; prints how many inputs were tried."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = asked.parse_args()
    until, tried, rounds = time.monotonic() + 60 * options.minutes, Counter[str](), 0
    failures: list[str] = []
    begun = time.process_time()
    while time.monotonic() < until and len(failures) < 20:
        for name in TARGETS:
            count, failed = fuzz(name, 300, options.seed + rounds)
            tried[name] += count
            failures += [f"{name}, seed {options.seed + rounds}: {text}" for text in failed]
            print(
                f"{name}: {tried[name]:,} tried, {len(failures)} failures in all", *failed, file=sys.stderr, flush=True
            )
            if time.monotonic() > until:
                break
        rounds += 1
    said = {
        "seed": options.seed,
        "inputs": sum(tried.values()),
        "by_target": dict(tried),
        "seconds_of_processor": round(time.process_time() - begun),
        "failures": len(failures),
    }
    print(json.dumps(said, indent=2))
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
