"""The one registry of tables: columns, types, keys, references and their descriptions.

The Arrow schemas, the lake's tables, the expectations, the data dictionary, the comments in the reading copy and the
column metadata in the Dagster UI are all made from `TABLES`. What a table *holds* is decided elsewhere; this module
says only what shape it has and what each column means.

Times are UTC timestamps in microseconds; offsets are Unicode code points, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import pyarrow as pa

SCHEMA_VERSION: Final = 1
"""Rises by one with every change of a table's shape. A home written by a newer schema is refused."""

Scope = Literal["capture", "article", "global"]
"""What a row belongs to, and so how a run replaces it."""

TIMESTAMP: Final = pa.timestamp("us", tz="UTC")
TEXT: Final = pa.string()
TEXTS: Final = pa.list_(pa.string())
INT: Final = pa.int32()
BIG: Final = pa.int64()
REAL: Final = pa.float64()
DAY: Final = pa.date32()
BOOL: Final = pa.bool_()
CLAIMS: Final = pa.list_(pa.struct([("rule", TEXT), ("date", DAY), ("evidence", TEXT)]))
DATELINE_ROWS: Final = pa.list_(
    pa.struct(
        [
            ("ordinal", INT),
            ("text", TEXT),
            ("place", TEXT),
            ("place_id", TEXT),
            ("country", TEXT),
            ("latitude", REAL),
            ("longitude", REAL),
            ("date", DAY),
            ("agency", TEXT),
            ("char_start", INT),
            ("char_end", INT),
        ]
    )
)

