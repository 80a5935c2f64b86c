"""Events: the loss of most of a site's articles is one event; single deletions are none."""

from datetime import UTC, date, datetime, timedelta

from dagster_project.core.history.events import SiteDay, find_events


def site_day(
    day: int, *, lost: int = 0, live: int = 100, returned: int = 0, gone: int = 0, site: str = "kcna.kp"
) -> SiteDay:
    start = datetime(2013, 12, 1, 8, tzinfo=UTC) + timedelta(days=day - 1)
    return SiteDay(site, date(2013, 12, day), start, start + timedelta(hours=2), live, lost, gone, returned)


def test_the_loss_of_most_articles_between_two_crawls_is_one_event() -> None:
    (event,) = find_events([site_day(10), site_day(14, lost=90), site_day(20)])
    assert (event.event_id, event.kind) == ("kcna.kp/2013-12-14/site_loss", "site_loss")
    assert (event.articles_before, event.articles_affected) == (100, 90)
    assert event.first_at == site_day(14).first_at


def test_a_loss_found_over_several_days_is_one_event() -> None:
    days = [site_day(14, lost=9, live=10), site_day(15, lost=10, live=10), site_day(17, lost=8, live=10)]
    (event,) = find_events(reversed(days))
    assert (event.articles_before, event.articles_affected) == (30, 27)
    assert event.last_at == days[-1].last_at


def test_a_day_without_loss_ends_an_event() -> None:
    days = [site_day(14, lost=90), site_day(15, lost=1), site_day(16, lost=80)]
    assert [e.event_id for e in find_events(days)] == ["kcna.kp/2013-12-14/site_loss", "kcna.kp/2013-12-16/site_loss"]


def test_single_deletions_are_no_event() -> None:
    assert find_events([site_day(14, lost=40), site_day(15, lost=3, live=4), site_day(30, lost=5, live=5)]) == ()


def test_a_return_is_an_event_of_its_own_and_sites_are_apart() -> None:
    days = [
        site_day(14, lost=90),
        site_day(20, live=10, gone=90, returned=85),
        site_day(14, lost=30, live=40, site="x"),
    ]
    assert [e.event_id for e in find_events(days)] == [
        "kcna.kp/2013-12-14/site_loss",
        "kcna.kp/2013-12-20/site_return",
        "x/2013-12-14/site_loss",
    ]
