"""Fixtures of the tests of the party rules."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dagster_project.core.parties import Gazetteer, find_parties
from dagster_project.core.records import Mention
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.places import load_places

Found = Callable[..., list[str]]


@pytest.fixture(scope="session")
def gazetteer(reference_folder: Path) -> Gazetteer:
    """The gazetteer of the reviewed reference data."""
    return load_gazetteer(reference_folder, load_places(reference_folder))


@pytest.fixture(scope="session")
def mentions(gazetteer: Gazetteer) -> Callable[..., list[Mention]]:
    """The mentions that the rules find in a body, or with a title in both."""

    def find(body: str, title: str = "", day: date = date(2011, 5, 2)) -> list[Mention]:
        named = find_parties(gazetteer, title, body, article_id="x/1", published_on=day, language="en")
        return list(named.mentions)

    return find


@pytest.fixture(scope="session")
def found(mentions: Callable[..., list[Mention]]) -> Found:
    """The mentions in a body as 'surface = party id', in reading order."""

    def show(body: str, day: date = date(2011, 5, 2)) -> list[str]:
        return [f"{m.surface} = {m.party_id}" for m in mentions(body, day=day)]

    return show
