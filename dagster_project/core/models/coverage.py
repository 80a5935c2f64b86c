"""Derived tables of how much was published and captured, and how well pages were read."""

from typing import Final

from dagster_project.core.columns import BIG, INT, REAL, TEXT, TIMESTAMP, Column
from dagster_project.core.models.model import Model, count, day, site

COVERAGE: Final = (
    Model(
        "publication_rhythm",
        ("site", "published_on"),
        (
            site(),
            day("published_on", "Day of publication."),
            Column("weekday", INT, "Day of the week: 1 Monday to 7 Sunday.", low=1, high=7),
            count("articles", "Articles of the day, deleted ones too."),
            count("words", "Words of their bodies."),
            count("leader_activities", "Articles of these on the leader's activities."),
            count("statements", "Statements and commentaries of these."),
            Column(
                "silent_days_before",
                INT,
                "Days without articles before it; empty for a site's first day.",
                nullable=True,
                low=0,
            ),
            Column(
                "articles_a_day_before",
                REAL,
                "Mean of the 28 days before; empty for a site's first 28.",
                nullable=True,
                low=0,
            ),
        ),
    ),
    Model(
        "coverage_gaps",
        ("site", "first_day"),
        (
            site(),
            day("first_day", "First day without articles."),
            day("last_day", "Last one."),
            Column("days", INT, "Number of days.", low=1),
            Column("articles_a_day", REAL, "Articles a day on the days with articles within four weeks.", low=0),
            Column("articles_expected", BIG, "articles_a_day times days: how many may be missing.", low=0),
            count("listed", "Articles of these days that listings name and that were never captured."),
        ),
    ),
    Model(
        "site_days",
        ("site", "day"),
        (
            site(),
            day("day", "Day (UTC) of the captures."),
            Column("first_at", TIMESTAMP, "First capture of the day that asked again for an article."),
            Column("last_at", TIMESTAMP, "Last one."),
            count("asked_live", "Articles asked for that were live at their last capture before."),
            count("lost", "Articles of these that were gone."),
            count("asked_gone", "Times that an article was asked for that was gone at its last capture before."),
            count("returned", "Times of these that it was back."),
        ),
    ),
    Model(
        "drift",
        ("site", "layout", "day"),
        (
            site(),
            Column("layout", TEXT, "Layout; 'none' where no page was recognised."),
            day("day", "Day (UTC) of the captures."),
            count("captures", "Captures."),
            count("article_pages", "Captures of these that show articles."),
            count("without_text", "Captures that gave no text although a page was there."),
            count("articles", "Articles that they show."),
            count("asked", "Articles whose content trafilatura read too."),
            count("disagreeing", "Articles of these on whose words it differs by more than 2 %."),
            count("without_title", "Articles without a title."),
            count("without_day", "Articles without a day of publication."),
            count("inferred_day", "Articles whose day was inferred."),
            count("without_dateline", "Articles without a dateline."),
            Column("median_words", REAL, "Median of the articles' words.", nullable=True, low=0),
            Column(
                "prose_outside", REAL, "Mean share of a page's prose in no article, 0-1.", nullable=True, low=0, high=1
            ),
            count("compared", "Pages that trafilatura read as a whole."),
            Column(
                "page_disagreement",
                REAL,
                "Mean share of words on which that reading differs, 0-1.",
                nullable=True,
                low=0,
                high=1,
            ),
        ),
    ),
)
