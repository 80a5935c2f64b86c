"""The source without its scripts and styles: what is cut, what stays, and that no page is lost by it."""

from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.visible import visible_of
from tests.unit.extraction.support import kcna_page, read

CODE = "if (a < b && '<p>' + words) { document.write('<div class=article-content>') }"


def test_what_stands_in_scripts_and_styles_is_cut_and_their_tags_stay() -> None:
    text = f"<html><Script type='a'>{CODE}</SCRIPT ><p>One</p><style>p < b {{}}</style><p>Two</p></html>"
    assert visible_of(text) == "<html><Script type='a'></SCRIPT ><p>One</p><style></style><p>Two</p></html>"


def test_what_only_looks_like_a_script_stays() -> None:
    for text in (
        "<scripture>In the beginning</scripture><p>was</p>",
        f"<!-- <script> --><p>kept</p><script>{CODE[:0]}</script>",
        "<p>An unfinished page <script>var a = 1; <p>with words",
        "<p>5 <script",
        "<!-- never closed <script>a</script><p>",
        "",
    ):
        assert visible_of(text) == text


def test_a_comment_hides_no_script_after_it() -> None:
    assert visible_of("<!-- a < b --><script>x</script><p>y</p>") == "<!-- a < b --><script></script><p>y</p>"


@given(st.text(alphabet="<>/!- apstyle'\n"))
def test_nothing_is_added(text: str) -> None:
    pieces = iter(text)
    assert all(character in pieces for character in visible_of(text))


def test_a_tag_in_an_attribute_costs_no_article() -> None:
    plain = kcna_page("<p>Pyongyang, March 9 (KCNA) -- A hall was opened.</p>")
    trapped = plain.replace("<body", "<body data-template='<script>'").replace("</body>", "<script>a()</script></body>")
    assert "article-main-title" not in visible_of(trapped)
    assert [a.body for a in read(trapped).articles] == [a.body for a in read(plain).articles] != []
