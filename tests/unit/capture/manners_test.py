"""Promises of manners: waits are as long as was asked for, and robots.txt is obeyed."""

import random
from datetime import UTC, datetime

import pytest

from dagster_project.core.sources import RecaptureRule, next_capture, next_when_gone
from dagster_project.sources.manners import LONGEST_WAIT, Robots, back_off, retry_after, robots_text
from dagster_project.store.home import REFERENCE
from dagster_project.store.sources import load_recapture, load_sources

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
DAY = 86_400


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("45", 45),
        (" 0 ", 0),
        ("Fri, 02 Jan 2026 12:01:30 GMT", 90),
        ("Fri, 02 Jan 2026 11:00:00 GMT", 0),
        ("999999999", DAY),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOON) == seconds


def test_waits_double_vary_by_chance_and_have_an_end() -> None:
    chance = random.Random(1)
    waits = [[back_off(n, chance) for _ in range(50)] for n in range(1, 15)]
    assert all(max(w) <= LONGEST_WAIT and len(set(w)) > 40 for w in waits)
    assert min(waits[3]) >= max(waits[1]) and min(waits[13]) >= LONGEST_WAIT / 2


def test_rules_for_us_outrank_those_for_all_and_wildcards_count() -> None:
    robots = Robots("User-agent: *\nDisallow: /\n\nUser-agent: palimpsest\nDisallow: /*.php$\nCrawl-delay: 7\n")
    assert robots.allows("http://kcna.kp/en") and not robots.allows("http://kcna.kp/en/x.php")
    assert robots.delay() == 7


def test_no_robots_file_allows_all_and_a_failing_host_nothing() -> None:
    assert Robots(robots_text(404, b"")).allows("http://kcna.kp/")
    assert not Robots(robots_text(503, b"")).known and not Robots(None).allows("http://kcna.kp/")


def test_new_articles_are_asked_for_often_and_all_at_least_twice_a_year() -> None:
    rules = load_recapture(REFERENCE)
    waits = [next_capture(age * DAY, rules) / DAY for age in (0, 2, 10, 30, 200, 4_000)]
    assert waits == sorted(waits) and waits[0] <= 0.25
    assert all(next_capture(age * DAY, rules) <= 1.01 * DAY for age in range(14))
    assert waits[-1] <= 183
    with pytest.raises(ValueError, match="until_days"):
        next_capture(10 * DAY, [RecaptureRule(1, 6)])


def test_what_is_gone_is_asked_for_a_few_times_more() -> None:
    assert [next_when_gone(n) is not None for n in (1, 2, 5, 6)] == [True, True, True, False]


def test_the_configured_sources_can_be_read() -> None:
    sources = load_sources(REFERENCE)
    assert {"kcna.kp", "kcnawatch.org", "rodong.rep.kp", "wayback"} <= sources.keys()
    assert all(s.pause_s >= 1 and s.budget > 0 and s.hosts for s in sources.values())
