"""Derived tables of who is named when, by which words, and with whom."""

from typing import Final

from dagster_project.core.columns import BIG, INT, TEXT, Column
from dagster_project.core.models.model import Model, count, day, party, share, site
from dagster_project.core.vocabularies import PARTY_TYPES

_MONTH: Final = day("month", "First day of the month of publication.")

PARTIES: Final = (
    Model(
        "party_articles",
        ("article_id", "party_id"),
        (
            Column("article_id", TEXT, "Article, as it stands now."),
            *party(),
            Column("type", TEXT, "Type of party.", values=PARTY_TYPES),
            site(),
            day("published_on", "Day of publication.", nullable=True),
            count("mentions", "How often the article names it."),
        ),
    ),
    Model(
        "party_months",
        ("site", "month", "party_id"),
        (
            site(),
            _MONTH,
            *party(),
            Column("type", TEXT, "Type of party.", values=PARTY_TYPES),
            count("articles", "Articles of the site in that month that name it."),
            count("mentions", "How often they name it."),
            count("articles_of_month", "Live English articles of the site in that month."),
            share("share", "articles by articles_of_month, 0-1."),
        ),
    ),
    Model(
        "country_attention",
        ("month", "country"),
        (
            _MONTH,
            Column("country", TEXT, "Country (ISO 3166-1 alpha-3)."),
            Column("name", TEXT, "Name to show."),
            count("stories", "Stories of the month that name the country or a party that belongs to it."),
            count("stories_by_name", "Stories of these that name the country itself."),
            count("mentions", "How often they name it or a party of it."),
            count("stories_of_month", "Stories of the month."),
            share("share", "stories by stories_of_month, 0-1."),
            Column(
                "rank_abroad",
                BIG,
                "Rank by stories among the month's countries, North Korea aside; equal counts share one.",
                nullable=True,
                low=1,
            ),
        ),
    ),
    Model(
        "country_dyads",
        ("year", "party_id", "other_id"),
        (
            Column("year", INT, "Year of publication."),
            *party("party_id", "name", "Country whose id sorts first"),
            *party("other_id", "other_name", "The other country"),
            count("stories", "Stories of the year that name both."),
            count("stories_of_party", "Stories that name the first."),
            count("stories_of_other", "Stories that name the other."),
            share("overlap", "Stories that name both by stories that name either, 0-1."),
        ),
    ),
    Model(
        "naming_stance",
        ("party_id", "month", "words"),
        (
            *party("party_id", "name", "Country"),
            _MONTH,
            Column("words", TEXT, "Words that name it, as they stand."),
            count("articles", "Articles of the month that use these words."),
            count("mentions", "How often they use them."),
            count("articles_naming_it", "Articles of the month that name the country at all."),
            share("share", "articles by articles_naming_it, 0-1."),
        ),
    ),
)
