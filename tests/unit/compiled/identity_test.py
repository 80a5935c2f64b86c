"""The compiled form of the rules finds what the plain sources find, to the byte."""

import os
import pickle
import subprocess
import sys
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from dagster_project.compiled import FOLDER, ROOT, VARIABLE, fitting
from dagster_project.compiled.build import COMPILED, PLAIN, rules
from dagster_project.core.parties import Gazetteer, find_parties, near_misses
from dagster_project.core.places import PlaceIndex
from dagster_project.store.gazetteer import load_gazetteer
from dagster_project.store.places import load_places


def told(setting: str) -> list[str]:
    """The form that runs with SETTING, how many texts it read, and the digest of what it found."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.unit.compiled.records", "4"],
        env={**os.environ, VARIABLE: setting, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.split()


def test_both_forms_find_the_same_to_the_byte() -> None:
    made, reason = fitting(ROOT, FOLDER)
    if made is None:
        pytest.skip(f"needs the compiled form, `make compiled` makes it: {reason}")
    compiled, plain = told("1"), told("0")
    assert (compiled[0], plain[0]) == ("True", "False")
    assert compiled[1:] == plain[1:]


def test_what_is_compiled_is_there_and_what_is_left_plain_is_too() -> None:
    stems = {path.stem for path in (ROOT / COMPILED).glob("*.py")}
    assert stems > PLAIN
    assert {Path(source).stem for source in rules()} == stems - PLAIN


@pytest.fixture(scope="module")
def places(reference_folder: Path) -> PlaceIndex:
    return load_places(reference_folder)


@pytest.fixture(scope="module")
def known(reference_folder: Path, places: PlaceIndex) -> Gazetteer:
    return load_gazetteer(reference_folder, places)


def test_records_go_from_process_to_process_in_either_form(known: Gazetteer, places: PlaceIndex) -> None:
    body = 'Pak Il Su, minister of Invented Transport, met the Russian ambassador at the film "Long Road Home".'
    named = find_parties(known, "", body, article_id="x/1", published_on=None, language="en")
    missed = near_misses(
        known, "", "the South said so of Kim Il Sung Order", article_id="x/1", published_on=None, language="en"
    )
    assert named.mentions and named.roles and missed
    for record in (named, missed, places, places.places()[0], known.vocabulary):
        assert pickle.loads(pickle.dumps(record)) == record


def test_frozen_records_of_the_rules_that_are_compiled_stay_within_a_process() -> None:
    """A frozen class that is compiled can't be unpickled: those that this names are never sent, and hold no article's rows."""
    within = {"Guard", "Lexicon", "Triggers"}
    found = set()
    for source in rules():
        module = __import__(source.removesuffix(".py").replace("/", "."), fromlist=["x"])
        classes = (c for c in vars(module).values() if isinstance(c, type) and c.__module__ == module.__name__)
        found |= {c.__name__ for c in classes if is_dataclass(c) and vars(c)["__dataclass_params__"].frozen}
    assert found == within
