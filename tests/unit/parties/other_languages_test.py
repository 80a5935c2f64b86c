"""Listed persons in texts of other languages."""

from datetime import date

import pytest

from dagster_project.core.parties.gazetteer import Gazetteer
from dagster_project.core.parties.other_languages import written_out

DAY = date(2011, 2, 2)


def named(gazetteer: Gazetteer, body: str) -> list[tuple[str, str]]:
    found = written_out(gazetteer, "Visita de muestra", body, published_on=DAY)
    assert all(body[n.char_start : n.char_end] == n.surface for n in found)
    return [(n.party_id, n.surface) for n in found]


def test_names_written_out_are_found_in_spanish(gazetteer: Gazetteer) -> None:
    body = "Lo acompañaron Jang Song Thaek, vicepresidente de la comisión, y Choe Thae Bok, secretario."
    assert named(gazetteer, body) == [
        ("person:Jang Song Thaek", "Jang Song Thaek"),
        ("person:Choe Thae Bok", "Choe Thae Bok"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "La muestra se abrió en la Universidad Tecnológica Kim Chaek.",
        "La plaza Kim Il Sung estaba vacía.",
        "Jang dijo que no vendría.",
        "Los huéspedes de Rusia y de Cuba se fueron.",
    ],
)
def test_what_may_be_the_name_of_something_else_is_left_out(gazetteer: Gazetteer, body: str) -> None:
    assert named(gazetteer, body) == []
