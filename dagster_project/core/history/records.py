"""The records of an article's history. Each mirrors the table of its name in the registry."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """An article as one capture showed it: a row of `observations`."""

    capture_id: str
    article_id: str
    position: int
    captured_at: datetime
    site: str
    url: str
    original_url: str | None
    present: bool
    evidence: str | None
    text_sha256: str | None
    content_sha256: str | None
    layout: str | None
    extractor: str
    disagreement: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextVersion:
    """What history needs of a row of `texts`: the exact wording and the day, and how the day was found."""

    text_sha256: str
    title: str
    body: str
    published_on: date | None
    published_from: str | None

    @property
    def inferred(self) -> bool:
        """Whether the day was inferred, and not stated by the page."""
        return (self.published_from or "").endswith("inferred")


@dataclass(frozen=True, slots=True)
class Revision:
    """A distinct text of an article, or its deletion: a row of `revisions`.

    `text_sha256` names the exact text that stands for it (that of its first capture), None for a deletion.
    """

    article_id: str
    revision: int
    title: str
    body: str
    published_on: date | None
    published_from: str | None
    content_sha256: str
    text_sha256: str | None
    first_captured_at: datetime
    last_captured_at: datetime
    capture_id: str
    previous_capture_id: str | None
    change: str
    evidence: str | None
    similarity: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words in the title or the body: code points, end exclusive."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two neighbouring revisions: a row of `changes`."""

    article_id: str
    from_revision: int
    to_revision: int
    changed_after: datetime
    changed_at: datetime
    kind: str
    similarity: float
    removed: tuple[str, ...]
    added: tuple[str, ...]
    removed_spans: tuple[Span, ...]
    added_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class History:
    """An article's whole history. `current` is the observation that the article's present text is read from."""

    article_id: str
    revisions: tuple[Revision, ...]
    current: Observation
    current_text: str
    published_on: date | None
    published_from: str | None
    state: str
    first_captured_at: datetime
    last_captured_at: datetime
    url: str
    original_url: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What erasures need of a revision; title and body are not read of a deletion."""

    article_id: str
    revision: int
    change: str
    first_captured_at: datetime
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What erasures need of a mention: code points into the field, end exclusive, that cut out `surface`.

    `by_itself` is false of a surname that only the full name before it explains; `short` is the part of the name that
    may stand alone in such a way, where there is one.
    """

    party_id: str
    field: str
    char_start: int
    char_end: int
    surface: str
    by_itself: bool = True
    short: str | None = None
