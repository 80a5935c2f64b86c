"""Composes the bundled sample archive, and larger ones for tests and benchmarks, and knows what is in them.

    python -m tests.sample.compose                      writes data/sample/sample.warc.gz and tests/sample/truth.json
    python -m tests.sample.compose --articles 20000 --page-kb 63 --out big.warc.gz

The same arguments give the same bytes. Records are written one by one, so memory does not grow with the archive.
"""

import argparse
import hashlib
import io
import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dagster_project.demo import pages
from dagster_project.demo.stories import Story, dated, routine, special, without

FIRST_DAY = date(1998, 1, 1)
REPORTS_A_DAY = 40
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample" / "sample.warc.gz"
TRUTH = ROOT / "tests" / "sample" / "truth.json"


@dataclass(frozen=True)
class Capture:
    """A response to be written. `revisits` names the address and time of an earlier one with the same payload."""

    url: str
    at: datetime
    body: bytes
    status: str = "200 OK"
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None
    revisits: tuple[str, datetime] | None = None
    request: bool = False


@dataclass
class Truth:
    """What a reader without fault finds in the archive."""

    captures: list[dict[str, Any]] = field(default_factory=list)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    same_story: list[list[str]] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    erased: list[list[str]] = field(default_factory=list)


class Archive:
    """A WARC 1.1 file with the same bytes for the same captures."""

    def __init__(self, stream: io.BufferedIOBase):
        self._writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        info = self._writer.create_warcinfo_record(
            "sample.warc.gz", {"software": "palimpsest sample", "description": "Invented pages."}
        )
        self._stamp(info, "warcinfo", "2026-01-01T00:00:00Z")
        self._writer.write_record(info)

    def _stamp(self, record: Any, name: str, when: str) -> None:
        record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>")
        record.rec_headers.replace_header("WARC-Date", when)

    def add(self, capture: Capture) -> None:
        when = capture.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        headers = [("Content-Type", capture.content_type)] + (
            [("Location", capture.location)] if capture.location else []
        )
        http = StatusAndHeaders(capture.status, headers, protocol="HTTP/1.1")
        if capture.revisits is not None:
            digest = "sha1:" + _sha1(capture.body)
            record = self._writer.create_revisit_record(
                capture.url,
                digest,
                capture.revisits[0],
                capture.revisits[1].strftime("%Y-%m-%dT%H:%M:%SZ"),
                http_headers=http,
            )
        else:
            record = self._writer.create_warc_record(
                capture.url, "response", payload=io.BytesIO(capture.body), http_headers=http
            )
        self._stamp(record, f"{when} {capture.url}", when)
        self._writer.write_record(record)
        if capture.request:
            asked = self._writer.create_warc_record(
                capture.url,
                "request",
                http_headers=StatusAndHeaders("GET / HTTP/1.1", [("Host", "sample.invalid")], is_http_request=True),
            )
            self._stamp(asked, f"request {when} {capture.url}", when)
            self._writer.write_record(asked)


def _sha1(body: bytes) -> str:
    import base64

    return base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def _at(day: date, hours: int = 6, days: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=days, hours=hours)


def _article(article_id: str, story: Story, revisions: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "title": story.title,
        "body": story.body,
        "published_on": story.day.isoformat(),
        "revisions": revisions,
        "dateline": story.dateline.split(",")[0] if story.dateline else None,
        **more,
    }


