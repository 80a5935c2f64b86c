"""Places that no list holds."""

import pytest

from tests.unit.parties.conftest import Found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met in Samhun County yesterday.", ["Samhun County = place:Samhun County"]),
        ("They met in Teagol-ri yesterday.", ["Teagol-ri = place:Teagol-ri"]),
        ("They climbed Mt. Hentzau yesterday.", ["Mt. Hentzau = place:Mt. Hentzau"]),
        ("They like Taekwon-do and tea.", []),
        (
            "The Hentzau Youth Power Station No. 2 runs.",
            ["Hentzau Youth Power Station No. 2 = place:Hentzau Youth Power Station No. 2"],
        ),
        (
            "The Hentzau Power Plant of Cuba runs.",
            ["Hentzau Power Plant = place:Hentzau Power Plant", "Cuba = country:CUB"],
        ),
        ("A Nuclear Power Plant is a plant.", []),
        ("They went to Toulouse Friday.", []),
        ("They met in Toulouse Friday.", ["Toulouse = place:Toulouse"]),
    ],
)
def test_a_place_is_told_by_its_form(found: Found, text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_plural_gives_every_name_of_its_list(found: Found) -> None:
    assert found("Rain fell in Usi, Kumya and Hentzau counties.") == [
        "Usi = place:Usi County",
        "Kumya = place:Kumya County",
        "Hentzau = place:Hentzau County",
    ]
    assert found("It rained in South and North Phyongan Provinces.") == [
        "South = place:South Phyongan Province",
        "North Phyongan = place:North Phyongan Province",
    ]
    assert found("It rained at Majon and Naeho farms.") == [
        "Majon = organization:majon farm",
        "Naeho = organization:naeho farm",
    ]


def test_a_places_kind_may_have_a_small_letter_but_an_attribute_is_none(found: Found) -> None:
    assert found("Rain fell in Kumya county.") == ["Kumya county = place:Kumya County"]
    assert found("The province is green.") == []


def test_a_town_of_the_world_is_a_place_where_the_words_say_so(found: Found) -> None:
    assert found("It rained in Toulouse.") == ["Toulouse = place:Toulouse"]
    assert found("They like Toulouse sausages.") == []
    assert found("It rained in the province of Hentzau.") == ["Hentzau = place:Hentzau"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They saw the Samhun Revolutionary Site.", ["Samhun Revolutionary Site = place:Samhun Revolutionary Site"]),
        ("They saw the Revolutionary Tea.", []),
        ("They saw the River Hentzau.", ["River Hentzau = place:River Hentzau"]),
        ("They went to Toulouse, France.", ["Toulouse = place:Toulouse", "France = country:FRA"]),
        ("It rained in North and South Phyongan provinces.",
         ["North = place:North Phyongan Province", "South Phyongan = place:South Phyongan Province"]),
        ("Samhun, Uljin and other counties sowed tea.", ["Samhun = place:Samhun County", "Uljin = place:Uljin County"]),
        ("The Samhun and Uljin silk mills spun.",
         ["Samhun = organization:samhun silk mill", "Uljin = organization:uljin silk mill"]),
    ],
)  # fmt: skip
def test_a_place_is_told_by_what_stands_beside_it(found: Found, text: str, expected: list[str]) -> None:
    assert found(text) == expected
