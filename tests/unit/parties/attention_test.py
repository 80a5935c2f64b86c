"""The derived tables of months, countries, the leader's activities, rhythm and gaps, asked of a few invented rows."""

from datetime import date, timedelta

import pytest

from tests.unit.history.models_test import Lake

DAY = date(2011, 1, 10)
RUS, CHN, PRK = "country:RUS", "country:CHN", "country:PRK"
LEADER = "person:Kim Jong Un"


@pytest.fixture
def lake() -> Lake:
    made = Lake()
    for code in ("RUS", "CHN", "PRK"):
        made.add("parties", party_id=f"country:{code}", name=code, type="country", country=code)
    made.add("parties", party_id="person:Ivan Papirov", name="Ivan Papirov", type="person", country="RUS")
    made.add("parties", party_id=LEADER, name="Kim Jong Un", type="person", country="PRK")
    return made


def name(lake: Lake, article_id: str, *parties: str, revision: int = 1) -> None:
    for number, party in enumerate(parties, 1):
        kind = party.partition(":")[0]
        lake.add("mentions", article_id=article_id, revision=revision, mention_id=number, party_id=party, type=kind)


def test_a_month_counts_articles_that_name_a_party_now_and_not_those_that_did(lake: Lake) -> None:
    first, second = lake.article(1, DAY), lake.article(2, DAY, "created", "edited")
    name(lake, first, RUS, RUS)
    name(lake, second, RUS)
    name(lake, second, CHN, revision=2)
    rows = {
        row["party_id"]: (row["articles"], row["mentions"], row["articles_of_month"], row["share"])
        for row in lake.ask("party_months")
    }
    assert rows == {RUS: (1, 2, 2, 0.5), CHN: (1, 1, 2, 0.5)}


def test_a_country_has_attention_by_its_own_name_and_by_its_parties_and_a_story_counts_once(lake: Lake) -> None:
    one, two, mirror = (lake.article(n, DAY) for n in (1, 2, 3))
    lake.connection.execute("update articles set story_id = ? where article_id = ?", [two, mirror])
    name(lake, one, "person:Ivan Papirov", PRK)
    name(lake, two, RUS, RUS, CHN)
    name(lake, mirror, RUS, RUS, CHN)
    rows = {
        r["country"]: (r["stories"], r["stories_by_name"], r["mentions"], r["share"], r["rank_abroad"])
        for r in lake.ask("country_attention")
    }
    assert rows == {"RUS": (2, 1, 5, 1.0, 1), "CHN": (1, 1, 2, 0.5, 2), "PRK": (1, 1, 1, 0.5, None)}


def test_two_countries_in_the_same_story_are_a_pair_once_however_often_they_are_named(lake: Lake) -> None:
    name(lake, lake.article(1, DAY), RUS, CHN, RUS)
    name(lake, lake.article(2, DAY), RUS)
    assert [
        (r["party_id"], r["other_id"], r["stories"], r["stories_of_party"], r["stories_of_other"], r["overlap"])
        for r in lake.ask("country_dyads")
    ] == [(CHN, RUS, 1, 1, 2, 0.5)]


def activity(lake: Lake, number: int, *changes: str, state: str = "live") -> str:
    article_id = lake.article(number, DAY, *changes, state=state)
    lake.connection.execute("update articles set kind = 'leader_activity' where article_id = ?", [article_id])
    return article_id


def test_an_activity_tells_day_places_and_who_was_present_in_the_order_of_naming(lake: Lake) -> None:
    act = activity(lake, 1)
    name(lake, act, LEADER, "place:Wonsan", "place:Hamhung", "place:Wonsan")
    for ordinal, person in enumerate(("person:B", "person:A", "person:C"), 1):
        lake.add("attendance", article_id=act, revision=1, ordinal=ordinal, list=1, rank=ordinal, person_id=person)
    lake.add("datelines", article_id=act, revision=1, ordinal=1, place="Pyongyang", date=DAY - timedelta(days=1))
    (row,) = lake.ask("leader_activities")
    assert (row["day"], row["day_from"], row["leader_id"]) == (DAY - timedelta(days=1), "dateline", LEADER)
    assert row["places_named"] == ["place:Wonsan", "place:Hamhung"]
    assert (row["attendees"], row["attended"]) == (["person:B", "person:A", "person:C"], 3)
    assert row["dateline_place"] == "Pyongyang"


def test_an_activity_that_was_deleted_keeps_who_was_present(lake: Lake) -> None:
    act = activity(lake, 1, "created", "deleted", state="deleted")
    name(lake, act, LEADER)
    lake.add("attendance", article_id=act, revision=1, ordinal=1, list=1, rank=1, person_id="person:A")
    (row,) = lake.ask("leader_activities")
    assert (row["attendees"], row["state"], row["day_from"]) == (["person:A"], "deleted", "publication")


def test_rhythm_tells_silence_before_a_day_and_the_mean_of_four_weeks(lake: Lake) -> None:
    for number, ago in enumerate((40, 20, 20, 3, 0)):
        lake.article(number, DAY - timedelta(days=ago))
    rows = [
        (row["published_on"], row["articles"], row["silent_days_before"], row["articles_a_day_before"], row["weekday"])
        for row in lake.ask("publication_rhythm")
    ]
    assert sorted(rows) == [
        (date(2010, 12, 1), 1, None, None, 3),
        (date(2010, 12, 21), 2, 19, None, 2),
        (date(2011, 1, 7), 1, 16, 0.07, 5),
        (date(2011, 1, 10), 1, 2, 0.11, 1),
    ]


def test_a_gap_tells_how_much_may_be_missing_and_what_listings_name(lake: Lake) -> None:
    for number, ago in enumerate((10, 10, 9, 5)):
        lake.article(number, DAY - timedelta(days=ago))
    lake.add("captures", capture_id="list", site="kcna.kp")
    for position, article_id in enumerate(("kcna.kp/0001", "kcna.kp/unseen", "kcna.kp/unseen"), 1):
        lake.add(
            "sightings", capture_id="list", position=position, article_id=article_id, listed_on=DAY - timedelta(days=7)
        )
    (row,) = lake.ask("coverage_gaps")
    assert (row["first_day"], row["last_day"], row["days"]) == (DAY - timedelta(days=8), DAY - timedelta(days=6), 3)
    assert (row["articles_a_day"], row["articles_expected"], row["listed"]) == (1.33, 4, 1)
