"""Countries, and what stands beside them."""

from collections.abc import Callable
from datetime import date

import pytest

from dagster_project.core.records import Mention
from tests.unit.parties.conftest import Found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Russian side agreed.", "Russian side = country:RUS"),
        ("The Russian government agreed.", "Russian government = organization:RUS.GOV"),
        ("The government of New Zealand agreed.", "government of New Zealand = organization:NZL.GOV"),
        ("The Lao embassy invited.", "Lao embassy = organization:LAO.EMB"),
        ("The armed forces of the DPRK are strong.", "armed forces of the DPRK = organization:KPA"),
        ("It is anti-Japanese talk.", "anti-Japanese = country:JPN"),
        ("The U.S. military said so.", "U.S. military = organization:USA.MIL"),
        ("The U.S. military drills went on.", "U.S. = country:USA"),
        ("The Kingdom of Cambodia agreed.", "Kingdom of Cambodia = country:KHM"),
        ("Our Republic is strong.", "Our Republic = country:PRK"),
        ("The puppet ROK is weak.", "puppet ROK = country:KOR"),
        ("The south Korean puppet forces ran.", "south Korean puppet forces = country:KOR"),
    ],
)
def test_a_country_grows_with_what_belongs_to_it(found: Found, text: str, expected: str) -> None:
    assert found(text, day=date(2024, 5, 2)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "It costs 20 million U.S. dollars.",
        "It is the cause of Koreans in Japan.",
        "They are Koreans living there.",
        "It is a Korean-style way.",
        "The inter-Korean talks failed.",
    ],
)
def test_words_that_only_look_like_a_country_are_nobody(found: Found, text: str) -> None:
    assert found(text) == []


def test_the_peninsula_is_a_place_and_south_korea_another_country(found: Found) -> None:
    assert found("Peace on the Korean peninsula is far from south Korea.") == [
        "Korean peninsula = place:Korean peninsula",
        "south Korea = country:KOR",
    ]


def test_both_sides_say_which_two_they_stand_for(mentions: Callable[..., list[Mention]]) -> None:
    sides = [m for m in mentions("Cuba and Mongolia spoke, and both sides agreed.") if m.type == "group"]
    assert [(m.party_id, m.rule.partition("=")[2]) for m in sides] == [("group:both sides", "country:CUB+country:MNG")]


def test_the_party_of_a_country_is_the_one_that_the_text_names(found: Found) -> None:
    lines = found("The Communist Party of Vietnam met. The Vietnamese party is strong.")
    assert [line.partition(" = ")[2] for line in lines] == ["organization:CPV", "organization:CPV"]
    assert found("The Vietnamese party is strong.") == ["Vietnamese = country:VNM"]


def test_both_sides_are_the_pair_of_the_talks_and_not_a_country_named_in_passing(
    mentions: Callable[..., list[Mention]],
) -> None:
    text = (
        "Cuba and Mongolia held talks.\nThe Mongolian side supported all that was done about the Peruvian question.\n"
        "The views of both sides were the same."
    )
    assert [m.rule.partition("=")[2] for m in mentions(text) if m.type == "group"] == ["country:CUB+country:MNG"]
    apart = "The minister of Cuba met guests of Mongolia.\nCuba thanked Mongolia. Peru watched.\nBoth sides agreed."
    assert [m.rule.partition("=")[2] for m in mentions(apart) if m.type == "group"] == ["country:CUB+country:MNG"]


def test_the_other_half_of_korea_shares_the_article(found: Found) -> None:
    assert found("Those in the north and south like tea.") == ["the north = country:PRK", "south = country:KOR"]
    assert found("The south, north and abroad like tea.")[1] == "north = country:PRK"


def test_an_abbreviation_that_lost_its_last_point_is_the_country(found: Found) -> None:
    assert found("In the U.S, tea is cold.") == ["U.S = country:USA"]
    assert found("It costs two U.S. dollars.") == []


def test_sino_is_china_except_in_the_name_of_a_war(found: Found) -> None:
    assert found("Sino-DPRK relations") == ["Sino = country:CHN", "DPRK = country:PRK"]


def test_a_body_before_of_is_a_countrys_only_where_the_country_ends_the_name(found: Found) -> None:
    assert found("They took the side of the Korean people.") == ["Korean = country:PRK"]
    assert found("The troops of the south Korean army fled.") == ["south Korean army = organization:KOR.MIL"]
    assert found("The authorities of Japan said so.") == ["authorities of Japan = organization:JPN.GOV"]
