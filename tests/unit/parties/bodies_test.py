"""Bodies that no list holds: where their names begin and end."""

import pytest

from tests.unit.parties.conftest import Found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Samhung Potato Farm is busy.", ["Samhung Potato Farm"]),
        ("He visited the Group for the Study of the Juche Idea.", ["Group for the Study of the Juche Idea"]),
        ("The Land and Weather Protection Bureau met.", ["Land and Weather Protection Bureau"]),
        ("The Ministry of Tea, Coffee and Cocoa met.", ["Ministry of Tea, Coffee and Cocoa"]),
        ("The February 30 General Tea Factory 512 was built.", ["February 30 General Tea Factory 512"]),
        ("The Bureau of the Federation of Tea Friends in Ruritania met.", ["Bureau of the Federation of Tea Friends in Ruritania"]),
        ("The Samsu City branch of the Tea Association met.", ["Samsu City branch of the Tea Association"]),
        ("The Cuba-Ruritania Friendship and Solidarity Tea Association met.", ["Cuba-Ruritania Friendship and Solidarity Tea Association"]),
        ("The Tea School No. 9 opened.", ["Tea School No. 9"]),
        ("The Committee for Drinking the Tea of Youth met.", ["Committee for Drinking the Tea of Youth"]),
        ("The Tea Committee for the Birth of President Kim Il Sung met.", ["Tea Committee for the Birth of President Kim Il Sung"]),
        ("They saw the 712 Tea Brigade at work.", ["712 Tea Brigade"]),
        ("The Tea Committee for Implementing the June 15 Joint Declaration met.", ["Tea Committee for Implementing the June 15 Joint Declaration"]),
        ("The Ministry of Tea, Fresh Milk, Sugar and Cocoa met.", ["Ministry of Tea, Fresh Milk, Sugar and Cocoa"]),
        ("The Tea Institute for Friendship and Solidarity with the Youth met.", ["Tea Institute for Friendship and Solidarity with the Youth"]),
        ("The Ministry of IT Teas met.", ["Ministry of IT Teas"]),
        ("They inspected KPA Unit 98765.", ["KPA Unit 98765"]),
        ("They inspected KPA unit no. 987.", ["KPA unit no. 987"]),
        ("The Tea Communist Party (Brown Teapot) met.", ["Tea Communist Party (Brown Teapot)"]),
    ],
)  # fmt: skip
def test_an_unlisted_body_is_its_whole_name(found: Found, text: str, expected: list[str]) -> None:
    assert [line.partition(" = ")[0] for line in found(text)] == expected


def test_a_body_ends_before_the_person_who_holds_an_office_in_it(found: Found) -> None:
    assert found("The chief of the Bureau of Tea Growers Ri Chol Gwang spoke.") == [
        "Bureau of Tea Growers = organization:bureau of tea growers",
        "Ri Chol Gwang = person:Ri Chol Gwang",
    ]


def test_the_central_committee_ends_before_a_comma_and_a_person(found: Found) -> None:
    assert found("Present were secretary of the Central Committee of the WPK, Ri Chol Gwang and others.") == [
        "Central Committee of the WPK = organization:WPK.CC",
        "Ri Chol Gwang = person:Ri Chol Gwang",
    ]


def test_the_central_committee_goes_over_a_comma_to_its_party(found: Found) -> None:
    assert found("He is a secretary of the C.C., Tea Growers' Union.") == [
        "C.C., Tea Growers' Union = organization:central committee of the tea growers' union"
    ]


def test_a_body_ends_before_the_next_body_and_before_a_month(found: Found) -> None:
    assert found("It was done by the Tea Institute and the Coffee Institute on Monday.") == [
        "Tea Institute = organization:tea institute",
        "Coffee Institute = organization:coffee institute",
    ]


def test_a_body_ends_before_the_full_stop_and_the_possessive(found: Found) -> None:
    assert found("They praised the Tea Institute's work. It is the best of the Tea Institute.") == [
        "Tea Institute = organization:tea institute",
        "Tea Institute = organization:tea institute",
    ]


def test_a_state_ends_the_name_of_its_body(found: Found) -> None:
    assert found("Secretary of the Tea Party of Japan Yamamura spoke.")[0].startswith("Tea Party of Japan = ")


