"""Persons that no list holds."""

import pytest

from tests.unit.parties.conftest import Found


@pytest.mark.parametrize("name", ["Ho Un Dok", "Kwak In So", "Tak Kwang-Ho", "Pyo Jong Sun"])
def test_a_korean_name_is_told_by_surname_and_syllables(found: Found, name: str) -> None:
    assert found(f"Yesterday {name} told a story.") == [f"{name} = person:{name}"]


def test_a_surname_that_is_a_word_needs_two_given_parts(found: Found) -> None:
    assert found("So Dong went there.") == []
    assert found("The head is So Dong Chol here.") == ["So Dong Chol = person:So Dong Chol"]


def test_a_name_ends_before_the_full_stop_and_the_possessive(found: Found) -> None:
    assert found("They met President Ruprecht Hentzau.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]
    assert found("They read General Secretary Kim Jong Il's work.") == ["Kim Jong Il = person:Kim Jong Il"]


def test_a_foreign_name_is_found_after_a_title_and_before_an_office(found: Found) -> None:
    assert found("He met Professor Ruprecht Hentzau there.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]
    assert found("Ruprecht Hentzau, President of the club, came.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]


def test_a_portfolio_is_no_part_of_the_ministers_name(found: Found) -> None:
    assert found("Minister of Tea Industry Ho Un Dok, member of the group, came.") == ["Ho Un Dok = person:Ho Un Dok"]


def test_a_prize_named_for_a_leader_is_nobody(found: Found) -> None:
    assert found("She is a winner of the Kim Il Sung Prize.") == []


def test_a_foreigners_surname_stands_for_the_person_named_before(found: Found) -> None:
    assert found("President Ruprecht Hentzau came. Then Hentzau left.") == [
        "Ruprecht Hentzau = person:Ruprecht Hentzau",
        "Hentzau = person:Ruprecht Hentzau",
    ]


def test_a_surname_of_two_persons_stands_for_neither(found: Found) -> None:
    lines = found("President Ruprecht Hentzau met Professor Flavia Hentzau. Then Hentzau left.")
    assert lines == ["Ruprecht Hentzau = person:Ruprecht Hentzau", "Flavia Hentzau = person:Flavia Hentzau"]


def test_a_listed_surname_in_a_longer_name_is_somebody_else(found: Found) -> None:
    assert "person:Colin Powell" not in " ".join(found("He met Eusebius Powell at noon."))
    assert found("He met Secretary Powell at noon.") == ["Powell = person:Colin Powell"]


def test_a_name_is_found_where_the_space_before_it_was_lost(found: Found) -> None:
    assert found("On August 4Kim Jong Il came.") == ["Kim Jong Il = person:Kim Jong Il"]


def test_the_president_of_another_state_is_not_kim_il_sung(found: Found) -> None:
    assert (
        found("He thanked President Kim Il Sung. The gift pleased the President.")[-1]
        == "the President = person:Kim Il Sung"
    )
    assert [
        line for line in found("He wrote to the President of Cuba. The gift pleased the President.") if "Kim" in line
    ] == []


def test_an_envoys_post_stands_before_the_name(found: Found) -> None:
    assert (
        found("He met Ambassador to Cuba Ruprecht Hentzau there.")[-1] == "Ruprecht Hentzau = person:Ruprecht Hentzau"
    )


def test_an_office_with_its_body_stands_before_the_name(found: Found) -> None:
    assert found("It was told by spokesman for the TFA Ruprecht Hentzau today.") == [
        "Ruprecht Hentzau = person:Ruprecht Hentzau"
    ]


def test_an_office_of_several_words_or_behind_a_hyphen_stands_before_the_name(found: Found) -> None:
    chief = "the Chief of Staff of the Armed Forces of Bolivia"
    assert "Ruprecht Hentzau = person:Ruprecht Hentzau" in found(f"Sent by {chief} Ruprecht Hentzau.")
    assert "Ruprecht Hentzau = person:Ruprecht Hentzau" in found("Secretary-General of ASEAN Ruprecht Hentzau said so.")


def test_a_portfolio_in_small_letters_stands_before_the_name(found: Found) -> None:
    told = found(
        "Among them were minister of justice and health Ruprecht Hentzau, vice-minister of foreign trade Ho Un Dok."
    )
    assert told == ["Ruprecht Hentzau = person:Ruprecht Hentzau", "Ho Un Dok = person:Ho Un Dok"]


def test_what_a_burmese_is_called_by_is_no_part_of_the_name_but_a_koreans_surname_is(found: Found) -> None:
    assert found("He met President U Thein Sein there.") == ["Thein Sein = person:Thein Sein"]
    assert found("He met Minister U Ruprecht Hentzau there.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]
    assert found("He met Minister U Hyon Dok there.") == ["U Hyon Dok = person:U Hyon Dok"]


def test_a_ministers_surname_alone_is_a_person(found: Found) -> None:
    assert found("He met Minister Hentzau there.") == ["Hentzau = person:Hentzau"]


def test_a_northerners_surname_stands_for_the_last_person_of_that_surname(found: Found) -> None:
    lines = found("Pak Un Dok met Pak Kum Sil. Afterwards, Pak left.")
    assert lines[-1] == "Pak = person:Pak Kum Sil"
    assert found("Kim Il Sung came. Then Kim left.") == ["Kim Il Sung = person:Kim Il Sung"]


def test_what_is_said_of_persons_only_tells_a_name(found: Found) -> None:
    assert found("It was a message to Ruprecht Hentzau upon his election.") == [
        "Ruprecht Hentzau = person:Ruprecht Hentzau"
    ]
    assert found("His counterpart Ruprecht Hentzau came.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]


def test_who_leads_is_a_person(found: Found) -> None:
    assert found("A choir led by Ruprecht Hentzau came.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]
    assert found("A choir led by Japanese singers came.") == ["Japanese = country:JPN"]


def test_a_southerners_name_in_western_order_ends_with_the_surname(found: Found) -> None:
    assert found("They accused Syngman Rhee. Rhee was silent.") == [
        "Syngman Rhee = person:Syngman Rhee",
        "Rhee = person:Syngman Rhee",
    ]


def test_a_full_name_stands_wherever_the_text_has_it_again(found: Found) -> None:
    text = "Ruprecht Hentzau, President of the club, came. They wished Ruprecht Hentzau success."
    assert found(text) == ["Ruprecht Hentzau = person:Ruprecht Hentzau"] * 2


def test_who_is_of_an_age_is_a_person(found: Found) -> None:
    assert found("Ruprecht Hentzau, 34, drank tea.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]


@pytest.mark.parametrize("text", ["They saw Tak Kwang U.", "They saw the Tak Kwang U-led team."])
def test_a_given_name_ends_before_a_point_or_what_is_tied_to_it(found: Found, text: str) -> None:
    assert found(text) == ["Tak Kwang U = person:Tak Kwang U"]


def test_a_name_between_persons_is_a_person(found: Found) -> None:
    text = "Present were Tak Kwang Ho, Ruprecht Hentzau and Pyo Jong Sun."
    assert "Ruprecht Hentzau = person:Ruprecht Hentzau" in found(text)


def test_ranks_are_no_part_of_a_name(found: Found) -> None:
    assert found("It was led by Vice Admiral Ruprecht Hentzau.") == ["Ruprecht Hentzau = person:Ruprecht Hentzau"]


def test_a_shortened_rank_is_no_part_of_a_name_and_an_agreement_no_person(found: Found) -> None:
    assert "Ri Chol Su = person:Ri Chol Su" in found("Present there were Col. Gen. Ri Chol Su and others.")
    assert not [
        line for line in found("The Armistice Agreement, signed by the chairman in 1953, stands.") if "person:" in line
    ]
