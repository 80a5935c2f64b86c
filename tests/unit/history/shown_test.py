"""A history shown: both texts can be read out of the marked one, and nothing of a page's text acts on its own."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.history.diff import diff_texts
from dagster_project.core.history.digests import substance
from dagster_project.core.history.html_page import render_html
from dagster_project.core.history.marked import mark_up
from dagster_project.core.history.render import Shelf
from dagster_project.core.history.terminal import render_terminal
from tests.unit.history.support import ARTICLE, history_of, version

BODY = "Wonsan, August 1 (KCNA) -- Farmers opened a farm.\nPak Chol Min and Ri Kum Hyok were present.\nAll were glad."
EDITED = BODY.replace("Pak Chol Min and ", "").replace("a farm", "a sheep farm")


def shelf(*bodies: str | None, url: str = "http://www.kcna.kp/en/article/q/0123.kcmsf", title: str = "A Farm") -> Shelf:
    history = history_of(*(None if body is None else version(body, title) for body in bodies))
    assert history is not None
    return Shelf(ARTICLE, url, "en", history.state, history.revisions, {2: ("Pak Chol Min",)})


PIECES = st.lists(
    st.sampled_from([*["The", "farm", "has", "Kim", "300", "sheep", ",", ".", "and", "“wool”", "(", ")"], "\n"]),
    max_size=25,
)


@given(PIECES, PIECES)
def test_both_texts_can_be_read_out_of_the_marked_one(left: list[str], right: list[str]) -> None:
    before, after = " ".join(left), " ".join(right)
    pieces = [piece for p in mark_up(diff_texts("body", before, after), before, after) for piece in p]
    assert substance("".join(p.text for p in pieces if p.mark != "added")) == substance(before)
    assert substance("".join(p.text for p in pieces if p.mark != "removed")) == substance(after)


def test_removed_words_keep_their_distance() -> None:
    shown = render_terminal(shelf("The farm opened on July 30.", "The farm opened."), colour=False)
    assert "The farm opened [-on July 30-]." in shown


def test_a_removed_paragraph_stands_as_one() -> None:
    shown = render_terminal(shelf(BODY, BODY.replace("\nAll were glad.", "")), colour=False)
    assert "\n[-All were glad.-]\n" in shown


def test_the_terminal_shows_what_changed_when_and_who_is_named_no_more() -> None:
    shown = render_terminal(shelf(BODY, EDITED, None, EDITED), colour=False)
    assert "opened a {+sheep+} farm" in shown
    assert "[-Pak Chol Min and-] Ri Kum Hyok" in shown
    assert "… 1 paragraph unchanged" in shown
    assert "no longer named: Pak Chol Min" in shown
    assert "2. Edited: reworded" in shown
    assert "3. Deleted" in shown
    assert "the site answers 404" in shown
    assert "4. Restored: the same text" in shown


def test_colours_mark_the_same_words() -> None:
    shown = render_terminal(shelf(BODY, EDITED))
    assert "\x1b[32;1msheep\x1b[0m" in shown
    assert "\x1b[31;9mPak Chol Min and\x1b[0m" in shown
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(len, plain.split("\n"))) <= 100


def test_full_shows_unchanged_paragraphs_too() -> None:
    assert render_terminal(shelf(BODY, EDITED), colour=False, full=True).count("All were glad.") == 2


def test_a_page_cannot_drive_the_terminal() -> None:
    shown = render_terminal(shelf("A \x1b[2J\x07 trick\u202e here.", title="T\x1b]0;x\x07"), colour=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


class _Reader(HTMLParser):
    """Collects tags, addresses, and the text between the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_is_well_formed_and_asks_nothing_of_the_network() -> None:
    found = read(render_html(shelf(BODY, EDITED, None, EDITED)))
    assert {"script", "img", "link", "iframe", "form"}.isdisjoint(found.tags)
    outward = [link for link in found.links if not link.startswith("#")]
    assert outward == ["http://www.kcna.kp/en/article/q/0123.kcmsf"]
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert found.tags.count("section") == 4
    assert "removed: Pak Chol Min and" in found.text


def test_hostile_text_stays_text() -> None:
    hostile = "<script>alert(1)</script> & \"'> <img src=x onerror=alert(1)>"
    found = read(render_html(shelf(hostile, hostile + " more.", title=hostile, url="javascript:alert(1)//\"'>")))
    assert {"script", "img"}.isdisjoint(found.tags)
    assert all(link.startswith("#") for link in found.links)
    assert hostile in found.text


def test_the_page_is_the_same_every_time() -> None:
    assert render_html(shelf(BODY, EDITED)) == render_html(shelf(BODY, EDITED))
