"""Bytes of a response to text: the right encoding, or a reason why there is none. Never raises.

The order of trust: a byte order mark; bytes that are valid UTF-8; otherwise the encoding whose reading of the bytes
looks most like one of the sites' languages, what the header and the page declare counting in its favour. Declarations
alone are not trusted: kcna.co.jp declared Shift_JIS, sent UTF-8 and mixed both, and archives declare anew what they
store.
"""

import re
from dataclasses import dataclass
from typing import Final

from dagster_project.core.records import Reject

MAX_BYTES: Final = 2_000_000
"""Longer payloads are no article of a news agency: the largest page known is below 400 kB."""

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC: Final = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"RIFF", "riff"),
    (b"\x00\x00\x00\x18ftyp", "mp4"),
    (b"\x00\x00\x00\x20ftyp", "mp4"),
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
)
_TEXT_TYPES: Final = re.compile(
    r"^(?:text/(?:html|plain|xml|x?html.*)|application/(?:xhtml\+xml|xml|rss\+xml|atom\+xml|octet-stream|x-unknown|unknown)|unknown/unknown|\*/\*)$"
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.I)

# As browsers read the labels (WHATWG Encoding Standard): the wider superset of each family.
_LABELS: Final = {
    "utf8": "utf-8",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "windows31j": "cp932",
    "mskanji": "cp932",
    "eucjp": "euc_jp",
    "xeucjp": "euc_jp",
    "iso2022jp": "iso2022_jp",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "windows949": "cp949",
    "cp949": "cp949",
    "uhc": "cp949",
    "iso2022kr": "iso2022_kr",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "usascii": "cp1252",
    "ascii": "cp1252",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
    "windows1251": "cp1251",
    "cp1251": "cp1251",
    "koi8r": "koi8_r",
    "utf16": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
}
_GUESSES: Final = ("cp932", "cp949", "euc_jp", "gb18030", "cp1251", "koi8_r", "cp1252")

