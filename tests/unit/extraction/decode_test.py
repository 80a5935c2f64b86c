"""Bytes become text by what they are, not by what they are said to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.core.decode import MAX_BYTES, Decoded, decode
from dagster_project.core.records import Reject

KOREAN = "<p>우리는 종이배를 만드는 사람들의 모임을 가지였다. 바다는 넓고 하늘은 높다.</p>"
JAPANESE = "<p>わたしたちは紙の船を作る人々の集まりを持った。海は広く、空は高い。</p>"
CHINESE = "<p>我们有一个会议，是在海上的人和他们的国家。</p>"
RUSSIAN = "<p>Собрание людей, которые строят бумажные корабли, прошло вчера.</p>"
SPANISH = "<p>Reunión de los niños que construyen barcos de papel en el año próximo.</p>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "cp949"),
        (KOREAN, "utf-8"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "utf-8"),
        (CHINESE, "gb18030"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (SPANISH, "cp1252"),
        (SPANISH, "utf-8"),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8", "shift_jis", "euc-kr", "iso-8859-1", "nonsense"])
def test_the_words_are_right_whatever_charset_is_declared(text: str, encoding: str, declared: str | None) -> None:
    header = f"text/html; charset={declared}" if declared else "text/html"
    page = f"<html><head><meta charset='{declared or ''}'></head><body>{text * 4}</body></html>"
    found = decode(page.encode(encoding), header)
    assert isinstance(found, Decoded)
    assert text in found.text


def test_a_lying_charset_is_noted() -> None:
    found = decode(f"<html><meta charset=shift_jis>{KOREAN}".encode(), "text/html")
    assert isinstance(found, Decoded)
    assert found.notes == ("encoding: declared cp932, read as utf-8",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    found = decode(KOREAN.encode(encoding), "text/html; charset=iso-8859-1")
    assert isinstance(found, Decoded)
    assert found.text == KOREAN


def test_utf_16_without_a_mark_is_known_by_its_nulls() -> None:
    found = decode(("<p>" + "plain words " * 50).encode("utf-16-le"), "text/html")
    assert isinstance(found, Decoded)
    assert "plain words" in found.text


def test_null_bytes_are_taken_out_with_a_note() -> None:
    found = decode(b"<p>wo\x00rds of a long enough page</p>", "text/html")
    assert isinstance(found, Decoded)
    assert found.text == "<p>words of a long enough page</p>"
    assert found.notes == ("null_bytes: 1 removed",)


def test_one_broken_byte_costs_one_character_and_is_noted() -> None:
    page = KOREAN.encode() * 3 + b"\xff" + KOREAN.encode() * 3
    found = decode(page, "text/html; charset=utf-8")
    assert isinstance(found, Decoded)
    assert found.text.count("종이배") == 6
    assert found.notes == ("undecodable: 1 characters",)


@pytest.mark.parametrize(
    ("payload", "content_type", "reason"),
    [
        (b"%PDF-1.7 ...", "text/html", "not_html"),
        (b"\xff\xd8\xff\xe0", None, "not_html"),
        (b"<p>a", "image/png", "not_html"),
        (b"<p>" + bytes(range(32)) * 20, "text/html", "binary"),
        (b"a" * (MAX_BYTES + 1), "text/html", "too_large"),
    ],
)
def test_what_is_no_page_is_rejected_with_its_reason(payload: bytes, content_type: str | None, reason: str) -> None:
    found = decode(payload, content_type)
    assert isinstance(found, Reject)
    assert found.reason == reason


@given(
    st.binary(max_size=600),
    st.sampled_from([None, "text/html", "text/html; charset=euc-kr", "text/html; charset=x", "application/xhtml+xml"]),
)
def test_no_bytes_make_decoding_raise(payload: bytes, content_type: str | None) -> None:
    found = decode(payload, content_type)
    assert isinstance(found, Reject) or "\x00" not in found.text


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_any_text_survives_utf_8(text: str) -> None:
    found = decode(("<p>" + text).encode(), "text/html")
    assert isinstance(found, Decoded)
    assert found.text == "<p>" + text
