"""Roles: who holds which office of what, stated before a name, after it, or of several at once."""

from collections.abc import Callable
from datetime import date

import pytest

from dagster_project.core.parties import Gazetteer, find_parties

Stated = Callable[[str], set[tuple[str, str, str | None]]]


@pytest.fixture(scope="module")
def stated(gazetteer: Gazetteer) -> Stated:
    def of(text: str) -> set[tuple[str, str, str | None]]:
        named = find_parties(
            gazetteer, "", text, article_id="x", published_on=date(2011, 5, 5), language="en", masked=[]
        )
        for role in named.roles:
            assert text[role.char_start : role.char_end] == role.surface
        return {(r.person_id.partition(":")[2], r.role.lower(), r.affiliation_id) for r in named.roles}

    return of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hong Il Gun, minister of Light Industry, spoke.",
            {("Hong Il Gun", "minister of light industry", "country:PRK")},
        ),
        (
            "On hand were minister of foreign trade Hong Il Gun, Ho Un Dok, vice-minister of foreign affairs, and others.",
            {
                ("Hong Il Gun", "minister of foreign trade", "country:PRK"),
                ("Ho Un Dok", "vice-minister of foreign affairs", "country:PRK"),
            },
        ),
        (
            "He met Ruprecht Hentzau, minister of justice and constitutional affairs of Uganda.",
            {("Ruprecht Hentzau", "minister of justice and constitutional affairs", "country:UGA")},
        ),
        (
            "Hong Il Gun, vice-chairman of the CMC of the WPK, met Ho Un Dok, member of China's Central Military Commission.",
            {
                ("Hong Il Gun", "vice-chairman", "organization:WPK.CMC"),
                ("Ho Un Dok", "member", "organization:CPC.CMC"),
            },
        ),
        (
            "Ruprecht Hentzau, cultural councilor of the Egyptian embassy, met Dmitry Peskov, press secretary of Russia.",
            {
                ("Ruprecht Hentzau", "cultural councilor", "organization:EGY.EMB"),
                ("Dmitri Peskov", "press secretary", "country:RUS"),
            },
        ),
        ("Myanmar President U Thein Sein came.", {("Thein Sein", "president", "country:MMR")}),
        (
            "Minister of Light Industry Hong Il Gun who is chairman of the Sample Football Association spoke.",
            {
                ("Hong Il Gun", "minister of light industry", "country:PRK"),
                ("Hong Il Gun", "chairman", "organization:sample football association"),
            },
        ),
        (
            "A talk took place with south Korean Vice Minister of Unification Om Kwang Il yesterday.",
            {("Om Kwang Il", "vice minister of unification", "country:KOR")},
        ),
        (
            "Vice-chairmen of the Sample Tea Association Hong Il Gun and Pak Un Dok spoke.",
            {
                ("Hong Il Gun", "vice-chairman", "organization:sample tea association"),
                ("Pak Un Dok", "vice-chairman", "organization:sample tea association"),
            },
        ),
        (
            "They met secretaries Hong Il Gun, Pak Un Dok and others.",
            {
                ("Hong Il Gun", "secretary", None),
                ("Pak Un Dok", "secretary", None),
            },
        ),
        ("They praise the great leaders Kim Il Sung and Kim Jong Il.", set()),
        (
            "Hong Il Gun, 43, head of the Sample Fertilizer Complex, said so.",
            {("Hong Il Gun", "head", "organization:sample fertilizer complex")},
        ),
        (
            "Hong Il Gun was appointed as DPRK ambassador to Nepal.",
            {("Hong Il Gun", "ambassador to nepal", "country:PRK")},
        ),
        (
            "The Russian ambassador to the DPRK, Hong Il Gun, said so.",
            {("Hong Il Gun", "ambassador to the dprk", "country:RUS")},
        ),
        (
            "He met Vice-President and Prime Minister of Nepal Hong Il Gun there.",
            {
                ("Hong Il Gun", "vice-president", "country:NPL"),
                ("Hong Il Gun", "prime minister", "country:NPL"),
            },
        ),
        (
            "Hong Il Gun, presidential secretary for foreign strategy of the Sample Secretariat, spoke.",
            {("Hong Il Gun", "presidential secretary for foreign strategy", "organization:sample secretariat")},
        ),
        (
            "He met the delegation of the Sample Workers Union led by General Secretary Hong Il Gun there.",
            {("Hong Il Gun", "general secretary", "organization:sample workers union")},
        ),
        (
            "Representative Hong Il Gun and co-representative Om Kwang Il of the Sample Council spoke.",
            {
                ("Hong Il Gun", "representative", "organization:sample council"),
                ("Om Kwang Il", "co-representative", "organization:sample council"),
            },
        ),
    ],
)
def test_an_office_belongs_to_the_name_beside_it(
    stated: Stated, text: str, expected: set[tuple[str, str, str]]
) -> None:
    assert stated(text) == expected


def test_an_office_before_the_next_name_is_not_given_to_the_one_before(stated: Stated) -> None:
    found = stated("Among them were President Hong Il Gun, Secretary Om Kwang Il and others.")
    assert {(person, role) for person, role, _ in found} == {("Hong Il Gun", "president"), ("Om Kwang Il", "secretary")}


