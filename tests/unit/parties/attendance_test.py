"""Who attended: the order of naming, the cue, and the role at that date with where it is known from."""

from datetime import date

import pytest

from dagster_project.core.parties import Gazetteer, find_parties


def attended(gazetteer: Gazetteer, text: str, day: date = date(2011, 5, 5)) -> list[tuple[int, int, str, str, str]]:
    named = find_parties(gazetteer, "", text, article_id="x", published_on=day, language="en")
    assert all(text[a.char_start : a.char_end] == a.person_id[7:] for a in named.attendance)
    return [(a.list, a.rank, a.person_id[7:], a.cue, f"{a.role} ({a.role_from})") for a in named.attendance]


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("Present there were {}.", "present there were"),
        ("He was accompanied by {}.", "accompanied by"),
        ("It was attended by {}.", "attended by"),
        ("On hand were {}.", "on hand were"),
        ("Present at a tea party in the hall were {}.", "present at a tea party in the hall were"),
        ("Present there from the guests' side were {}.", "present there from the guests' side were"),
        ("{} were present.", "were present"),
        ("{} were also present.", "were also present"),
        ("Also among the audience were {}.", "among the audience were"),
        ("They were greeted by {}.", "were greeted by"),
        ("The platform was taken by {}.", "platform was taken by"),
        ("Invited to the tea party were {}.", "invited to the tea party were"),
    ],
)
def test_a_cue_before_or_after_the_names_makes_a_list(gazetteer: Gazetteer, words: str, cue: str) -> None:
    names = "Hong Il Gun, director of the Tea Bureau, Pak Un Dok and others"
    assert attended(gazetteer, words.format(names)) == [
        (1, 1, "Hong Il Gun", cue, "director (list)"),
        (1, 2, "Pak Un Dok", cue, "None (None)"),
    ]


def test_a_role_comes_from_the_list_then_the_article_then_the_reference_data(gazetteer: Gazetteer) -> None:
    text = "Minister of Tea Hong Il Gun spoke.\nPresent there were Choe Yong Rim and Hong Il Gun."
    assert [row[2:] for row in attended(gazetteer, text)] == [
        ("Choe Yong Rim", "present there were", "Premier (reference)"),
        ("Hong Il Gun", "present there were", "Minister of Tea (article)"),
    ]
    assert attended(gazetteer, text, date(2009, 5, 5))[0][-1] == "None (None)", "before he was premier"


def test_each_sentence_has_a_list_of_its_own_and_nobody_stands_twice_in_one(gazetteer: Gazetteer) -> None:
    text = "On hand were Hong Il Gun, Pak Un Dok and Hong Il Gun. Accompanied by Pak Un Dok he left."
    assert [row[:3] for row in attended(gazetteer, text)] == [
        (1, 1, "Hong Il Gun"),
        (1, 2, "Pak Un Dok"),
        (2, 1, "Pak Un Dok"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The article was accompanied by portraits of smiling leader Kim Jong Il.",
        "It was attended by farmers to mark the birthday of the tea master Hong Il Gun.",
        "A letter to Hong Il Gun by the pupils who took part in the tasting was read.",
        "A kettle was given to Hong Il Gun when it took part in the fair.",
        "Hong Il Gun, director of the Tea Bureau, refused a summons for having said that he took part in a rally.",
    ],
)
def test_who_is_only_spoken_of_in_a_list_did_not_attend(gazetteer: Gazetteer, text: str) -> None:
    assert attended(gazetteer, text) == []


def test_a_delegations_head_and_guests_from_abroad_stand_in_the_list_as_named(gazetteer: Gazetteer) -> None:
    text = (
        "Present there were a delegation of the Tea Association led by its chairman Hong Il Gun, Ann Tealeaf, Russian "
        "ambassador to the DPRK, other officials and Pak Un Dok, secretary of the association."
    )
    assert [(row[1], row[2], row[4]) for row in attended(gazetteer, text)] == [
        (1, "Hong Il Gun", "chairman (list)"),
        (2, "Ann Tealeaf", "ambassador to the DPRK (list)"),
        (3, "Pak Un Dok", "secretary (list)"),
    ]
