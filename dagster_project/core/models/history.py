"""Derived tables of what was rewritten, erased, or is named no more."""

from typing import Final

from dagster_project.core.columns import REAL, TEXT, TIMESTAMP, Column
from dagster_project.core.models.model import Model, count, day, party, share, site
from dagster_project.core.vocabularies import PARTY_TYPES

_TYPE: Final = Column("type", TEXT, "Type of party.", values=PARTY_TYPES)

HISTORY: Final = (
    Model(
        "erasure_report",
        ("party_id",),
        (
            *party(),
            _TYPE,
            count("articles_edited", "Articles that it was edited out of."),
            count("articles_deleted", "Articles that it went with."),
            count("articles_named_again", "Articles of these that name it again now."),
            count("articles_named", "Articles that ever named it."),
            share("share_erased", "Articles that lost it by articles that ever named it, 0-1."),
            day("first_erased_on", "Day (UTC) on which the first loss was seen."),
            day("last_erased_on", "Day (UTC) on which the last loss was seen."),
        ),
    ),
    Model(
        "rewritten_days",
        ("site", "published_on"),
        (
            site(),
            day("published_on", "Day of publication."),
            count("articles", "Articles of the day."),
            count("articles_edited", "Articles of these that were edited."),
            count("articles_deleted", "Articles that were deleted at some time."),
            count("articles_gone", "Articles that are gone now."),
            count("articles_with_erasures", "Articles that a party was edited out of."),
            share("share_rewritten", "Articles edited or deleted by all of the day, 0-1."),
            Column("last_changed_at", TIMESTAMP, "Capture that showed the last change."),
        ),
    ),
    Model(
        "vanishing",
        ("party_id", "site"),
        (
            *party(),
            _TYPE,
            site(),
            count("articles_named", "Articles that named it when first published."),
            day("first_named_on", "First day of publication of such an article."),
            day("last_named_on", "Last one."),
            count("articles_since", "Articles of the site since then."),
            Column("articles_expected_since", REAL, "How many of these should name it, at its former rate.", low=0),
        ),
    ),
)