OUTCOMES: Final = ("article", "listing", "not_found", "reject")
STATES: Final = ("live", "deleted")
REVISION_CHANGES: Final = ("created", "edited", "deleted", "restored")
CHANGE_KINDS: Final = ("typo", "number", "date", "name", "sentence", "title", "rewritten", "deleted", "restored")
ERASURE_KINDS: Final = ("edited_out", "deleted")
PARTY_TYPES: Final = ("country", "organization", "person", "place", "group")
LANGUAGES: Final = ("en", "es", "ko", "zh", "ja", "ru", "und")
ARTICLE_KINDS: Final = (
    "statement",
    "commentary",
    "press_review",
    "leader_activity",
    "anecdote",
    "report",
    "photo",
    "video",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `values` lists what a closed column may hold; `references` names a "table.column" that must hold the same value;
    `low` and `high` bound a number, both ends included.
    """

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, its key, and its columns.

    `scope` says what a row belongs to, and so how a run replaces it: the rows of a touched capture or article are
    replaced as a whole, those of a global table as their own model says. `public` tables are documented for readers;
    the others carry what the pipeline needs in order to be incremental.
    """

    name: str
    row: str
    key: tuple[str, ...]
    scope: Scope
    columns: tuple[Column, ...]
    public: bool = True
    group: str = "articles"
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", MappingProxyType({c.name: c for c in self.columns}))

    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema, in column order, with each column's description as field metadata."""
        return pa.schema(
            [pa.field(c.name, c.type, c.nullable, {"description": c.description}) for c in self.columns],
            metadata={"table": self.name, "row": self.row, "schema_version": str(SCHEMA_VERSION)},
        )


def _article_id() -> Column:
    return Column(
        "article_id",
        TEXT,
        "Stable id: the site, a slash, and the site's own key for it.",
        references="articles.article_id",
    )


def _revision() -> Column:
    return Column("revision", INT, "Number of the article's revision, from 1 in the order of capture.", low=1)


def _span(what: str, where: str) -> tuple[Column, Column]:
    return (
        Column("char_start", INT, f"First code point of {what} in {where}.", low=0),
        Column("char_end", INT, f"Code point after the last one of {what} in {where}.", low=1),
    )


CAPTURES = Table(
    "captures",
    "one response of a site, as it was stored",
    ("capture_id",),
    "capture",
    (
        Column("capture_id", TEXT, "First 32 hex digits of the SHA-256 of url, captured_at and payload digest."),
        Column("url", TEXT, "The address that was asked, as it was asked."),
        Column("site", TEXT, "Short name of the site: kcna.kp, kcna.co.jp, kcnawatch.org, rodong.rep.kp, or the host."),
        Column("captured_at", TIMESTAMP, "When the response was received (for an archive's capture: by the archive)."),
        Column("http_status", INT, "HTTP status code.", low=100, high=599),
        Column("content_type", TEXT, "Content-Type header as sent.", nullable=True),
        Column("payload_sha256", TEXT, "SHA-256 of the body after transfer and content decoding, in hex."),
        Column("payload_bytes", BIG, "Length of that body in bytes.", low=0),
        Column("warc_file", TEXT, "WARC file that holds the record, relative to the home's captures folder."),
        Column("warc_offset", BIG, "Byte offset of the record in that file.", low=0),
        Column("outcome", TEXT, "What came of it.", values=OUTCOMES),
        Column(
            "layout",
            TEXT,
            "Layout that the page was recognised as; 'unknown' for one of no known layout.",
            nullable=True,
        ),
        Column("articles", INT, "Number of articles that the page holds.", low=0),
        Column(
            "evidence",
            TEXT,
            "Why the page counts as not found or removed: http_404, http_410, empty_page, redirect_home.",
            nullable=True,
        ),
        Column("extractor", TEXT, "Layout and extractor version that read it."),
    ),
    group="captures",
)

OBSERVATIONS = Table(
    "observations",
    "an article as one capture showed it (present or gone)",
    ("capture_id", "article_id"),
    "capture",
    (
        Column("capture_id", TEXT, "The capture.", references="captures.capture_id"),
        Column(
            "article_id",
            TEXT,
            "The article; of a page gone that held several, the page's id (the articles' ids before `#`).",
        ),
        Column("position", INT, "Place of the article on the page, from 1.", low=1),
        Column("captured_at", TIMESTAMP, "Time of the capture."),
        Column("site", TEXT, "Site of the capture."),
        Column("url", TEXT, "Address of the article, with the anchor where a page holds several."),
        Column("original_url", TEXT, "Address of the original that a mirror states.", nullable=True),
        Column("present", BOOL, "True where the page shows the article, false where the site says that it is gone."),
        Column("evidence", TEXT, "Evidence of removal where not present.", nullable=True),
        Column("text_sha256", TEXT, "Digest of the exact title, body and date; key of `texts`.", nullable=True),
        Column(
            "content_sha256",
            TEXT,
            "Digest of title, body and date in substance (white space and typographic quotes aside).",
            nullable=True,
        ),
        Column("layout", TEXT, "Layout that read it.", nullable=True),
        Column("extractor", TEXT, "Layout and extractor version that read it."),
        Column(
            "disagreement",
            REAL,
            "Share of words on which the layout's body and trafilatura's reading of the content differ, 0-1.",
            nullable=True,
            low=0,
            high=1,
        ),
        Column("notes", TEXTS, "Repairs made to the text and doubts about it, each 'rule: detail'."),
    ),
    public=False,
    group="history",
)

TEXT_VERSIONS = Table(
    "texts",
    "an exact text that some capture of an article showed",
    ("article_id", "text_sha256"),
    "article",
    (
        _article_id(),
        Column("text_sha256", TEXT, "Digest of the exact title, body and date."),
        Column("title", TEXT, "Title."),
        Column("body", TEXT, "Body, paragraphs joined by a line feed."),
        Column("paragraphs", TEXTS, "The body's paragraphs."),
        Column("language", TEXT, "Language of the text (ISO 639-1).", values=LANGUAGES),
        Column("topic", TEXT, "The site's own section or topic.", nullable=True),
        Column("kind", TEXT, "Kind of article.", values=ARTICLE_KINDS),
        Column("byline", TEXT, "Author named on the page.", nullable=True),
        Column("published_on", DAY, "Day of publication.", nullable=True),
        Column("published_from", TEXT, "Rule that gave the day.", nullable=True),
        Column("event_date", DAY, "Day of the event where the first sentences state it.", nullable=True),
        Column("event_start", INT, "First code point of the words that state it, in the body.", nullable=True, low=0),
        Column("event_end", INT, "Code point after them.", nullable=True, low=1),
        Column("claims", CLAIMS, "Dates that the page gives, in the order of trust."),
        Column("datelines", DATELINE_ROWS, "Datelines of the body, as in the table of that name."),
    ),
    public=False,
    group="history",
)

ARTICLES = Table(
    "articles",
    "an article as it stands now",
    ("article_id",),
    "article",
    (
        Column(
            "article_id",
            TEXT,
            "Stable id: the site, a slash, and the site's own key for it; never from the text or the slug.",
        ),
        Column("story_id", TEXT, "Shared by the same story on several sites: the id of the story's first article."),
        Column("site", TEXT, "Site that published it."),
        Column("url", TEXT, "Its address, as last captured."),
        Column("original_url", TEXT, "Address of the original that a mirror states.", nullable=True),
        Column("title", TEXT, "Title."),
        Column(
            "body",
            TEXT,
            "Body as published: paragraphs joined by a line feed, dateline included, end mark and site footer not.",
        ),
        Column("paragraphs", TEXTS, "The body's paragraphs."),
        Column("language", TEXT, "Language of the text (ISO 639-1).", values=LANGUAGES),
        Column("topic", TEXT, "The site's own section or topic.", nullable=True),
        Column("kind", TEXT, "Kind of article.", values=ARTICLE_KINDS),
        Column("byline", TEXT, "Author named on the page.", nullable=True),
        Column("published_on", DAY, "Day of publication in Pyongyang.", nullable=True),
        Column(
            "published_from",
            TEXT,
            "Rule that gave the day: page_date, stamp, calendar, url, dateline_inferred …",
            nullable=True,
        ),
        Column("event_date", DAY, "Day of the event where the first sentences state it.", nullable=True),
        Column("event_start", INT, "First code point of the words that state it, in the body.", nullable=True, low=0),
        Column("event_end", INT, "Code point after them.", nullable=True, low=1),
        Column("state", TEXT, "Whether the site still shows it.", values=STATES),
        Column("revisions", INT, "Number of its revisions, deletions and returns included.", low=1),
        Column("word_count", INT, "Words of the body.", low=0),
        Column("first_captured_at", TIMESTAMP, "First capture that showed it."),
        Column("last_captured_at", TIMESTAMP, "Last capture that showed it."),
        Column("capture_id", TEXT, "Capture that the text was read from.", references="captures.capture_id"),
        Column("layout", TEXT, "Layout that read it."),
        Column("extractor", TEXT, "Layout and extractor version that read it."),
        Column("notes", TEXTS, "Repairs made to the text and doubts about it, each 'rule: detail'."),
    ),
)

REVISIONS = Table(
    "revisions",
    "a distinct text of an article, or its deletion",
    ("article_id", "revision"),
    "article",
    (
        _article_id(),
        _revision(),
        Column("title", TEXT, "Title (of a deletion: the last one shown)."),
        Column("body", TEXT, "Body (empty for a deletion)."),
        Column("published_on", DAY, "Day of publication.", nullable=True),
        Column("content_sha256", TEXT, "Digest of title, body and date in substance."),
        Column("first_captured_at", TIMESTAMP, "First capture that showed it."),
        Column("last_captured_at", TIMESTAMP, "Last capture that showed it before the next revision."),
        Column(
            "capture_id",
            TEXT,
            "Capture that the text was read from: the first of the interval.",
            references="captures.capture_id",
        ),
        Column(
            "previous_capture_id",
            TEXT,
            "Last capture of the revision before: the change happened between the two.",
            nullable=True,
        ),
        Column("change", TEXT, "How it came to be.", values=REVISION_CHANGES),
        Column("evidence", TEXT, "Evidence of a deletion.", nullable=True),
        Column("similarity", REAL, "Likeness of the words to the revision before, 0-1.", nullable=True, low=0, high=1),
    ),
    group="history",
)

DATES = Table(
    "dates",
    "a date that a page gives for an article",
    ("article_id", "revision", "ordinal"),
    "article",
    (
        _article_id(),
        _revision(),
        Column("ordinal", INT, "Place in the order of trust, from 1.", low=1),
        Column("rule", TEXT, "Rule that read it."),
        Column("date", DAY, "The date."),
        Column("evidence", TEXT, "The words that it was read from."),
        Column("chosen", BOOL, "Whether it became published_on."),
        Column("agrees", BOOL, "Whether it is published_on, or a dateline's day within three days before it."),
    ),
)

DATELINES = Table(
    "datelines",
    "a dateline of an article",
    ("article_id", "revision", "ordinal"),
    "article",
    (
        _article_id(),
        _revision(),
        Column("ordinal", INT, "Place in the article, from 1.", low=1),
        Column("text", TEXT, "The dateline as it stands, dash and spaces after it included."),
        Column("place", TEXT, "Place as named."),
        Column("place_id", TEXT, "Party id of the place where the gazetteer knows it.", nullable=True),
        Column("country", TEXT, "Country of the place (ISO 3166-1 alpha-3).", nullable=True),
        Column("latitude", REAL, "Degrees north.", nullable=True, low=-90, high=90),
        Column("longitude", REAL, "Degrees east.", nullable=True, low=-180, high=180),
        Column("date", DAY, "The dateline's day, the year taken from the issue.", nullable=True),
        Column("agency", TEXT, "Agency, as KCNA or KNS-KCNA.", nullable=True),
        *_span("the dateline", "the body"),
    ),
)

PARTIES = Table(
    "parties",
    "a canonical party",
    ("party_id",),
    "global",
    (
        Column("party_id", TEXT, "Type and name: country:PRK, organization:WPK.CC, person:Choe Son Hui."),
        Column("name", TEXT, "Name to show."),
        Column("type", TEXT, "Type of party.", values=PARTY_TYPES),
        Column("country", TEXT, "Country it belongs to (ISO 3166-1 alpha-3).", nullable=True),
        Column("parent_id", TEXT, "Party that it is part of.", nullable=True, references="parties.party_id"),
        Column("wikidata_id", TEXT, "Wikidata item.", nullable=True),
        Column("cameo", TEXT, "CAMEO actor code.", nullable=True),
        Column("ftm_schema", TEXT, "FollowTheMoney schema."),
        Column("listed", BOOL, "Whether the reference data lists it; others are named by their own words."),
    ),
    group="parties",
)

MENTIONS = Table(
    "mentions",
    "a party named once",
    ("article_id", "revision", "mention_id"),
    "article",
    (
        _article_id(),
        _revision(),
        Column("mention_id", INT, "Place in reading order, title first, from 1.", low=1),
        Column("field", TEXT, "Where it stands.", values=("title", "body")),
        Column("party_id", TEXT, "Party.", references="parties.party_id"),
        Column("type", TEXT, "Type of party.", values=PARTY_TYPES),
        Column("surface", TEXT, "The words as they stand."),
        *_span("the mention", "the field"),
        Column("rule", TEXT, "Rule, and after a colon the alias, that gave it."),
        Column("confidence", REAL, "How sure it is, 0-1.", low=0, high=1),
    ),
    group="parties",
)

ROLES = Table(
    "roles",
    "a role stated of a person",
    ("article_id", "revision", "ordinal"),
    "article",
    (
        _article_id(),
        _revision(),
        Column("ordinal", INT, "Place in reading order, from 1.", low=1),
        Column("person_id", TEXT, "Person.", references="parties.party_id"),
        Column("role", TEXT, "Role as the text words it."),
        Column(
            "affiliation_id",
            TEXT,
            "Body or country that the role belongs to.",
            nullable=True,
            references="parties.party_id",
        ),
        Column("surface", TEXT, "The words that state it."),
        *_span("those words", "the body"),
        Column("rule", TEXT, "Rule that gave it."),
    ),
    group="parties",
)

ATTENDANCE = Table(
    "attendance",
    "a person in a list of attendees",
    ("article_id", "revision", "ordinal"),
    "article",
    (
        _article_id(),
        _revision(),
        Column("ordinal", INT, "Place in reading order of the article's lists, from 1.", low=1),
        Column("list", INT, "Number of the list in the article, from 1.", low=1),
        Column("rank", INT, "Order of naming in that list, from 1.", low=1),
        Column("person_id", TEXT, "Person.", references="parties.party_id"),
        Column("cue", TEXT, "Words that introduce the list ('accompanied by')."),
        Column("role", TEXT, "Role stated there.", nullable=True),
        *_span("the name", "the body"),
    ),
    group="parties",
)

SIGHTINGS = Table(
    "sightings",
    "an article listed on a page",
    ("capture_id", "position"),
    "capture",
    (
        Column("capture_id", TEXT, "Capture of the listing page.", references="captures.capture_id"),
        Column("position", INT, "Place in the list, from 1.", low=1),
        Column("url", TEXT, "Address that the list links to, made absolute."),
        Column("article_id", TEXT, "Id of the article at that address, captured or not.", nullable=True),
        Column("title", TEXT, "Title in the list."),
        Column("teaser", TEXT, "Teaser in the list.", nullable=True),
        Column("listed_on", DAY, "Date given in the list.", nullable=True),
    ),
    group="captures",
)

CHANGES = Table(
    "changes",
    "a difference between two neighbouring revisions",
    ("article_id", "from_revision", "to_revision"),
    "article",
    (
        _article_id(),
        Column("from_revision", INT, "Revision before.", low=1),
        Column("to_revision", INT, "Revision after.", low=2),
        Column("changed_after", TIMESTAMP, "Last capture that showed the revision before."),
        Column("changed_at", TIMESTAMP, "First capture that showed the revision after."),
        Column("kind", TEXT, "Kind of change.", values=CHANGE_KINDS),
        Column("similarity", REAL, "Likeness of the words, 0-1.", low=0, high=1),
        Column("removed", TEXTS, "Runs of words that went, in order, title first."),
        Column("added", TEXTS, "Runs of words that came, in order, title first."),
        Column(
            "removed_spans",
            pa.list_(pa.struct([("field", TEXT), ("start", INT), ("end", INT)])),
            "Span of each removed run in the revision before.",
        ),
        Column(
            "added_spans",
            pa.list_(pa.struct([("field", TEXT), ("start", INT), ("end", INT)])),
            "Span of each added run in the revision after.",
        ),
    ),
    group="history",
)

ERASURES = Table(
    "erasures",
    "a party that an article no longer names",
    ("article_id", "party_id", "to_revision"),
    "article",
    (
        _article_id(),
        Column("party_id", TEXT, "Party.", references="parties.party_id"),
        Column("from_revision", INT, "Last revision that names it.", low=1),
        Column("to_revision", INT, "First one that does not.", low=2),
        Column("erased_at", TIMESTAMP, "First capture without it."),
        Column("kind", TEXT, "Edited out, or gone with the article.", values=ERASURE_KINDS),
        Column("mentions_before", INT, "Mentions in from_revision.", low=1),
        Column("mentions_after", INT, "Mentions in to_revision: 0.", low=0, high=0),
    ),
    group="history",
)

EVENTS = Table(
    "events",
    "a loss of many articles of a site between two crawls",
    ("event_id",),
    "global",
    (
        Column("event_id", TEXT, "Site and day: kcna.co.jp/2013-12-14/site_loss."),
        Column("site", TEXT, "Site."),
        Column("kind", TEXT, "Kind of event.", values=("site_loss", "site_return")),
        Column("first_at", TIMESTAMP, "First capture that shows it."),
        Column("last_at", TIMESTAMP, "Last capture that shows it."),
        Column("articles_before", INT, "Articles of the site that were live and asked for again.", low=1),
        Column("articles_affected", INT, "Articles of these that were found gone, or back.", low=1),
    ),
    group="history",
)

STORY_LINKS = Table(
    "story_links",
    "evidence that two articles are the same story",
    ("article_id", "other_article_id"),
    "global",
    (
        _article_id(),
        Column(
            "other_article_id",
            TEXT,
            "The other article; the smaller id stands first.",
            references="articles.article_id",
        ),
        Column("rule", TEXT, "Rule: original_url, near_duplicate, correction."),
        Column("similarity", REAL, "Likeness of the texts, 0-1.", nullable=True, low=0, high=1),
        Column("evidence", TEXT, "What it rests on."),
    ),
    group="history",
)

STORY_INDEX = Table(
    "story_index",
    "a signature by which a revision's story is looked up",
    ("article_id", "revision", "band"),
    "article",
    (
        _article_id(),
        _revision(),
        Column(
            "band",
            INT,
            "0: the address that the story is known by; 1 to 16: MinHash bands of the body's words.",
            low=0,
            high=16,
        ),
        Column("bucket", BIG, "Value of the signature in that band; equal ones make two revisions candidates."),
        Column("site", TEXT, "Site of the article."),
        Column("layout", TEXT, "Layout that read it."),
        Column("language", TEXT, "Language of the text (ISO 639-1).", values=LANGUAGES),
        Column("published_on", DAY, "Day of publication.", nullable=True),
    ),
    public=False,
    group="history",
)

REJECTS = Table(
    "rejects",
    "a capture that gave nothing",
    ("capture_id",),
    "capture",
    (
        Column("capture_id", TEXT, "Capture.", references="captures.capture_id"),
        Column("stage", TEXT, "Stage at which it was rejected.", values=("capture", "decode", "layout", "extract")),
        Column("reason", TEXT, "Reason, one word or a few joined by underscores."),
        Column("detail", TEXT, "What was found, and what to do."),
    ),
    group="captures",
)

VERSIONS = Table(
    "versions",
    "a published version",
    ("version",),
    "global",
    (
        Column("version", INT, "Number of the version, from 1.", low=1),
        Column("snapshot_id", BIG, "Snapshot of the lake that holds it."),
        Column("created_at", TIMESTAMP, "When it was published."),
        Column("message", TEXT, "What it brought."),
        Column("code_version", TEXT, "Version of the code that made it."),
        Column("schema_version", INT, "Version of the schema.", low=1),
        Column("rules", TEXT, "Version of the extractor, the party rules and the reference data, as JSON."),
        Column("counts", TEXT, "Rows of each table, as JSON."),
        Column("sums", TEXT, "Order-free sums of row digests of each table, as JSON; the digest is made from them."),
        Column("digest", TEXT, "SHA-256 over all rows of all tables."),
    ),
    group="versions",
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        t.name: t
        for t in (
            CAPTURES,
            OBSERVATIONS,
            TEXT_VERSIONS,
            ARTICLES,
            REVISIONS,
            DATES,
            DATELINES,
            PARTIES,
            MENTIONS,
            ROLES,
            ATTENDANCE,
            SIGHTINGS,
            CHANGES,
            ERASURES,
            EVENTS,
            STORY_LINKS,
            STORY_INDEX,
            REJECTS,
            VERSIONS,
        )
    }
)
"""Every table by name, in the order in which readers meet them."""