def test_in_a_list_each_office_stays_with_its_own_name(stated: Stated) -> None:
    text = (
        "Present there were Hong Il Gun, chairman of the Sample Workers Union, Om Kwang Il, secretary of the Sample "
        "Youth League, and others."
    )
    assert stated(text) == {
        ("Hong Il Gun", "chairman", "organization:sample workers union"),
        ("Om Kwang Il", "secretary", "organization:sample youth league"),
    }


def test_a_plural_office_belongs_to_all_of_its_run(stated: Stated) -> None:
    found = stated("Hong Il Gun, Om Kwang Il and Ri Yong Su, secretaries of the Sample Youth League, spoke.")
    assert found == {
        (name, "secretary", "organization:sample youth league") for name in ("Hong Il Gun", "Om Kwang Il", "Ri Yong Su")
    }


def test_an_office_without_a_name_in_a_list_of_guests_is_nobodys(stated: Stated) -> None:
    found = stated(
        "It was sent by the chairman of the Sample Forum, Hong Il Gun, member of the Sample Council, and others."
    )
    assert found == {("Hong Il Gun", "member", "organization:sample council")}


def test_a_title_of_honour_of_a_leader_is_no_office(stated: Stated) -> None:
    assert stated("President Kim Il Sung was born there.") == set()
    assert stated("General Secretary Kim Jong Il went there.") == {
        ("Kim Jong Il", "general secretary", "organization:WPK")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Sample Tea Association met. Hong Il Gun, chairman of the association, spoke.",
            {("Hong Il Gun", "chairman", "organization:sample tea association")},
        ),
        (
            "A delegation of the Sample Tea Association led by Hong Il Gun, director and editor of its Planning Bureau, left.",
            {
                ("Hong Il Gun", "director", "organization:planning bureau of the sample tea association"),
                ("Hong Il Gun", "editor", "organization:planning bureau of the sample tea association"),
            },
        ),
        (
            "A delegation of the Sample Tea Association led by its director Hong Il Gun left.",
            {("Hong Il Gun", "director", "organization:sample tea association")},
        ),
        (
            "Hong Il Gun, chairman of the preparatory committee for celebrating the tea harvest, spoke.",
            {("Hong Il Gun", "chairman", "organization:preparatory committee for celebrating the tea harvest")},
        ),
        ("Hong Il Gun, head of the delegation, spoke.", {("Hong Il Gun", "head", None)}),
        (
            "A message was sent to Ann Tealeaf upon her election as president of Benin.",
            {("Ann Tealeaf", "president", "country:BEN")},
        ),
        (
            "Ann Tealeaf, director of the Sample Tea Association, was elected chairwoman of the tasting committee.",
            {
                ("Ann Tealeaf", "director", "organization:sample tea association"),
                ("Ann Tealeaf", "chairwoman", "organization:tasting committee"),
            },
        ),
        (
            "Received was Ann Tealeaf, new Kuwaiti ambassador to the DPRK, on Friday.",
            {("Ann Tealeaf", "ambassador to the dprk", "country:KWT")},
        ),
        (
            "Hong Il Gun, chief of the General Staff of the KPA, was there.",
            {("Hong Il Gun", "chief", "organization:KPA.GS")},
        ),
        (
            "Teapot, first secretary of the Samtown City Committee, said so.",
            {("Teapot", "first secretary", "organization:samtown city committee")},
        ),
        ("Recently, the minister of Tea of Russia spoke.", set()),
        (
            "Hong Il Gun,  chairman of the organizing committee of the festival who is minister of Tea  and member of the WPK, came.",
            {
                ("Hong Il Gun", "chairman", "organization:organizing committee"),
                ("Hong Il Gun", "minister of tea", "country:PRK"),
                ("Hong Il Gun", "member", "organization:WPK"),
            },
        ),
        (
            "The Sample Youth League met. Hong Il Gun, secretary of the C.C., the league, spoke.",
            {("Hong Il Gun", "secretary", "organization:central committee of the sample youth league")},
        ),
        ("They praise Kim Il Sung, founder of the DPRK, and Kim Jong Il, the leader of the people.", set()),
        (
            "Supreme Commander of the Korean People's Army Kim Jong Il was there.",
            {("Kim Jong Il", "supreme commander", "organization:KPA")},
        ),
        (
            "The anniversary of Kim Jong Il's election as chairman of the DPRK National Defence Commission was marked.",
            {("Kim Jong Il", "chairman", "organization:PRK.NDC")},
        ),
        (
            "Hong Il Gun, vice-minister of Tea, the director of the Sample Bureau, and others spoke.",
            {("Hong Il Gun", "vice-minister of tea", "country:PRK")},
        ),
        (
            "Hong Il Gun, secretary of the C.C.\nWPK, spoke.",
            {("Hong Il Gun", "secretary", "organization:WPK.CC")},
        ),
        (
            "A delegation of the Lao Ministry of Tea led by Minister Ann Tealeaf came.",
            {("Ann Tealeaf", "minister", "country:LAO")},
        ),
        (
            "It was given by Kumquat Tealeaf, manager of the Liaoning provincial Sample tea trade Co. Ltd. of China.",
            {("Kumquat Tealeaf", "manager", "organization:liaoning provincial sample tea trade co ltd of china")},
        ),
    ],
)
def test_what_an_office_is_of_is_also_known_where_it_is_not_named_beside_it(
    stated: Stated, text: str, expected: set[tuple[str, str, str | None]]
) -> None:
    assert stated(text) == expected
