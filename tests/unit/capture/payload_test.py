"""Promises of decoding: what can be undone is, lies and damage are told, nothing grows beyond its limit."""

import gzip
import zlib

import pytest

from dagster_project.store.payload import dechunked, decode_body

PAGE = b"<html><body>" + b"words of an invented page " * 400 + b"</body></html>"


def chunks(body: bytes, size: int = 100) -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZIP "])
def test_gzip_is_undone(encoding: str) -> None:
    assert decode_body(gzip.compress(PAGE), None, encoding).body == PAGE


def test_both_kinds_of_deflate_are_undone() -> None:
    raw = zlib.compressobj(wbits=-15)
    for sent in (zlib.compress(PAGE), raw.compress(PAGE) + raw.flush()):
        assert decode_body(sent, None, "deflate").body == PAGE


def test_chunks_and_gzip_are_undone_in_their_order() -> None:
    found = decode_body(chunks(gzip.compress(PAGE)), "chunked", "gzip")
    assert (found.body, found.problem) == (PAGE, None)


@pytest.mark.parametrize("transfer", [None, "chunked"])
@pytest.mark.parametrize("content", ["gzip", "br", "zstd", "deflate", "made-up"])
def test_a_body_that_is_not_encoded_as_its_header_says_is_kept(transfer: str | None, content: str) -> None:
    found = decode_body(PAGE, transfer, content)
    assert found.body == PAGE or found.problem == "broken_encoding"
    if content != "deflate":
        assert found.body == PAGE


def test_a_body_that_ends_early_gives_what_came_and_says_so() -> None:
    for sent, transfer, content in (
        (gzip.compress(PAGE, mtime=0)[:-20], None, "gzip"),
        (chunks(PAGE)[:-40], "chunked", None),
    ):
        found = decode_body(sent, transfer, content)
        assert found.problem == "cut_encoding"
        assert PAGE.startswith(found.body) and found.body


def test_a_bomb_ends_at_the_limit() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    found = decode_body(bomb, None, "gzip", limit=1_000_000)
    assert (len(found.body), found.problem) == (1_000_000, "too_large")
    nested = decode_body(gzip.compress(bomb), None, "gzip, gzip", limit=1_000_000)
    assert (len(nested.body), nested.problem) == (1_000_000, "too_large")


def test_text_that_looks_like_a_chunk_size_is_not_taken_off() -> None:
    page = b"1 000 tons of invented rice\r\nwere counted twice."
    assert dechunked(page) == (page, None)
