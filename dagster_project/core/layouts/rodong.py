"""Rodong Sinmun in English, as of 2026: `div#article-date`, `p.TitleP`, `p.TextP`."""

from dagster_project.core.dates import parse_any, parse_stamp
from dagster_project.core.identity import article_id_of
from dagster_project.core.layouts.base import (
    Layout,
    Mark,
    RawArticle,
    Reading,
    Source,
    claim,
    linked_articles,
    node_text,
)
from dagster_project.core.records import DateClaim


def url_claim(source: Source) -> tuple[DateClaim, ...]:
    """The day in the article's number, as its address names it."""
    return claim("url", parse_stamp(article_id_of(source.url) or ""))


def read(source: Source) -> Reading:
    """The article and the articles linked on the page."""
    tree = source.tree
    title = " ".join(text for p in tree.css("p.TitleP") if (text := node_text(p)))
    content = "".join(p.html or "" for p in tree.css("p.TextP"))
    dated = parse_any(node_text(tree.css_first("div#article-date")))
    return Reading(
        (RawArticle(title, content, claims=claim("page_date", dated) + url_claim(source)),),
        linked_articles(source, "".join(node.html or "" for node in tree.css("ul, ol"))),
    )


LAYOUT = Layout(
    "rodong",
    1,
    (
        Mark("text", "TextP", "p.TextP"),
        Mark("title", "TitleP", "p.TitleP", required=False),
        Mark("date", "article-date", "div#article-date", required=False),
    ),
    read,
)