def test_the_person_in_a_bodys_name_is_no_mention(found: Found) -> None:
    assert found("The Kim Chaek Tea University opened.") == [
        "Kim Chaek Tea University = organization:kim chaek tea university"
    ]


def test_a_state_that_owns_a_body_stays_a_mention(found: Found) -> None:
    assert [line.partition(" = ")[0] for line in found("It met with Russia's Federation of Tea Friends.")] == [
        "Russia", "Federation of Tea Friends",
    ]  # fmt: skip


def test_a_ministers_portfolio_is_no_body(found: Found) -> None:
    assert found("The minister of the People's Armed Forces spoke.") == []


def test_an_office_with_a_heads_word_is_no_body(found: Found) -> None:
    assert found("Vice Department Director spoke at the meeting.") == []


def test_common_words_alone_make_no_body(found: Found) -> None:
    assert found("Our Great Committee knows.") == []


def test_the_term_of_an_assembly_is_the_assembly(found: Found) -> None:
    assert [line.partition(" = ")[2] for line in found("The 31st Supreme People's Assembly of the DPRK met.")] == [
        "organization:PRK.SPA"
    ]


def test_a_listed_body_with_a_small_letter_is_found(found: Found) -> None:
    assert found("It is a decree of the presidium of the Supreme People's Assembly.") == [
        "presidium of the Supreme People's Assembly = organization:PRK.SPA.PRESIDIUM"
    ]


def test_a_provincial_committee_of_the_party_gets_a_coded_id(found: Found) -> None:
    assert found("The Ruritan Provincial Committee of the WPK met.") == [
        "Ruritan Provincial Committee of the WPK = organization:WPK.PC.RURITAN"
    ]


def test_south_korean_stays_whole_in_a_bodys_name(found: Found) -> None:
    assert found("The south Korean Tea Council met.") == [
        "south Korean Tea Council = organization:south korean tea council"
    ]


def test_the_number_of_a_congress_is_no_part_of_its_id_that_of_a_regiment_is(found: Found) -> None:
    assert found("The 21st Tea Congress met.") == ["21st Tea Congress = organization:tea congress"]
    assert found("The 21st Tea Regiment met.") == ["21st Tea Regiment = organization:21st tea regiment"]


def test_a_state_before_a_listed_body_is_a_mention_of_its_own(found: Found) -> None:
    assert found("The Japanese Asahi Shimbun said so.") == [
        "Japanese = country:JPN",
        "Asahi Shimbun = organization:asahi shimbun",
    ]


def test_a_line_that_breaks_behind_the_central_committee_is_bridged(found: Found) -> None:
    assert [line.partition(" = ")[2] for line in found("A secretary of the C.C.\nWorkers' Party of Korea came.")] == [
        "organization:WPK.CC"
    ]


def test_a_works_may_bear_a_number_in_its_name(found: Found) -> None:
    assert found("They like the Anju 121 Tea Factory.") == ["Anju 121 Tea Factory = organization:anju 121 tea factory"]


@pytest.mark.parametrize(
    "text",
    [
        "They saw the Tea Barrage and Samhung Restaurant.",
        "They saw the Tea Farm and Samhung Restaurant.",
        "They saw TFA and Samhung Ilbo.",
    ],
)
def test_and_joins_no_name_to_what_is_whole_before_it(found: Found, text: str) -> None:
    last = found(text)[-1].partition(" = ")[0]
    assert last.startswith("Samhung")


def test_the_juche_idea_ends_a_body_before_its_head(found: Found) -> None:
    assert found("Present was chairman of the Tea Society for the Study of the Juche Idea Ruprecht Hentzau.")[0] == (
        "Tea Society for the Study of the Juche Idea = organization:tea society for the study of the juche idea"
    )


def test_where_a_body_met_is_no_part_of_its_name(found: Found) -> None:
    assert found("A seminar was held by the Tea Society in Toulouse, France on Monday.") == [
        "Tea Society = organization:tea society",
        "Toulouse = place:Toulouse",
        "France = country:FRA",
    ]


def test_museums_theatres_and_temples_are_places(found: Found) -> None:
    assert found("They saw the Samhung Tea Museum and the Samhung Temple.") == [
        "Samhung Tea Museum = place:Samhung Tea Museum",
        "Samhung Temple = place:Samhung Temple",
    ]
