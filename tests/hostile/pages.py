"""Hostile pages by name: what somebody could serve to stop, swell, deceive or break into the reading of pages."""

import gzip
import io
import zipfile
from html import escape
from typing import Final

KCNA: Final = "http://www.kcna.kp/en/article/q/{:032x}.kcmsf"
LIST: Final = "http://www.kcna.kp/en/category/articles/q/1ee9bdb7186944f765208f34ecfb5407.kcmsf"
FEED: Final = "https://kcnawatch.org/newstream/feed/"
DATELINE: Final = "Pyongyang, March 9 (KCNA) -- "
SCRIPT: Final = "<script>alert('opened')</script><img src=x onerror=\"alert('opened')\">"
SQL: Final = "x'); drop table articles; --"


def article(paragraphs: str, title: str = "Imagined Title", stamp: str = "(2024.03.09.)", head: str = "") -> str:
    """A page in the layout of kcna.kp around PARAGRAPHS."""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body><nav>Home</nav>"
        f"<div class='article-main-title'>{title}</div><div class='article-content-body'><div class='content-wrapper'>"
        f"{paragraphs}<span class='publish-time'>www.kcna.kp {stamp}</span></div></div></body></html>"
    )


def _p(text: str) -> str:
    return f"<p>{text}</p>"


_PLAIN = article(_p(DATELINE + "Weavers of an imagined mill said that their looms ran day and night."))

PAGES: Final[dict[str, bytes]] = {
    "empty": b"",
    "one null byte": b"\0",
    "null bytes": b"\0" * 100_000,
    "null bytes between": article(_p(DATELINE + "we\0av\0ers of an imagined mill.")).encode(),
    "charset that does not exist": _PLAIN.replace("utf-8", "klingon-8").encode(),
    "charset that lies": _PLAIN.replace("utf-8", "utf-16").encode(),
    "charset of another page": _PLAIN.replace("looms", "\u7e54\u6a5f").encode("shift_jis", "ignore"),
    "utf-16 with a mark": _PLAIN.encode("utf-16"),
    "utf-16 without a mark": _PLAIN.encode("utf-16-le"),
    "utf-16 cut in a unit": _PLAIN.encode("utf-16")[:-1],
    "utf-7": _PLAIN.encode("utf-7"),
    "lone surrogates": article(_p(DATELINE + "Weavers \ud800 of \udfff a mill.")).encode("utf-8", "surrogatepass"),
    "surrogate references": article(_p(DATELINE + "Weavers &#xD800; of &#55296; a mill &#x110000; &#0;.")).encode(),
    "nested 200,000 deep": article("<div>" * 200_000 + "words").encode(),
    "nested 200,000 deep in one line of bold": article(_p("<b>" * 200_000 + "words")).encode(),
    "nested just under the limit": article("<div>" * 390 + _p(DATELINE + "Words.")).encode(),
    "a paragraph of 10 MB": article(_p(DATELINE + "word " * 2_000_000)).encode(),
    "a paragraph of 3.9 MB": article(_p(DATELINE + "word " * 780_000)).encode(),
    "a word of 3.9 MB": article(_p(DATELINE + "w" * 3_900_000)).encode(),
    "a title of 3 MB": article(_p(DATELINE + "Words."), title="Title " * 500_000).encode(),
    "names of 1 MB": article(_p(DATELINE + "Kim Jong Un, Choe Son Hui, " * 40_000)).encode(),
    "capitals of 1 MB": article(_p(DATELINE + "Aa Bb Cc of the " * 65_000)).encode(),
    "datelines without end": article(_p(DATELINE * 40_000)).encode(),
    "marks of 1 MB": article(_p(DATELINE + "--((.,;" * 150_000)).encode(),
    "spaces of 2 MB": article(_p(DATELINE + " \u00a0\t" * 700_000 + "x")).encode(),
    "entities that expand": (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {c} "{f"&{p};" * 10}">' for p, c in zip("abcdefghi", "bcdefghij", strict=True))
        + f"]>{_PLAIN.replace('looms', '&j;')}"
    ).encode(),
    "entities from outside": (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + _PLAIN.replace("looms", "&x;")
    ).encode(),
    "references by the hundred thousand": article(_p(DATELINE + "&amp;&#97;&nbsp;" * 100_000)).encode(),
    "10,000 links": article(
        _p(DATELINE + "Words.") + "".join(f"<a href='{KCNA.format(n)}'>Title {n}</a>" for n in range(10_000))
    ).encode(),
    "control characters": article(
        _p(DATELINE + "Weavers" + "".join(chr(c) for c in range(1, 32)) + "\x7f\x85\u2028 of a mill.")
    ).encode(),
    "bidirectional characters": article(
        _p(DATELINE + "Weavers \u202etxet neddih\u202c and \u2066\u2067more\u2069\u200f of a mill."),
        title="Title \u202egnp.exe",
    ).encode(),
    "combining characters without end": article(_p(DATELINE + "Z" + "\u0336\u0337\u0338" * 200_000)).encode(),
    "30 February": article(_p("Pyongyang, February 30 (KCNA) -- Words."), stamp="(2024.02.30.)").encode(),
    "Juche 0": article(_p(DATELINE + "Words."), stamp="(Juche0.3.9.)").encode(),
    "Juche without end": article(_p(DATELINE + "Words."), stamp=f"(Juche{'9' * 4000}.3.9.)").encode(),
    "31/13/2025": article(
        _p("Pyongyang, Undecember 31 (KCNA) -- Words on 31/13/2025."), stamp="(2025.13.31.)"
    ).encode(),
    "the year 0": article(_p(DATELINE + "Words."), stamp="(0000.00.00.)").encode(),
    "SQL": article(_p(f"{DATELINE}{SQL} Words."), title=SQL).encode(),
    "script": article(
        _p(
            f"{DATELINE}{escape(SCRIPT)} Weavers said it. Present there was {escape('<b onclick=alert(1)>')} Om Jong Hak."
        ),
        title=escape(SCRIPT),
    ).encode(),
    "a template": article(_p(DATELINE + "{{ 7*7 }} ${7*7} #{7*7} %s %(x)s {0.__class__} <%= 7 %>")).encode(),
    "a formula": article(_p("=cmd|' /C calc'!A0"), title="=HYPERLINK(&quot;http://example.org&quot;)").encode(),
    "a page within a page": article(_p(DATELINE + "Outer words.") + escape(_PLAIN) + _PLAIN).encode(),
    "two layouts at once": (
        article(_p(DATELINE + "Outer words."))
        + "<div class='article-content'><p>Inner</p></div><article><h1 class='text-center'>T</h1><p>x</p></article>"
    ).encode(),
    "text that imitates a dateline": article(
        _p("Readers wrote: Tokyo, March 8 (KNS-KCNA) -- this is no report. " + DATELINE + "Nor is this.")
    ).encode(),
    "text that imitates another article": article(
        _p(DATELINE + "Words.")
        + _p(f"&lt;div class='article-main-title'&gt;Other&lt;/div&gt; {KCNA.format(7)} -0- " + DATELINE)
    ).encode(),
    "an address that lies": article(
        _p(DATELINE + "Words."), head=f"<link rel='canonical' href='{KCNA.format(0xBAD)}'>"
    ).encode(),
    "a comment without end": ("<!--" + _PLAIN).encode(),
    "a script without end": article("<script>" + _p(DATELINE + "Words.")).encode(),
    "a tag without end": article("<p " + "a=1 " * 300_000).encode(),
    "attributes of 3 MB": article(f"<p title='{'x' * 3_000_000}'>{DATELINE} Words.</p>").encode(),
    "unclosed tags": article("".join(f"<font a{n}>" for n in range(1_900)) + _p(DATELINE + "x")).encode(),
    "tables in tables": article("<table><tr><td>" * 390 + DATELINE + "x").encode(),
    "svg and math": article(
        "<svg><math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1'>"
    ).encode(),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
    "chance": bytes((n * 7919 + (n >> 3) * 104729) & 0xFF for n in range(200_000)),
    "xml": b'<?xml version="1.0" encoding="UTF-8"?><a><b/></a>',
    "json": b'{"title": "<script>alert(1)</script>"}',
}
"""The bodies of pages under an article's address, by name."""