def sample() -> tuple[list[Capture], Truth]:
    """The captures of the bundled sample in the order of their times, and the truth about them."""
    truth, made = Truth(), []
    stories = {s.key: s for s in special()}
    usual = [routine(n) for n in range(24)]

    def put(
        url: str, at: datetime, page: str | bytes, outcome: str = "article", reason: str | None = None, **more: Any
    ) -> Capture:
        capture = Capture(url, at, page if isinstance(page, bytes) else page.encode(), **more)
        made.append(capture)
        truth.captures.append(
            {"url": url, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "outcome": outcome, "reason": reason}
        )
        return capture

    def q(story: Story) -> str:
        return f"kcna.kp/{pages.story_hex(story)}"

    # A name cut from a list, and a number corrected, on kcna.kp's older pages.
    opening, output = stories["opening"], stories["output"]
    cut = without(opening, "Ri Hyang Ok, director of the Sample Bridge Bureau, ")
    put(pages.kp_q_url(opening), _at(opening.day), pages.kp_q(opening, usual[:6]), request=True)
    put(pages.kp_q_url(opening), _at(opening.day, days=20), pages.kp_q(cut, usual[6:12]))
    truth.articles[q(opening)] = _article(q(opening), cut, 2)
    truth.edited[q(opening)] = "name"
    truth.erased.append([q(opening), "person:Ri Hyang Ok", "edited_out"])
    mended = without(output, "1 200", "12 000")
    put(pages.kp_q_url(output), _at(output.day), pages.kp_q(output, usual[:3]))
    put(pages.kp_q_url(output), _at(output.day, days=2), pages.kp_q(mended, usual[2:5]))
    truth.articles[q(output)] = _article(q(output), mended, 2)
    truth.edited[q(output)] = "number"

    # One withdrawn: 200, unchanged, then 404.
    withdrawn = stories["withdrawn"]
    put(pages.kp_q_url(withdrawn), _at(withdrawn.day), pages.kp_q(withdrawn))
    put(
        pages.kp_q_url(withdrawn).replace("http://www.", "https://"),
        _at(withdrawn.day, days=3),
        pages.kp_q(withdrawn, usual[:4]),
    )
    put(
        pages.kp_q_url(withdrawn),
        _at(withdrawn.day, days=30),
        "<html><body>NULL</body></html>",
        "not_found",
        status="404 Not Found",
    )
    truth.articles[q(withdrawn)] = _article(q(withdrawn), withdrawn, 2, state="deleted")
    truth.deleted.append(q(withdrawn))
    truth.erased.append([q(withdrawn), "person:Hong Kyong Nam", "deleted"])

    # One moved on the mirror: a new slug and title-case, the old address redirects.
    moved = stories["moved"]
    watch_id = "kcnawatch.org/" + pages.kcnawatch_url(moved).split("/")[4]
    put(pages.kcnawatch_url(moved), _at(moved.day), pages.kcnawatch(moved, usual[:16]))
    put(
        pages.kcnawatch_url(moved, "old maps"),
        _at(moved.day, days=9),
        pages.kcnawatch(moved, usual[4:20], title=moved.title),
    )
    put(pages.kcnawatch_url(moved) + "?t=1700000000", _at(moved.day, days=12), pages.kcnawatch(moved, usual[:2]))
    truth.articles[watch_id] = _article(watch_id, moved)

    # Stories on two sites: with the original's address, and by their text alone.
    for key in ("leader", "talks", "ambassador"):
        story = stories[key]
        put(pages.kp_q_url(story), _at(story.day), pages.kp_q(story, usual[:5]))
        put(
            pages.kcnawatch_url(story),
            _at(story.day, days=1),
            pages.kcnawatch(story, usual[:8], original=pages.kp_q_url(story) if key != "ambassador" else None),
        )
        mirror = "kcnawatch.org/" + pages.kcnawatch_url(story).split("/")[4]
        truth.articles[q(story)] = _article(q(story), story)
        truth.articles[mirror] = _article(mirror, story)
        truth.same_story.append([q(story), mirror])

    # kcna.kp's newer pages, which carry no date.
    for key in ("abroad", "tokyo", "dashless", "entities", "statement"):
        story = stories[key]
        detail = q(story)
        put(pages.kp_detail_url(story), _at(story.day, days=1), pages.kp_detail(story, usual[:5]))
        truth.articles[detail] = _article(detail, story)

    for key in ("anecdote", "review"):
        story = stories[key]
        put(pages.kp_q_url(story), _at(story.day), pages.kp_q(story))
        truth.articles[q(story)] = _article(q(story), story)

    # kcna.co.jp: an article a page, and several on a page.
    for number, story in enumerate(usual[:14], 1):
        old = _on(story, date(2012, 5, 10 + number))
        put(pages.cojp_url(old, number), _at(old.day), pages.cojp(old))
        cojp_id = f"kcna.co.jp/{old.day:%Y%m%d}-{number:02d}ee"
        truth.articles[cojp_id] = _article(cojp_id, old)
    day = [_on(story, date(2007, 3, 9)) for story in usual[14:18]]
    put(pages.cojp_day_url(day[0].day, 2), _at(day[0].day), pages.cojp_day(day))
    for number, story in enumerate(day, 1):
        day_id = f"kcna.co.jp/{story.day:%Y%m%d}-02#{number}"
        truth.articles[day_id] = _article(day_id, story)

    # The mirror's routine, and what else a crawl meets.
    for story in usual[:12]:
        put(pages.kcnawatch_url(story), _at(story.day), pages.kcnawatch(story, usual[12:20]))
        mirror = "kcnawatch.org/" + pages.kcnawatch_url(story).split("/")[4]
        truth.articles[mirror] = _article(mirror, story)
    first = next(c for c in made if c.url == pages.kcnawatch_url(usual[0]))
    put(first.url, first.at + timedelta(days=40), first.body, revisits=(first.url, first.at))
    put("https://kcnawatch.org/newstream/", _at(date(2026, 2, 1)), pages.kcnawatch_listing(usual), "listing")
    spanish = Story(
        "spanish",
        "Inauguran puente de papel en la muestra",
        (
            "Pyongyang, 29 de enero (ACNC) -- Se inauguró un puente de papel que no existe sobre un río que nadie ha visto.",
            "Los constructores de la muestra cantaron para los vecinos y después volvieron a sus casas inventadas.",
        ),
        date(2026, 1, 29),
    )
    put(pages.kp_q_url(spanish).replace("/en/", "/es/"), _at(spanish.day), pages.kp_q(spanish))
    es = f"kcna.kp/es/{pages.story_hex(spanish)}"
    truth.articles[es] = _article(es, spanish, language="es")
    korean = Story(
        "korean",
        "견본 다리가 개통되였다",
        ("(평양 1월 30일발 조선중앙통신) 지어낸 강에 종이로 만든 견본 다리가 개통되였다.", "다리를 본 사람은 없다."),
        date(2026, 1, 30),
    )
    put(pages.kp_q_url(korean).replace("/en/", "/kp/"), _at(korean.day), pages.kp_q(korean))
    ko = f"kcna.kp/kp/{pages.story_hex(korean)}"
    truth.articles[ko] = _article(ko, korean, language="ko")
    put(pages.kp_q_url(usual[20]), _at(date(2026, 2, 2)), pages.kp_q(usual[20])[:640], "reject", "broken")
    put(
        pages.kp_q_url(usual[21]),
        _at(date(2026, 2, 2), 7),
        "<html><head><title>Attention Required! | Cloudflare</title></head><body>"
        "<h1>Sorry, you have been blocked</h1><p>Ray ID: 0</p></body></html>",
        "reject",
        "blocked",
        status="403 Forbidden",
    )
    put(pages.kp_q_url(usual[22]), _at(date(2026, 2, 2), 8), "<html><body>NULL</body></html>", "not_found")
    put(
        pages.kp_q_url(usual[23]),
        _at(date(2026, 2, 2), 9),
        "busy",
        "reject",
        "server_error",
        status="503 Service Unavailable",
    )
    put(
        "http://www.kcna.kp/title.gif",
        _at(date(2026, 2, 2), 10),
        b"GIF89a\x01\x00",
        "reject",
        "not_html",
        content_type="image/gif",
    )
    order = sorted(range(len(made)), key=lambda i: (made[i].at, made[i].url))
    truth.captures = [truth.captures[i] for i in order]
    return [made[i] for i in order], truth


