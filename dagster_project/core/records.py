"""The frozen records that the core's parts hand to one another. Shapes only; no rules in here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

Outcome = Literal["article", "listing", "not_found", "reject"]
Field = Literal["title", "body"]


@dataclass(frozen=True, slots=True)
class Page:
    """A response as it was captured: what extraction starts from.

    `payload` is the body after transfer and content decoding; `captured_at` is in UTC; `location` is where the
    request ended up after redirects (or the Location header of an unfollowed one).
    """

    capture_id: str
    url: str
    captured_at: datetime
    http_status: int
    content_type: str | None
    payload: bytes
    location: str | None = None


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A date that a page gives: the rule that read it and the words it was read from."""

    rule: str
    date: date
    evidence: str


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline of a body. Offsets are code points into the body, end exclusive; `text` is what they cut out.

    `place_id`, `country`, `latitude` and `longitude` are None where the gazetteer does not know the place.
    """

    ordinal: int
    text: str
    place: str
    place_id: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    date: date | None
    agency: str | None
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as one page shows it.

    `paragraphs` joined by a line feed are the `body`. `claims` are in the order of trust, the first one that holds
    being `published_on`. `notes` are repairs and doubts, each "rule: detail". Event offsets cut the words that state
    the event's day out of the body.
    """

    article_id: str
    position: int
    url: str
    original_url: str | None
    title: str
    paragraphs: tuple[str, ...]
    language: str
    topic: str | None
    kind: str
    byline: str | None
    published_on: date | None
    published_from: str | None
    claims: tuple[DateClaim, ...]
    datelines: tuple[Dateline, ...]
    event_date: date | None
    event_start: int | None
    event_end: int | None
    disagreement: float | None
    notes: tuple[str, ...]

    @property
    def body(self) -> str:
        """The paragraphs joined by a line feed."""
        return "\n".join(self.paragraphs)


class Sighting(NamedTuple):
    """An article listed on a page; `position` counts from 1. A tuple, since a page may list hundreds."""

    position: int
    url: str
    article_id: str | None
    title: str
    teaser: str | None
    listed_on: date | None


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a capture gave nothing: the stage, a reason in one word, and what was found."""

    stage: Literal["capture", "decode", "layout", "extract"]
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """What came of a page: exactly one outcome.

    article: `articles` is not empty. not_found: `gone` names the article ids that the page says are removed and
    `evidence` how. reject: `reject` is set. A listing or an article may carry `sightings`. Of an article's page,
    `prose_outside` is the share of its prose that its bodies lack, and `page_disagreement` the share of words on which
    trafilatura's reading of the whole page differs, where that was asked.
    """

    capture_id: str
    outcome: Outcome
    site: str
    layout: str | None
    extractor: str
    articles: tuple[ArticleText, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    gone: tuple[str, ...] = ()
    evidence: str | None = None
    reject: Reject | None = None
    prose_outside: float | None = None
    page_disagreement: float | None = None


class Mention(NamedTuple):
    """A party named once; offsets are code points into the field, end exclusive, and cut out `surface`."""

    field: Field
    char_start: int
    char_end: int
    surface: str
    party_id: str
    type: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Role:
    """A role stated of a person in the body; `surface` is what the offsets cut out."""

    person_id: str
    role: str
    affiliation_id: str | None
    surface: str
    char_start: int
    char_end: int
    rule: str


RoleFrom = Literal["list", "article", "reference"]


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person in a list of attendees: `list` numbers the article's lists and `rank` the names of one, both from 1.

    `role` is the person's at that date: stated in the list, elsewhere in the article, or known from the reference data,
    as `role_from` says.
    """

    list: int
    rank: int
    person_id: str
    cue: str
    role: str | None
    role_from: RoleFrom | None
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Party:
    """A canonical party, listed in the reference data or named by its own words."""

    party_id: str
    name: str
    type: str
    country: str | None
    parent_id: str | None
    wikidata_id: str | None
    cameo: str | None
    ftm_schema: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """How many times a reviewed correction was applied in an article."""

    correction_id: str
    times: int


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named in a text. `parties` holds the unlisted ones among them; the listed ones are in the gazetteer.

    `corrected` names the reviewed corrections that were applied.
    """

    mentions: tuple[Mention, ...]
    roles: tuple[Role, ...]
    attendance: tuple[Attendee, ...]
    parties: tuple[Party, ...]
    corrected: tuple[Applied, ...] = ()
