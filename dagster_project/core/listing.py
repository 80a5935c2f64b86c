"""The articles that a list shows: a section, an index, a feed, or the cards beside an article."""

import re
from html import unescape
from typing import Final

from dagster_project.core.identity import article_id_of
from dagster_project.core.layouts.base import Source, absolute, linked_articles, sighting
from dagster_project.core.layouts.kcnawatch import LAYOUT as KCNAWATCH
from dagster_project.core.reading import text_of
from dagster_project.core.records import Sighting

_ONCLICK = re.compile(r"['\"](AR\d{4,})['\"]")
CODE_URL: Final = "http://www.kcna.kp/kcna.user.article.retrieveArticleInfoFromArticleCode.kcmsf?article_code="


def find_listed(source: Source) -> tuple[Sighting, ...]:
    """The articles that a list shows, in page order: cards, a feed's items, or all links that lead to articles."""
    if source.tree.css_first(".article-desc") is not None:
        return KCNAWATCH.read(source).sightings
    if "<item" in source.text and "<rss" in source.text:
        return _feed(source)
    for link in source.tree.css("a[onclick]"):
        code = _ONCLICK.search(link.attributes.get("onclick") or "")
        if code and not article_id_of(absolute(source, link.attributes.get("href") or "")):
            link.attrs["href"] = CODE_URL + code[1]
    body = source.tree.body
    return linked_articles(source, (body.html or "") if body is not None else "")


_FIELD = re.compile(r"<(title|link|pubDate|description)\b[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</\1>", re.S)
MAX_ITEM: Final = 20_000
"""Characters of a feed's item that are looked at."""


def _feed(source: Source) -> tuple[Sighting, ...]:
    """The items of an RSS feed."""
    found: list[Sighting] = []
    for piece in source.text.split("<item")[1:]:
        item = piece[:MAX_ITEM].split("</item>", 1)[0]
        fields = {name: text_of(unescape(value)) for name, value in reversed(_FIELD.findall(item))}
        if link := fields.get("link"):
            title, teaser, dated = (fields.get(name, "") for name in ("title", "description", "pubDate"))
            found.append(sighting(source, len(found) + 1, link, title, teaser, dated))
    return tuple(found)
