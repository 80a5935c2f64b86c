"""Derived tables of persons: the leader's activities, who attends with whom, offices over time."""

from typing import Final

from dagster_project.core.columns import INT, TEXT, TEXTS, Column, article_id
from dagster_project.core.models.model import Model, count, day, party, site
from dagster_project.core.vocabularies import STATES

PERSONS: Final = (
    Model(
        "leader_activities",
        ("article_id",),
        (
            article_id(),
            site(),
            day("day", "Day of the activity, by the rule in day_from.", nullable=True),
            Column(
                "day_from",
                TEXT,
                "What gave the day: the event's date, the dateline's, or that of publication.",
                nullable=True,
                values=("event", "dateline", "publication"),
            ),
            Column(
                "leader_id",
                TEXT,
                "The leader who is named first; empty where the text is in a language that isn't read for parties.",
                nullable=True,
                references="parties.party_id",
            ),
            Column("title", TEXT, "Title.", quotes=True),
            Column("dateline_place", TEXT, "Place in the dateline, as named.", nullable=True),
            Column("places_named", TEXTS, "Ids of the places that title and body name, in the order of naming."),
            Column("attendees", TEXTS, "Ids of the persons in its lists of those present, in the order of naming."),
            count("attended", "Number of different persons in these lists."),
            Column("state", TEXT, "Whether the site still shows it.", values=STATES),
        ),
    ),
    Model(
        "co_attendance",
        ("person_id", "other_id"),
        (
            *party("person_id", "name", "Person whose id sorts first"),
            *party("other_id", "other_name", "The other person"),
            count("articles", "Stories that list both among those present."),
            count("articles_before_other", "Stories in which the first stands before the other."),
            count("articles_after_other", "Stories in which the first stands after the other."),
            day("first_on", "First day of publication of such a story.", nullable=True),
            day("last_on", "Last one.", nullable=True),
        ),
    ),
    Model(
        "person_roles",
        ("person_id", "role", "affiliation_id", "first_seen"),
        (
            *party("person_id", "name", "Person"),
            Column("role", TEXT, "Role as articles word it, in small letters."),
            Column(
                "affiliation_id",
                TEXT,
                "Body or country that the role belongs to.",
                nullable=True,
                references="parties.party_id",
            ),
            Column("affiliation", TEXT, "Name of that body or country.", nullable=True),
            day(
                "held_from",
                "First day known, where an earlier role there was given in the 92 days before.",
                nullable=True,
            ),
            day("held_to", "Day on which a later role there is first given, in the 92 days after.", nullable=True),
            day("first_seen", "First day of publication that gives the role."),
            day("last_seen", "Last one."),
            Column("articles", INT, "Stories that give it.", low=1),
        ),
    ),
)
