"""kcna.kp since about June 2026: `/en/article/detail/<hex>`. The page bears no date."""

from selectolax.lexbor import LexborNode

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
    html = html_of(
        article, "h1.text-center", "a.right_button", "a.gallery_button", "aside", "nav", ".latest", ".related"
    )
    lists = (node for node in tree.css("aside, ul, .latest, .related") if not _within(node, article))
    sightings = linked_articles(source, "".join(node.html or "" for node in lists))
    return Reading((RawArticle(title, html),), sightings)


def _within(node: LexborNode, article: LexborNode) -> bool:
    """Whether a list stands inside the article, where its links are the text's own."""
    parent = node.parent
    while parent is not None:
        if parent.mem_id == article.mem_id:
            return True
        parent = parent.parent
    return False


LAYOUT = Layout(
    "kcna_kp_detail",
    1,
    (
        Mark("article", "", "article"),
        Mark("title", "text-center", "article h1.text-center"),
        Mark("paragraphs", "", "article p", required=False),
    ),
    read,
)
