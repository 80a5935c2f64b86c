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