# The most frequent letters of each language, other than ASCII's: a right reading is made of them, a wrong one is not.
_COMMON: Final = frozenset(
    "이다는을의에가고하지한로를은사서자도인기시어대정나과해들리일주부수전김위조선국민당평양장군통신보동아상원여연우성있었였며적"
    "のにはをとるがしたでていなれさこらもすりあうくかきつまそよんっ、。「」・ーンスルトア朝鮮国年月日金正恩人民主義"
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三"
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцОЕАИНТСРВЛКМДПУ"
    "áéíóúñüÁÉÍÓÚÑ¿¡“”‘’–—…·«»°\u00a0"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, the encoding that it was read with, and what was odd about it ("rule: detail")."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(payload: bytes, content_type: str | None) -> Decoded | Reject:
    """The text of a payload, or the reject that says why there is none (too_large, not_html, binary)."""
    if len(payload) > MAX_BYTES:
        return Reject("decode", "too_large", f"{len(payload)} bytes; pages of more than {MAX_BYTES} are not read")
    kind = (content_type or "").split(";")[0].strip().lower()
    magic = next((name for mark, name in _MAGIC if payload.startswith(mark)), None)
    if magic or (kind and not _TEXT_TYPES.match(kind)):
        return Reject(
            "decode", "not_html", f"content type {kind or 'not given'}" + (f", bytes of {magic}" if magic else "")
        )
    for mark, name in _BOMS:
        if payload.startswith(mark):
            return _cleaned(payload[len(mark) :].decode(name, "replace"), name, [], payload)
    if wide := _wide(payload):
        note = f"encoding: {wide} without a byte order mark"
        return _cleaned(payload.decode(wide, "replace"), wide, [note], payload)
    if b"\x1b" in payload and b"\x1b$" in payload[:200_000]:
        return _cleaned(*_escaped(payload), payload)
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        return _cleaned(*_guessed(payload, _declared(payload, content_type)), payload)
    declared = [] if text.isascii() else _declared(payload, content_type)[:1]
    lie = [f"encoding: declared {name}, read as utf-8" for name in declared if name != "utf-8"]
    return _cleaned(text, "utf-8", lie, payload)


def _declared(payload: bytes, content_type: str | None) -> list[str]:
    """Encodings named by the header and by the page's first 4 kB, in this order, as Python names them."""
    heads = ((content_type or "").encode("ascii", "ignore"), payload[:4096])
    labels = [m[1].decode("ascii").lower() for head in heads for m in _CHARSET.finditer(head)]
    names = [_LABELS.get(re.sub(r"[^a-z0-9]", "", label)) for label in labels]
    return list(dict.fromkeys(name for name in names if name))


def _wide(payload: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of the beginning is null."""
    head = payload[:2000]
    if len(head) < 4 or head.count(0) < len(head) * 0.3:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.6 * len(head[1::2]) and even < 0.1 * len(head):
        return "utf-16-le"
    if even > 0.6 * len(head[::2]) and odd < 0.1 * len(head):
        return "utf-16-be"
    return None


def _escaped(payload: bytes) -> tuple[str, str, list[str]]:
    name = "iso2022_kr" if b"\x1b$)C" in payload else "iso2022_jp"
    return payload.decode(name, "replace"), name, []


_MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
"""Latin and Cyrillic letters in one word: accented letters read as Russian."""


def _likeness(text: str) -> float:
    """Share of the letters beyond ASCII that are frequent in one of the sites' languages, less what cannot be read."""
    letters = [c for c in text if c > "\x7f"]
    if not letters:
        return 0.0
    broken = sum(
        c == "\ufffd" or "\uff61" <= c <= "\uff9f" or "\ue000" <= c <= "\uf8ff" or "\x80" <= c <= "\x9f"
        for c in letters
    )
    broken += len(_MIXED.findall(text))
    return (sum(c in _COMMON for c in letters) - 3 * broken) / len(letters)


def _guessed(payload: bytes, declared: list[str]) -> tuple[str, str, list[str]]:
    """The most plausible reading of bytes that are not valid UTF-8."""
    start = next((i for i, byte in enumerate(payload) if byte > 0x7F), 0)
    part = payload[max(0, start - 1000) : start + 60_000]
    scored = []
    for order, name in enumerate(dict.fromkeys([*declared, "utf-8", *_GUESSES])):
        bonus = 0.15 if name in declared[:1] else 0.1 if name in declared or name == "utf-8" else 0.0
        scored.append((_likeness(part.decode(name, "replace")) + bonus, -order, name))
    best = max(scored)[2]
    notes = [f"encoding: declared {declared[0]}, read as {best}"] if declared and declared[0] != best else []
    return payload.decode(best, "replace"), best, notes


_STRIDE: Final = 7
"""One byte in so many is looked at before all are: odd, for wide letters have a null in every second or fourth."""
_CONTROLS: Final = bytes(c for c in range(32) if c not in {9, 10, 12, 13, 27})


def _cleaned(text: str, encoding: str, notes: list[str], payload: bytes) -> Decoded | Reject:
    """The text without null bytes; a reject where it is mostly control characters."""
    if encoding.startswith("utf-16") or encoding.startswith("utf-32"):
        payload = text.encode("utf-8", "replace")
    some = payload[::_STRIDE]
    if len(some) - len(some.translate(None, _CONTROLS)) > 0.05 * len(some):
        controls = len(payload) - len(payload.translate(None, _CONTROLS))
        if controls > 0.1 * max(len(text), 1):
            return Reject("decode", "binary", f"{controls} null and control characters in {len(payload)} bytes")
    if "\x00" in text:
        nulls = text.count("\x00")
        text = text.replace("\x00", "")
        notes = [*notes, f"null_bytes: {nulls} removed"]
    if unreadable := text.count("\ufffd"):
        notes = [*notes, f"undecodable: {unreadable} characters"]
    return Decoded(text, encoding, tuple(notes))
