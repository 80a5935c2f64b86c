"""Tables of what was later changed, unsaid or lost, and of the same story on several sites."""

from dagster_project.core.columns import (
    BIG,
    DAY,
    INT,
    REAL,
    SPANS,
    TEXT,
    TEXTS,
    TIMESTAMP,
    Column,
    Table,
    article_id,
    revision,
)
from dagster_project.core.vocabularies import CHANGE_KINDS, ERASURE_KINDS, LANGUAGES

CHANGES = Table(
    "changes",
    "a difference between two neighbouring revisions",
    ("article_id", "from_revision", "to_revision"),
    "article",
    (
        article_id(),
        Column("from_revision", INT, "Revision before.", low=1),
        Column("to_revision", INT, "Revision after.", low=2),
        Column("changed_after", TIMESTAMP, "Last capture that showed the revision before."),
        Column("changed_at", TIMESTAMP, "First capture that showed the revision after."),
        Column("kind", TEXT, "Kind of change.", values=CHANGE_KINDS),
        Column("similarity", REAL, "Likeness of the words, 0-1.", low=0, high=1),
        Column("removed", TEXTS, "Runs of words that went, in order, title first.", quotes=True),
        Column("added", TEXTS, "Runs of words that came, in order, title first.", quotes=True),
        Column(
            "removed_spans",
            SPANS,
            "Span of each removed run in the revision before.",
        ),
        Column(
            "added_spans",
            SPANS,
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
        article_id(),
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
        article_id(),
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
        article_id(),
        revision(),
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