URLS: Final[dict[str, str]] = {
    "quotes": "http://www.kcna.kp/en/article/q/'\"`;--.kcmsf",
    "SQL": "http://www.kcna.kp/en/article/q/" + SQL.replace(" ", "%20"),
    "an encoded line end": "http://www.kcna.kp/en/article/q/" + "ab" * 16 + "%0d%0aSet-Cookie:x.kcmsf",
    "script": "http://www.kcna.kp/en/x?y=<script>alert(1)</script>",
    "javascript": "http://javascript:alert(1)@www.kcna.kp/en/x",
    "dots": "http://www.kcna.kp/../../../../etc/passwd",
    "null": "http://www.kcna.kp/en/%00.html",
    "long": "http://www.kcna.kp/en/" + "a" * 20_000,
    "an open bracket": "http://[www.kcna.kp/en/",
    "a port that is none": "http://www.kcna.kp:99999999/en/x",
    "letters beyond ASCII": "http://www.kcna.kp/en/\u202eexe/\u0130\ud7ff",
}
"""Addresses of pages, by name."""

LISTS: Final[dict[str, bytes]] = {
    "10,000 links": (
        "<html><body><ul>"
        + "".join(f"<li><a href='{KCNA.format(n)}'>T {n}</a></li>" for n in range(10_000))
        + "</ul></body></html>"
    ).encode(),
    "links that execute": b"<html><body><a href='javascript:alert(1)'>x</a><a href='data:text/html,<script>'>y</a></body></html>",
    "a feed with entities": (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyyyyyyyy">]>'
        b"<rss><channel><item><title>&x;&y;</title><link>https://kcnawatch.org/newstream/1752400800-391028475/x/</link>"
        b"<pubDate>Foo, 30 Feb 2025 25:61:61 +9999</pubDate></item></channel></rss>"
    ),
    "a feed without end": ("<rss><channel>" + "<item><title><![CDATA[" * 30_000).encode(),
    "a feed of 9,000 items": (
        "<rss>"
        + "<item><title>T</title><link>https://kcnawatch.org/newstream/1752400800-1/x/</link></item>" * 9_000
        + "</rss>"
    ).encode(),
}
"""Lists and feeds, by name."""


def gzip_bomb(size: int = 300 << 20) -> bytes:
    """SIZE null bytes, gzipped."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as stream:
        for _ in range(size >> 20):
            stream.write(bytes(1 << 20))
    return out.getvalue()


def hostile_zip() -> bytes:
    """A zip file whose members have names that lead out of it, and one that unpacks to more than it says."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (
            "../../outside.html",
            "/tmp/absolute.html",
            "..\\..\\outside.html",
            "C:\\outside.html",
            "a/../../b.html",
            "con.html",
            "\u202elmth.html",
            "x" * 300 + ".html",
        ):
            archive.writestr(
                name,
                article(
                    _p(DATELINE + f"Words of {len(name)}."),
                    head=f"<link rel='canonical' href='{KCNA.format(len(name) + 100)}'>",
                ),
            )
        link = zipfile.ZipInfo("link.html")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()
