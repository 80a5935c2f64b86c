"""The annotated articles fit the texts that they were made on, and follow their own conventions."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import eval_parties
from benchmarks.party_scores import Naming
from tests.gold.load_gold import load_texts

FOLDER = Path(__file__).parent
PREFIX = {"COUNTRY": "C:", "ORG": "O:", "PERSON": "P:", "PLACE": "L:", "GROUP": "G:"}

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["dev", "blind"])
def test_no_article_bears_a_text(name: str) -> None:
    for row in rows(name):
        assert row.keys() == {"id", "sha256", "date", "dateline", "mentions", "parties", "triples"}
        assert all(m.keys() == {"start", "end", "type", "canonical"} for m in row["mentions"])


def test_no_article_is_in_both_halves() -> None:
    assert not {r["id"] for r in rows("dev")} & {r["id"] for r in rows("blind")}


@pytest.mark.parametrize("name", ["dev", "blind"])
def test_spans_fit_the_text_that_was_annotated(name: str, shared: Path) -> None:
    texts = load_texts(shared, [r["id"] for r in rows(name)])
    for row in rows(name):
        text = texts[row["id"]]
        assert hashlib.sha256(text.encode()).hexdigest() == row["sha256"], row["id"]
        end = 0
        for m in row["mentions"]:
            assert end <= m["start"] < m["end"] <= len(text), row["id"]
            surface = text[m["start"] : m["end"]]
            assert surface == surface.strip()
            end = m["end"]


@pytest.mark.parametrize("name", ["dev", "blind"])
def test_ids_follow_their_types_and_parties_are_those_mentioned(name: str) -> None:
    for row in rows(name):
        assert all(m["canonical"].startswith(PREFIX[m["type"]]) for m in row["mentions"])
        assert row["parties"] == sorted({m["canonical"] for m in row["mentions"]})
        assert all(t["person"] in row["parties"] for t in row["triples"])


@pytest.mark.usefixtures("shared")
def test_who_is_named_is_found_above_the_floors_in_both_eras(capsys: pytest.CaptureFixture[str]) -> None:
    ends = eval_parties.main([])
    told = capsys.readouterr().out
    assert ends == 0, told
    assert all(f"all, {era}:" in told for era in eval_parties.ERAS)


@pytest.mark.usefixtures("shared")
def test_a_figure_below_its_floor_fails_the_evaluation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(eval_parties, "found_in", lambda known, article: Naming((), ()))
    assert eval_parties.main([]) == 1
    assert "BELOW THE FLOOR" in capsys.readouterr().out