def _on(story: Story, day: date) -> Story:
    """The report STORY, told on another day."""
    moved = dated(
        story.key, story.title, day, story.body[len(story.dateline or "") :].split("\n")[0], *story.paragraphs[1:]
    )
    return replace(moved, key=f"{story.key}@{day}")


def larger(
    articles: int, *, seed: int = 7, page_kb: int = 0, again: bool = False, first: int = 100
) -> Iterator[Capture]:
    """Captures of ARTICLES routine reports on the mirror, each with its list of others, in the order of capture.

    A day has REPORTS_A_DAY of them, however many there are: as on a real wire, more articles are more days.
    """
    window: list[Story] = []
    for number in range(first, first + articles):
        day = FIRST_DAY + timedelta(days=number // REPORTS_A_DAY)
        story = replace(_on(routine(number, seed), day), key=f"{seed}/{number}")
        at = _at(story.day) + timedelta(seconds=number % 3600)
        page = pages.kcnawatch(story, window[-16:], page_kb).encode()
        yield Capture(pages.kcnawatch_url(story), at, page)
        if again:
            yield Capture(pages.kcnawatch_url(story), at + timedelta(days=30), page)
        window = [*window[-16:], story]


def write(captures: Iterator[Capture] | list[Capture], target: Path) -> int:
    """Write CAPTURES as a WARC file; returns how many there were."""
    count = 0
    with target.open("wb") as stream:
        archive = Archive(stream)
        for capture in captures:
            archive.add(capture)
            count += 1
    return count


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int)
    options.add_argument("--page-kb", type=int, default=0)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--again", action="store_true")
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    if given.articles:
        count = write(larger(given.articles, seed=given.seed, page_kb=given.page_kb, again=given.again), given.out)
        print(f"{count} captures in {given.out}")
        return
    captures, truth = sample()
    print(f"{write(captures, given.out or SAMPLE)} captures in {given.out or SAMPLE}")
    TRUTH.write_text(json.dumps(asdict(truth), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
