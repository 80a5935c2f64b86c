"""From what a layout read of an article to its record: trimmed, compared, dated, and told what it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dagster_project.core.bodies import trim_body
from dagster_project.core.datelines import RawDateline, day_of, find_datelines, resolve_datelines
from dagster_project.core.dates import capture_day, latest_day
from dagster_project.core.event_day import find_event
from dagster_project.core.identity import anchored_id, page_id_of, site_of
from dagster_project.core.kinds import kind_of
from dagster_project.core.language import detect_language
from dagster_project.core.layouts import UNKNOWN
from dagster_project.core.layouts.base import RawArticle, Reading, Source, without_lists, without_more
from dagster_project.core.navigation import own_blocks
from dagster_project.core.places import PlaceIndex
from dagster_project.core.reading import read_blocks
from dagster_project.core.records import ArticleText, DateClaim
from dagster_project.core.second_reading import content_disagreement, holds_only_paragraphs
from dagster_project.core.statuses import is_empty


@dataclass(frozen=True, slots=True)
class Context:
    """What all articles of a page share: the page's source, the layout that read it, when it was captured, notes on its
    decoding, and whether trafilatura reads their content even where it holds nothing but paragraphs."""

    source: Source
    layout: str
    captured_at: datetime
    notes: tuple[str, ...]
    places: PlaceIndex
    compared: bool


def read_articles(context: Context, reading: Reading) -> tuple[ArticleText, ...]:
    """The articles of a reading that have words and an address; empty where there is none."""
    articles: list[ArticleText] = []
    url = context.source.url
    for raw in reading.articles:
        article_id = anchored_id(url, raw.number) if raw.number is not None else page_id_of(url)
        if article_id is None and raw.key:
            article_id = f"{site_of(url)}/{raw.key}"
        if article_id is None:
            continue
        content, links = without_more(context.source, raw.content)
        content, lists = without_lists(context.source, content)
        note = (f"related_list: {lists} left out of the content",) if lists else ()
        note = (*note, f"related_list: heading and {links} links to other articles left out") if links else note
        own = replace(raw, content=content, notes=(*raw.notes, *note)) if note else raw
        article = build_article(own, article_id, len(articles) + 1, context)
        if article is not None:
            articles.append(article)
    return tuple(articles)


def build_article(raw: RawArticle, article_id: str, position: int, context: Context) -> ArticleText | None:
    """An article from what a layout read: body trimmed and checked, dates weighed, dateline, language and kind found.

    None where no words are left.
    """
    places, url = context.places, context.source.url
    blocks, repairs = read_blocks(raw.content)
    content = raw.content
    first, end = own_blocks(context.source, blocks)
    if end - first < len(blocks):
        repairs.append(f"navigation: {len(blocks) - end + first} lines of links around the article left out")
        content = content[blocks[first - 1].end if first else 0 : blocks[end - 1].end]
        blocks = blocks[first:end]
    texts = [block.text for block in blocks]
    paragraphs, trimmed = trim_body(texts, raw.title, places)
    if not paragraphs or (len(paragraphs) == 1 and is_empty(paragraphs[0])):
        return None
    share: float | None = None
    compared: tuple[str, ...] = ()
    if context.layout != UNKNOWN and (context.compared or not holds_only_paragraphs(content)):
        share, compared = content_disagreement(content, " ".join(texts))
    body = "\n".join(paragraphs)
    raws = find_datelines(paragraphs, places)
    claims, chosen, doubts = weigh_claims(raw.claims, raws, context.captured_at)
    datelines = resolve_datelines(raws, chosen.date if chosen else None, places)
    language = detect_language(raw.title, body)
    event = find_event(body, datelines, chosen.date if chosen else None) if language == "en" else None
    opening = body[raws[0].end : raws[0].end + 200] if raws else paragraphs[0]
    address = url if raw.number is None else f"{url.split('#', maxsplit=1)[0]}#{raw.number}"
    return ArticleText(
        article_id=article_id,
        position=position,
        url=address,
        original_url=raw.original_url,
        title=raw.title,
        paragraphs=paragraphs,
        language=language,
        topic=raw.topic,
        kind=kind_of(raw.title, opening, len(datelines), url),
        byline=raw.byline or byline_of(paragraphs),
        published_on=chosen.date if chosen else None,
        published_from=chosen.rule if chosen else None,
        claims=claims,
        datelines=datelines,
        event_date=event[0] if event else None,
        event_start=event[1] if event else None,
        event_end=event[2] if event else None,
        disagreement=share,
        notes=tuple(dict.fromkeys((*context.notes, *raw.notes, *repairs, *trimmed, *compared, *doubts))),
    )


_BYLINE = re.compile(r"^\(?(?:By|Written by) ([A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3})\)?\.?$")


def byline_of(paragraphs: Sequence[str]) -> str | None:
    """The author named in a line of its own at the head or foot of an article ("By Kim Chol Su")."""
    for text in (*paragraphs[:2], *paragraphs[-2:]):
        if match := _BYLINE.match(text):
            return match[1]
    return None


def weigh_claims(
    claims: Sequence[DateClaim],
    datelines: Sequence[RawDateline],
    captured_at: datetime,
) -> tuple[tuple[DateClaim, ...], DateClaim | None, list[str]]:
    """All dates of an article in order of trust (the page's own, then the dateline's), the one that holds, and doubts.

    A date after the capture cannot be the day of issue and is passed over. Where the page has no date, the latest
    dateline day not after the capture (with a day's grace) is inferred.
    """
    last = capture_day(captured_at)
    chosen = next((c for c in claims if c.date <= last), None)
    doubts = [f"date_after_capture: {c.rule} {c.date.isoformat()}" for c in claims if c.date > last]
    first = datelines[0] if datelines else None
    weighed = tuple(claims)
    if first is not None:
        if chosen is not None:
            day: date | None = day_of(first, chosen.date)
            rule = "dateline"
        else:
            day = day_of(first, None) or latest_day(first.month, first.day, last)
            rule = "dateline" if first.year else "dateline_inferred"
        if day is not None:
            weighed = (*weighed, DateClaim(rule, day, first.text.strip()))
            chosen = chosen or weighed[-1]
    return weighed, chosen, doubts
