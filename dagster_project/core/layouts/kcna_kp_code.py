"""kcna.kp until about 2021: an answer in XML to an article's code (`?article_code=AR0035392`, by query or POST).

Known from public clients of that service: `NData` holds `mainTitle` (or `dispTitle`), `subTitle`, `content` with
escaped HTML, and `articleCreateDate` as `2015.07.13`. Some archives hold the same marks inside a page.
"""

import re
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser

from dagster_project.core.dates import parse_stamp
from dagster_project.core.layouts.base import Layout, Mark, RawArticle, Reading, Source, claim
from dagster_project.core.reading import text_of


def _element(text: str, name: str) -> str:
    """The inner text of an XML element that occurs once, CDATA and entities resolved; empty where it is missing."""
    start = text.find(f"<{name}")
    opened = text.find(">", start) if start >= 0 else -1
    end = text.find(f"</{name}", opened) if opened >= 0 else -1
    if end < 0:
        return ""
    inner = text[opened + 1 : end].strip()
    if inner.startswith("<![CDATA["):
        return inner[9:].split("]]>")[0]
    return unescape(inner) if "&lt;" in inner or "&amp;" in inner else inner


def read(source: Source) -> Reading:
    """The article of an answer."""
    title = text_of(_element(source.text, "mainTitle")) or text_of(_element(source.text, "dispTitle"))
    content = _element(source.text, "content")
    subtitle = text_of(_element(source.text, "subTitle"))
    parsed = LexborHTMLParser(f"<p>{escape(subtitle)}</p>{content}" if subtitle else content).body
    content = parsed.html or "" if parsed is not None else ""
    dated = parse_stamp(_element(source.text, "articleCreateDate"))
    code = _element(source.text, "articleCode").strip()
    key = code if re.fullmatch(r"[A-Z]{2}\d{4,}", code) else None
    return Reading((RawArticle(title, content, claims=claim("page_date", dated), key=key),))


LAYOUT = Layout(
    "kcna_kp_code",
    1,
    (
        Mark("answer", "NData", "ndata"),
        Mark("title", "Title", "maintitle, disptitle", required=False),
        Mark("content", "<content", "content"),
        Mark("date", "articleCreateDate", "articlecreatedate", required=False),
    ),
    read,
)
