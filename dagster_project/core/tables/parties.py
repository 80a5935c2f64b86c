"""Tables of who is named: parties, mentions, offices stated, lists of those present."""

from dagster_project.core.columns import BOOL, INT, REAL, TEXT, Column, Table, article_id, revision, span
from dagster_project.core.vocabularies import PARTY_TYPES

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
        article_id(),
        revision(),
        Column("mention_id", INT, "Place in reading order, title first, from 1.", low=1),
        Column("field", TEXT, "Where it stands.", values=("title", "body")),
        Column("party_id", TEXT, "Party.", references="parties.party_id"),
        Column("type", TEXT, "Type of party.", values=PARTY_TYPES),
        Column("surface", TEXT, "The words as they stand."),
        *span("the mention", "the field"),
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
        article_id(),
        revision(),
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
        Column("surface", TEXT, "The words that state it.", quotes=True),
        *span("those words", "the body"),
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
        article_id(),
        revision(),
        Column("ordinal", INT, "Place in reading order of the article's lists, from 1.", low=1),
        Column("list", INT, "Number of the list in the article, from 1.", low=1),
        Column("rank", INT, "Order of naming in that list, from 1.", low=1),
        Column("person_id", TEXT, "Person.", references="parties.party_id"),
        Column("cue", TEXT, "Words that introduce the list ('accompanied by')."),
        Column("role", TEXT, "Role at that date.", nullable=True),
        Column(
            "role_from",
            TEXT,
            "Where that is known from: the list itself, elsewhere in the article, or the reference data.",
            nullable=True,
            values=("list", "article", "reference"),
        ),
        *span("the name", "the body"),
    ),
    group="parties",
)

CORRECTIONS = Table(
    "corrections",
    "a reviewed correction, of who is named or of which articles tell one story",
    ("correction_id",),
    "global",
    (
        Column("correction_id", TEXT, "Its name in the reviewed file; of stories the action and both articles."),
        Column("target", TEXT, "What it corrects.", values=("mention", "role", "attendee", "story")),
        Column("action", TEXT, "What it does.", values=("remove", "change", "add", "merge", "split")),
        Column("article_id", TEXT, "Article that it is about; none: all.", nullable=True),
        Column("other_article_id", TEXT, "The other article of a story.", nullable=True),
        Column("rule", TEXT, "Rule whose rows it corrects.", nullable=True),
        Column("field", TEXT, "Field that it is about.", nullable=True, values=("title", "body")),
        Column("surface", TEXT, "Words that it is about.", nullable=True),
        Column("char_start", INT, "First code point of those words in the field.", nullable=True, low=0),
        Column("char_end", INT, "Code point after their last one.", nullable=True, low=1),
        Column("party_id", TEXT, "Party that the rules give.", nullable=True),
        Column("new_party_id", TEXT, "Right party; of a role its affiliation.", nullable=True),
        Column("role", TEXT, "Role that it is about.", nullable=True),
        Column("note", TEXT, "Why, and who decided."),
    ),
    group="parties",
)

CORRECTED = Table(
    "corrected",
    "a reviewed correction applied to a revision",
    ("article_id", "revision", "correction_id"),
    "article",
    (
        article_id(),
        revision(),
        Column("correction_id", TEXT, "The correction.", references="corrections.correction_id"),
        Column("times", INT, "How many rows it removed, changed or added there.", low=1),
    ),
    group="parties",
)
