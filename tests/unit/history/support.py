"""Short ways to write down captures of an invented article."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from dagster_project.core.history.digests import content_digest, text_digest
from dagster_project.core.history.records import History, Observation, TextVersion
from dagster_project.core.history.revisions import build_history

ARTICLE = "kcna.kp/0123456789abcdef0123456789abcdef"
START = datetime(2024, 8, 1, 6, tzinfo=UTC)
STATED = date(2024, 8, 1)


def version(body: str, title: str = "Sheep Farm Opens", day: date | None = STATED, rule: str = "stamp") -> TextVersion:
    return TextVersion(text_digest(title, body, day), title, body, day, rule if day else None)


def seen(
    hours: int, text: TextVersion | None, evidence: str = "http_404", capture_id: str | None = None
) -> Observation:
    """An observation HOURS after the first possible one; of a text, or (None) of the article gone."""
    capture_id = capture_id or hashlib.sha256(f"{hours} {text}".encode()).hexdigest()[:32]
    stated = None if text is None or text.inferred else text.published_on
    return Observation(
        capture_id,
        ARTICLE,
        1,
        START + timedelta(hours=hours),
        "kcna.kp",
        "http://kcna.kp/en/article/q/0123456789abcdef0123456789abcdef.kcmsf",
        None,
        text is not None,
        None if text else evidence,
        text.text_sha256 if text else None,
        content_digest(text.title, text.body, stated) if text else None,
        "kcna_kp_q",
        "kcna_kp_q/1",
        None,
        (),
    )


def texts_of(*texts: TextVersion | None) -> Mapping[str, TextVersion]:
    return {t.text_sha256: t for t in texts if t is not None}


def history_of(*texts: TextVersion | None) -> History | None:
    """The history of captures an hour apart that show TEXTS one after the other (None: gone)."""
    return build_history(ARTICLE, [seen(n, text) for n, text in enumerate(texts)], texts_of(*texts))


def changes_of(history: History | None) -> Sequence[str]:
    assert history is not None
    return [r.change for r in history.revisions]
