"""kcna.kp since about June 2026: `/en/article/detail/<hex>`. The page bears no date."""

from dagster_project.core.layouts.base import (
    Layout,
    Mark,
    RawArticle,
    Reading,
    Source,
    html_of,
    linked_articles,
    node_text,
)


def read(source: Source) -> Reading:
    """The article and the articles listed beside it."""
    tree = source.tree
    article = next((a for a in tree.css("article") if a.css_first("h1.text-center") is not None), None)
    if article is None:
        return Reading()
    title = next((text for h1 in article.css("h1.text-center") if (text := node_text(h1))), "")
    inside = {a.attributes.get("href") for a in article.css("a[href]")}
    links = [
        a for a in tree.css("aside a[href], .latest a[href], ul a[href]") if a.attributes.get("href") not in inside
    ]
    sightings = linked_articles(source, links)
    html = html_of(
        article, "h1.text-center", "a.right_button", "a.gallery_button", "aside", "nav", ".latest", ".related"
    )
    return Reading((RawArticle(title, html),), sightings)


LAYOUT = Layout(
    "kcna_kp_detail",
    1,
    (
        Mark("article", "<article", "article"),
        Mark("title", "text-center", "article h1.text-center"),
        Mark("paragraphs", "<p", "article p", required=False),
    ),
    read,
)
