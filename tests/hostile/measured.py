"""One page read in a process of its own: how long it took, and how much memory on top of what was there."""

import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.core.extract import extract_page
from dagster_project.core.parties import find_parties
from dagster_project.core.records import Page
from tests.unit.extraction.support import SEEN, places

PATIENCE_S = 120


@dataclass(frozen=True)
class Measured:
    """What came of a page: its outcome and reject's reason, CPU seconds, bytes of memory at its peak."""

    outcome: str
    reason: str
    seconds: float
    memory: int


def read_page(url: str, payload: bytes, content_type: str | None = "text/html") -> tuple[str, str]:
    """Outcome and reason of a page, after all that a build does with its articles."""
    page = Page("0" * 32, url, SEEN, 200, content_type, payload)
    result = extract_page(page, places(), compare_every=1)
    for article in result.articles:
        spans = [(line.char_start, line.char_end) for line in article.datelines]
        find_parties(
            _gazetteer(),
            article.title,
            article.body,
            article_id=article.article_id,
            published_on=article.published_on,
            language=article.language,
            masked=spans,
        )
        _changes(article.title, article.body)
    return result.outcome, result.reject.reason if result.reject else ""


def _gazetteer() -> Any:
    from dagster_project.pipeline.rules import gazetteer
    from dagster_project.store.home import REFERENCE

    return gazetteer(REFERENCE)


def _changes(title: str, body: str) -> None:
    """The word diff of the text and the same text with a word more in front and one less in the middle."""
    from dagster_project.core.history.diff import diff_texts

    half = len(body) // 2
    diff_texts("title", title, title[1:])
    diff_texts("body", body, "Words " + body[:half] + body[half + 6 :])


def measured(work: Callable[[], tuple[str, str]]) -> Measured:
    """Do WORK in a child process; the reference data is read before."""
    _gazetteer()
    places()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            signal.alarm(PATIENCE_S)
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
            begun = time.process_time()
            base = _status("VmRSS")
            outcome, reason = work()
            said = {
                "outcome": outcome,
                "reason": reason,
                "seconds": time.process_time() - begun,
                "memory": max(0, _status("VmHWM") - base),
            }
            os.write(writer, json.dumps(said).encode())
        except BaseException as error:
            os.write(writer, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    found: dict[str, Any] = json.loads(answer) if answer else {"error": "the process died"}
    assert "error" not in found, found["error"]
    return Measured(**found)


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0
