"""Headlines, in which every word has a capital."""

from collections.abc import Callable

from dagster_project.core.records import Mention

BODY = "Officials visited the Samhung Potato Farm. The authorities of Cuba sent a message."


def test_a_bodys_name_in_a_headline_has_the_words_that_the_article_capitalises(
    mentions: Callable[..., list[Mention]],
) -> None:
    titled = [m.surface for m in mentions(BODY, title="Officials Visit Samhung Potato Farm") if m.field == "title"]
    assert titled == ["Samhung Potato Farm"]


def test_a_headlines_common_words_are_read_small(mentions: Callable[..., list[Mention]]) -> None:
    titled = [(m.surface, m.party_id) for m in mentions(BODY, title="Cuban Authorities Act") if m.field == "title"]
    assert titled == [("Cuban Authorities", "organization:CUB.GOV")]


def test_a_headline_in_capitals_is_read(mentions: Callable[..., list[Mention]]) -> None:
    titled = [(m.surface, m.party_id) for m in mentions(BODY, title="KIM JONG IL VISITS CUBA") if m.field == "title"]
    assert titled == [("KIM JONG IL", "person:Kim Jong Il"), ("CUBA", "country:CUB")]
