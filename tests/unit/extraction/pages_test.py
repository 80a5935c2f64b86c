"""Whole pages: the page that the project started from, hostile pages, languages, kinds, spans."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.core.explain import explain_page
from dagster_project.core.extract import extract_page, extractor_of
from dagster_project.core.kinds import kind_of
from dagster_project.core.language import detect_language
from dagster_project.core.layouts import LAYOUTS
from dagster_project.core.places import PlaceIndex
from dagster_project.core.schema import ARTICLE_KINDS, LANGUAGES
from dagster_project.core.second_reading import in_sample
from tests.unit.extraction.support import KCNA_URL, article, kcna_page, page, places, read

HEAD = "<html><body><h1 class='article-main-title'>T</h1><div class='article-content'>"
WATCH = "https://kcnawatch.org/newstream/1752400800-391028475/x/"
SHARED = Path(__file__).resolve().parents[4] / "shared"


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data is not beside the project")
def test_the_seed_page_gives_exactly_what_is_known_of_it() -> None:
    seen = datetime(2026, 1, 30, 6, tzinfo=UTC)
    found = read((SHARED / "data" / "seed_page.html").read_bytes(), "file:///seed_page.html", seen=seen)
    seed = found.articles[0]
    gold = json.loads((SHARED / "data" / "gold_dev.jsonl").read_text(encoding="utf-8").split("\n", 1)[0])
    assert seed.article_id == "kcnawatch.org/1752400800-391028475"
    assert seed.title == gold["headline"]
    assert " ".join(seed.body.split()) == " ".join(gold["text"].split()).removesuffix("-0-").rstrip()
    assert seed.published_on == date(2025, 7, 13)
    assert [(d.place_id, d.date, d.agency) for d in seed.datelines] == [("place:Pyongyang", date(2025, 7, 13), "KCNA")]
    assert seed.event_date == date(2025, 7, 12)
    assert seed.original_url == "http://www.kcna.kp/en/article/q/6fcc0f5ab67c050e2318fd77f9a78d57.kcmsf"
    assert len(found.sightings) == 16
    assert all(s.title and s.teaser and s.listed_on and s.article_id for s in found.sightings)
    twins = [s.article_id for s in found.sightings if s.title == "Birthday Spread to Woman Centenarian"]
    assert len(twins) == len(set(twins)) == 2


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data is not beside the project")
def test_datelines_of_the_hand_annotated_articles_are_exact() -> None:
    from dagster_project.core.datelines import find_datelines

    for line in (SHARED / "data" / "gold_dev.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        found = [
            (d.place, d.month, d.day, d.agency, d.start, d.end)
            for d in find_datelines(gold["text"].split("\n"), places())
        ]
        want = gold["dateline"]
        assert found[:1] == (
            [(want["place"], want["month"], want["day"], want["agency"], want["start"], want["end"])] if want else []
        ), gold["id"]


HOSTILE = {
    "nested": HEAD + "<div>" * 100_000 + "x</html>",
    "nested a little": HEAD + "<div>" * 1_900 + "some words</html>",
    "spans": HEAD + "<span>a</span>" * 250_000 + "</html>",
    "paragraphs": HEAD + "<p>a b c</p>" * 18_000 + "</html>",
    "unclosed fonts": HEAD + "".join(f"<font a{i}=1>" for i in range(390)) + "<p>x" * 9_000 + "</html>",
    "long paragraph": HEAD + "<p>" + "word " * 600_000 + "</p></html>",
    "dashes": HEAD + "<p>" + "-" * 1_000_000 + "x</p></html>",
    "names": HEAD + ("<p>" + "Aa, " * 60 + "(</p>") * 3_000 + "</html>",
    "spaces": "<table><td>calendar" + " " * 1_000_000 + "Copyright (C) KCNA</td></table></html>",
    "comments": HEAD + "<!--" * 30_000 + "</html>",
    "attributes": HEAD + "<p title='" + "<!--" * 30_000 + "'>words</p></html>",
    "answer": "<NData>" + "<content " * 30_000 + "<mainTitle>x</mainTitle></NData>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_soon_and_in_one_outcome(name: str) -> None:
    start = time.process_time()
    found = read(HOSTILE[name], WATCH)
    assert found.outcome in {"article", "reject", "not_found", "listing"}
    assert time.process_time() - start < 10


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([200, 204, 301, 404, 418, 500]),
    st.sampled_from([KCNA_URL, WATCH, "file:///a", "", "http://kcna.co.jp/item/2008/200809/news09/02.htm"]),
)
def test_any_response_has_exactly_one_outcome(payload: bytes, status: int, url: str) -> None:
    found = extract_page(page(payload, url, status=status), places())
    assert (found.outcome == "article") == bool(found.articles)
    assert (found.outcome == "reject") == (found.reject is not None)
    assert (found.outcome == "not_found") == (found.evidence is not None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60), min_size=1, max_size=5),
    st.booleans(),
)
def test_every_span_of_any_article_cuts_out_its_words(lines: list[str], dated: bool) -> None:
    opening = "Pyongyang, March 9 (KCNA) -- It was on Friday. " if dated else ""
    markup = "".join(f"<p>{line.replace('<', '').replace('&', '')}</p>" for line in [opening + "x", *lines])
    found = read(kcna_page(markup))
    for text in found.articles:
        for dateline in text.datelines:
            assert text.body[dateline.char_start : dateline.char_end] == dateline.text
        if text.event_start is not None:
            assert text.body[text.event_start : text.event_end].strip()
        assert text.body == "\n".join(text.paragraphs)
        assert all(p == p.strip() and p for p in text.paragraphs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The gardeners of the orchard sent a basket of pears to the school.", "en"),
        ("Los jardineros del huerto enviaron una cesta de peras a la escuela.", "es"),
        ("(평양 7월 13일발 조선중앙통신) 과수원의 원예사들이 학교에 배를 보내였다. DPRK", "ko"),
        ("果樹園の庭師たちは学校に梨の籠を送った。", "ja"),
        ("果园的园丁们给学校送去了一篮梨。", "zh"),
        ("Садовники отправили в школу корзину груш.", "ru"),
        ("Comrades, the word 배 (pear) and 梨 are written on the basket of the school.", "en"),
        ("", "und"),
        ("123 456", "und"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, expected: str) -> None:
    assert detect_language("", text) == expected
    assert expected in LANGUAGES


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Press Statement of Imagined Ministry", "statement"),
        ("Answer of Spokesperson for Imagined Ministry", "statement"),
        ("KCNA Commentary on Wind", "commentary"),
        ("Press Review", "press_review"),
        ("Kim Jong Un Inspects Imagined Factory", "leader_activity"),
        ("Respected Comrade Kim Jong Un Sends Greetings", "leader_activity"),
        ("Anecdote about a Ladder", "anecdote"),
        ("Pears Harvested", "report"),
        ("Kim Jong Un's Work Published in Imagined Country", "report"),
        ("Reception Held", "report"),
    ],
)
def test_the_kind_is_told_from_the_title(title: str, expected: str) -> None:
    assert kind_of(title, "Words.", 1, KCNA_URL) == expected
    assert expected in ARTICLE_KINDS


@pytest.mark.parametrize(
    "opening",
    [
        "One day in July, Juche 65 (1976), a ladder was seen.",
        "It was one day in April Juche 50 (1961) when a ladder was seen.",
        "A ladder was seen in September Juche 88 (1999) beside a tree.",
        "One day in April 1967, a ladder was seen.",
    ],
)
def test_an_opening_without_dateline_makes_an_anecdote(opening: str) -> None:
    assert article(f"<p>{opening}</p>", title="Ladder").kind == "anecdote"
    assert article(f"<p>Pyongyang, March 9 (KCNA) -- {opening}</p>", title="Ladder").kind == "report"


def test_every_layout_names_its_version_in_the_extractor() -> None:
    names = [extractor_of(layout.name) for layout in LAYOUTS]
    assert len(set(names)) == len(LAYOUTS)
    assert extractor_of(None).startswith("none+")


def test_explaining_a_page_tells_the_marks_and_the_rules_behind_its_fields() -> None:
    found = explain_page(page(kcna_page("<p>Pyongyang, March 9 (KCNA) -- It was on Friday.</p>")), places())
    layout = next(finding for finding in found.layouts if finding.layout == "kcna_kp_q")
    assert layout.matched
    assert all(mark.held for mark in layout.marks)
    assert {(f.field, f.rule) for f in found.fields} >= {
        ("published_on", "stamp"),
        ("date", "dateline"),
        ("event_date", "first sentences"),
    }


def test_explaining_a_page_of_no_layout_tells_which_mark_was_missing() -> None:
    found = explain_page(page(kcna_page("<p>Words</p>").replace("content-wrapper", "content-envelope")), places())
    layout = next(finding for finding in found.layouts if finding.layout == "kcna_kp_q")
    assert not layout.matched
    assert [mark.mark for mark in layout.marks if not mark.held] == ["content"]


def test_the_sample_of_whole_page_comparisons_is_decided_by_the_capture_alone() -> None:
    drawn = [n for n in range(1_000) if in_sample(f"{n:032x}")]
    assert drawn == list(range(63, 1_000, 64))
    assert in_sample("0" * 32, every=1)
    assert not in_sample("f" * 32, every=0)


REPORT = (
    "<p>Pyongyang, March 9 (KCNA) -- Weavers of an imagined mill said that their looms ran day and night, and that cloth "
    "lay ready in heaps for the children of the hill villages, who wear it when they go to school in the autumn.</p>"
    "<p>The dyers beside them boiled roots and bark until the yard smelt of the forest, and hung the wet cloth on long "
    "ropes between the poplars, where the wind of the valley dried it before the evening came down.</p>"
    "<p>Drivers of three lorries then took the bales over the pass, waiting at each bridge for the ferrymen who know "
    "the ice, and reached the last village when the lamps had already been lit in the schoolhouse.</p>"
)


def test_a_page_whose_layout_fits_has_no_prose_outside_its_article() -> None:
    html = kcna_page(REPORT).replace(
        "</head>", "<script>var a = 1; " + "b(c); d = {e: 'f'}; " * 40 + "</script></head>"
    )
    result = read(html)
    assert result.prose_outside == 0
    assert result.page_disagreement is None
    compared = extract_page(page(html), places(), compare_every=1)
    assert compared.page_disagreement is not None
    assert compared.page_disagreement < 0.1


def test_prose_that_a_layout_no_longer_reaches_is_seen_by_both_comparisons() -> None:
    html = kcna_page(REPORT).replace("</p><p>The dyers", "</p></div><div class='content-rest'><p>The dyers")
    moved = extract_page(page(html), places(), compare_every=1)
    assert len(moved.articles[0].paragraphs) == 1
    assert moved.prose_outside is not None
    assert moved.prose_outside > 0.6
    assert moved.page_disagreement is not None
    assert moved.page_disagreement > 0.4


def test_the_place_index_survives_pickling() -> None:
    import pickle

    copy = pickle.loads(pickle.dumps(places()))
    assert isinstance(copy, PlaceIndex)
    assert copy.find("Wonsan City") == places().find("Wonsan")
    assert copy.agency("KCAN") == "KCNA"
