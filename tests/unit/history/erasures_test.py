"""Erasures: who an article named and names no more, and who it still names in other words."""

import re
from collections.abc import Mapping, Sequence

import pytest

from dagster_project.core.history.erasures import Erasure, find_erasures
from dagster_project.core.history.records import Naming, Shown
from tests.unit.history.support import ARTICLE, START, history_of, version

SURFACES = {
    "Pak Chol Min": "person:Pak Chol Min",
    "Kim Chol": "person:Kim Chol",
    "Kim Chol Su": "person:Kim Chol Su",
    "Cuba": "country:CUB",
    "Cuban": "country:CUB",
}


def named_in(field: str, text: str) -> list[Naming]:
    """Every listed surface, the longest at a place; a surname alone is not resolved."""
    pattern = "|".join(sorted(map(re.escape, SURFACES), key=len, reverse=True))
    return [Naming(SURFACES[m[0]], field, m.start(), m.end(), m[0]) for m in re.finditer(rf"\b(?:{pattern})\b", text)]


def erasures_of(*bodies: str | None, forget: Sequence[int] = ()) -> list[tuple[str, int, int, str]]:
    history = history_of(*(None if body is None else version(body) for body in bodies))
    assert history is not None
    shown = [Shown(ARTICLE, r.revision, r.change, r.first_captured_at, r.title, r.body) for r in history.revisions]
    namings: Mapping[int, list[Naming]] = {
        r.revision: [] if r.revision in forget else [*named_in("title", r.title), *named_in("body", r.body)]
        for r in history.revisions
        if r.change != "deleted"
    }
    return [(e.party_id, e.from_revision, e.to_revision, e.kind) for e in find_erasures(shown, namings)]


def test_a_party_cut_from_the_text_is_edited_out() -> None:
    found = erasures_of("Pak Chol Min and Cuba met.", "Cuba met.")
    assert found == [("person:Pak Chol Min", 1, 2, "edited_out")]


def test_an_erasure_tells_when_and_how_often_the_party_was_named() -> None:
    shown = [
        Shown(ARTICLE, 1, "created", START, "T", "Cuba and Cuba."),
        Shown(ARTICLE, 2, "edited", START, "T", "None."),
    ]
    found = find_erasures(shown, {1: named_in("body", "Cuba and Cuba.")})
    assert found == (Erasure(ARTICLE, "country:CUB", 1, 2, START, "edited_out", 2, 0),)


def test_a_party_named_by_another_of_its_names_is_not_erased() -> None:
    assert erasures_of("Guests from Cuba came.", "Cuban guests came.") == []


def test_a_party_whose_words_still_stand_is_not_erased_though_no_rule_resolves_them_any_more() -> None:
    assert erasures_of("Cuba met.", "Cuba met again.", forget=[2]) == []


def test_who_stands_untouched_is_not_erased_though_a_longer_name_of_another_type_takes_the_words_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(SURFACES, "Council Pak Chol Min", "organization:council pak chol min")
    assert erasures_of("A man of the Council, Pak Chol Min met.", "A man of the Council Pak Chol Min met.") == []


def test_words_within_the_longer_name_of_another_party_do_not_keep_a_party_named() -> None:
    assert erasures_of("Kim Chol met.", "Kim Chol Su met.") == [("person:Kim Chol", 1, 2, "edited_out")]


def test_words_within_a_longer_word_do_not_keep_a_party_named() -> None:
    assert erasures_of("Cuba met.", "Incubators met.") == [("country:CUB", 1, 2, "edited_out")]


def test_who_is_named_when_an_article_goes_is_gone_with_it() -> None:
    found = erasures_of("Pak Chol Min met.", None)
    assert found == [("person:Pak Chol Min", 1, 2, "deleted")]


def test_who_was_edited_out_before_the_deletion_is_not_deleted_too() -> None:
    found = erasures_of("Pak Chol Min and Cuba met.", "Cuba met.", None)
    assert found == [("person:Pak Chol Min", 1, 2, "edited_out"), ("country:CUB", 2, 3, "deleted")]


def test_who_is_missing_when_an_article_comes_back_was_edited_out_in_between() -> None:
    found = erasures_of("Pak Chol Min and Cuba met.", None, "Cuba met.")
    assert found == [
        ("country:CUB", 1, 2, "deleted"),
        ("person:Pak Chol Min", 1, 2, "deleted"),
        ("person:Pak Chol Min", 1, 3, "edited_out"),
    ]


def test_who_is_named_again_and_erased_again_has_a_row_for_each_time() -> None:
    found = erasures_of("Cuba met.", "They met.", "Cuba met.", "They met.")
    assert found == [("country:CUB", 1, 2, "edited_out"), ("country:CUB", 3, 4, "edited_out")]


def lost(before: str, after: str, full: str, short: str | None) -> list[str]:
    """The parties that an edit from BEFORE to AFTER takes out; FULL names one, and SHORT may stand alone after it."""

    def named(text: str) -> list[Naming]:
        at = text.find(full)
        if at < 0:
            return []
        found = [Naming(f"person:{full}", "body", at, at + len(full), full, short=short)]
        if short:
            found += [
                Naming(f"person:{full}", "body", m.start(), m.end(), short, by_itself=False)
                for m in re.finditer(rf"\b{short}\b", text)
                if m.start() >= at + len(full)
            ]
        return found

    shown = [Shown(ARTICLE, n, "edited", START, "Talks", text) for n, text in enumerate((before, after), 1)]
    return [e.party_id for e in find_erasures(shown, {1: named(before), 2: named(after)})]


def test_a_surname_left_elsewhere_does_not_keep_a_party_named() -> None:
    text = "The group led by Juan Perez arrived. Perez made a speech."
    assert lost(text, text.replace("Juan Perez", "an official"), "Juan Perez", "Perez") == ["person:Juan Perez"]


def test_a_name_shortened_in_its_place_is_no_erasure() -> None:
    text = "The group led by Juan Perez arrived."
    assert lost(text, text.replace("Juan Perez", "Perez"), "Juan Perez", "Perez") == []
    text = "The group led by Sun Yan arrived on the Day of the Sun."
    assert lost(text, text.replace("Sun Yan", "a man"), "Sun Yan", "Sun") == ["person:Sun Yan"]


def test_a_name_cut_to_a_surname_that_may_not_stand_alone_is_an_erasure() -> None:
    assert lost("Pak Chol Min spoke.", "Pak spoke.", "Pak Chol Min", None) == ["person:Pak Chol Min"]


def test_who_is_cut_from_one_place_and_named_in_another_is_not_erased() -> None:
    before = "Pak Chol Min opened it.\nCuba met Pak Chol Min."
    assert erasures_of(before, before.replace("met Pak Chol Min", "met")) == []
