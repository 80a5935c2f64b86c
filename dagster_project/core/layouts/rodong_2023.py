"""Rodong Sinmun in English, as of 2023: `div.news_Title`, `span.NewsDate`, `p.ArticleContent`."""

from dagster_project.core.dates import parse_any
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
from dagster_project.core.layouts.rodong import url_claim


def read(source: Source) -> Reading:
    """The article and the articles linked on the page."""
    tree = source.tree
    content = "".join(p.html or "" for p in tree.css("p.ArticleContent"))
    dated = parse_any(node_text(tree.css_first("span.NewsDate")))
    article = RawArticle(
        node_text(tree.css_first("div.news_Title")), content, claims=claim("page_date", dated) + url_claim(source)
    )
    return Reading((article,), linked_articles(source, "".join(node.html or "" for node in tree.css("ul, ol"))))


LAYOUT = Layout(
    "rodong_2023",
    1,
    (
        Mark("text", "ArticleContent", "p.ArticleContent"),
        Mark("title", "news_Title", "div.news_Title", required=False),
        Mark("date", "NewsDate", "span.NewsDate", required=False),
    ),
    read,
)
