"""A captured page to what it holds: articles, sightings, the site's word that something is gone, or a reject.

`extract_page` never raises for a page's content, and looks at nothing but the page and the place index. Each step is a
module of its own: statuses, decode, limits, layouts, reading, bodies, second_reading, datelines, dates, language, kinds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from dagster_project.core.bodies import trim_body
from dagster_project.core.datelines import RawDateline, day_of, find_datelines, find_event, resolve_datelines
from dagster_project.core.dates import capture_day, latest_day
from dagster_project.core.decode import Decoded, decode
from dagster_project.core.identity import (
    anchored_id,
    article_id_of,
    canonical_url,
    is_listing_url,
    page_id_of,
    site_of,
    strip_replay,
)
from dagster_project.core.kinds import kind_of
from dagster_project.core.language import detect_language
from dagster_project.core.layouts import BY_NAME, UNKNOWN, recognise
from dagster_project.core.layouts.base import (
    Layout,
    RawArticle,
    Reading,
    Source,
    absolute,
    linked_articles,
    node_text,
    sighting,
    without_lists,
)
from dagster_project.core.layouts.kcnawatch import LAYOUT as KCNAWATCH
from dagster_project.core.limits import check_limits
from dagster_project.core.places import PlaceIndex
from dagster_project.core.reading import read_blocks
from dagster_project.core.records import ArticleText, DateClaim, Page, PageResult, Reject, Sighting
from dagster_project.core.second_reading import MAX_FRAGMENT, content_disagreement, trafilatura_text
from dagster_project.core.statuses import Gone, gate, is_blocked, is_cut_short, is_empty, says_missing

EXTRACTOR_VERSION: Final = "1"
"""Rises with every change of what the steps common to all layouts give; a layout's own version is in its file."""

LISTING: Final = "listing"


def extractor_of(layout: str | None) -> str:
    """Layout, its version, and the version of the common steps, as `kcna_kp_q.1+1`; `none+1` where no layout read it."""
    known = BY_NAME.get(layout or "")
    return f"{known.name}.{known.version}+{EXTRACTOR_VERSION}" if known else f"{layout or 'none'}+{EXTRACTOR_VERSION}"


def extract_page(page: Page, places: PlaceIndex) -> PageResult:
    """What a page holds: exactly one outcome, as `PageResult` says."""
    said = gate(page)
    if isinstance(said, Reject):
        return _rejected(page, None, said)
    if isinstance(said, Gone):
        return _gone(page, None, said.evidence)
    if not page.payload.strip(b" \t\r\n\x00"):
        return _empty(page, None)
    decoded = decode(page.payload, page.content_type)
    if isinstance(decoded, Reject):
        return _rejected(page, None, decoded)
    if too_much := check_limits(decoded.text):
        return _rejected(page, None, too_much)
    if is_cut_short(decoded.text):
        return _rejected(
            page, None, Reject("decode", "cut_short", "the page breaks off in the middle; capture it again")
        )
    source = open_source(page, decoded)
    layout = recognise(source)
    if layout is None:
        return _without_layout(page, source, decoded, places)
    reading = layout.read(source)
    articles = _articles(page, source, decoded, layout.name, reading, places)
    if articles:
        own = {article.article_id for article in articles}
        sightings = _renumbered(s for s in reading.sightings if s.article_id not in own)
        return PageResult(
            page.capture_id, "article", site_of(source.url), layout.name, extractor_of(layout.name), articles, sightings
        )
    return _without_article(page, source, layout, reading)


def open_source(page: Page, decoded: Decoded) -> Source:
    """The parsed page under the address that names its article: its own, or for a file the one that the page declares."""
    tree = LexborHTMLParser(decoded.text)
    url = strip_replay(page.url)
    if page_id_of(url) is None and not is_listing_url(url):
        url = declared_url(tree) or url
    return Source(decoded.text, tree, url)


def declared_url(tree: LexborHTMLParser) -> str | None:
    """The address that a page declares as its own (`link rel=canonical`, `og:url`), if it names an article or a day page."""
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        for node in tree.css(selector):
            stated = strip_replay((node.attributes.get(attribute) or "").strip())
            if stated and page_id_of(stated):
                return stated
    return None


def _renumbered(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    return tuple(replace(s, position=n) for n, s in enumerate(sightings, 1))


def _rejected(page: Page, layout: str | None, reject: Reject) -> PageResult:
    return PageResult(page.capture_id, "reject", site_of(page.url), layout, extractor_of(layout), reject=reject)


def _gone(page: Page, layout: str | None, evidence: str) -> PageResult:
    named = page_id_of(page.url)
    return PageResult(
        page.capture_id,
        "not_found",
        site_of(page.url),
        layout,
        extractor_of(layout),
        gone=(named,) if named else (),
        evidence=evidence,
    )


def _empty(page: Page, layout: str | None) -> PageResult:
    """An empty page: the site's word that the article is gone where the address names one, else a reject."""
    if page_id_of(page.url):
        return _gone(page, layout, "empty_page")
    return _rejected(
        page, layout, Reject("extract", "empty_page", "the page has no words, and its address names no article")
    )


def _words(source: Source) -> str:
    body = source.tree.body
    return node_text(body) if body is not None else ""


def _without_article(page: Page, source: Source, layout: Layout, reading: Reading) -> PageResult:
    """A page that bears a layout's marks and gives no article: a list, an emptied article, or a broken page."""
    titles = [raw.title for raw in reading.articles if raw.title]
    if reading.sightings and (not titles and page_id_of(source.url) is None):
        return PageResult(
            page.capture_id,
            "listing",
            site_of(source.url),
            layout.name,
            extractor_of(layout.name),
            sightings=reading.sightings,
        )
    if page_id_of(source.url) is None and titles:
        return _rejected(
            page,
            layout.name,
            Reject(
                "extract", "no_address", f"{page.url} names no article and the page declares no address; give its URL"
            ),
        )
    if not titles or all(is_empty(title) for title in titles):
        return _empty(page, layout.name)
    marks = ", ".join(mark.name for mark in layout.marks if not mark.holds(source)) or "none"
    return _rejected(
        page,
        layout.name,
        Reject(
            "extract",
            "empty_body",
            f"{page_id_of(source.url)}: no words in the content of layout {layout.name} (marks missing: {marks}); see the page with inspect",
        ),
    )


def _without_layout(page: Page, source: Source, decoded: Decoded, places: PlaceIndex) -> PageResult:
    """A page of no known layout: blocked, empty, missing, a list, or an article that trafilatura reads as a whole."""
    if is_blocked(decoded.text):
        return _rejected(
            page, None, Reject("capture", "blocked", "a filter's or challenge's page stands in place of the site's")
        )
    words = _words(source)
    if is_empty(words):
        if not words and "<script" in decoded.text:
            return _rejected(
                page, None, Reject("extract", "no_words", "the page is made by scripts only; capture it rendered")
            )
        return _empty(page, None)
    heading = source.tree.css_first("h1")
    if len(words) < 3000 and says_missing(node_text(source.tree.css_first("title")), node_text(heading)):
        return _gone(page, None, "soft_404")
    sightings = find_listed(source)
    listed = [s for s in sightings if s.article_id != article_id_of(source.url)]
    if listed and (is_listing_url(source.url) or (page_id_of(source.url) is None)):
        return PageResult(
            page.capture_id, "listing", site_of(source.url), LISTING, extractor_of(LISTING), sightings=sightings
        )
    text = trafilatura_text(decoded.text) if len(decoded.text) <= MAX_FRAGMENT * 4 else None
    title = node_text(heading) or node_text(source.tree.css_first("title"))
    lines = tuple(line for line in (text or "").split("\n") if line.strip())
    if is_listing_url(source.url) or page_id_of(source.url) is None or not lines:
        detail = f"no mark of a known layout, {len(words)} characters of text, {len(listed)} links to articles"
        return _rejected(page, UNKNOWN, Reject("layout", "no_article", detail))
    raw = RawArticle(
        title,
        "".join(f"<p>{_escape(line)}</p>" for line in lines),
        notes=("layout: unknown; trafilatura's reading of the whole page",),
    )
    articles = _articles(page, source, decoded, UNKNOWN, Reading((raw,)), places)
    if not articles:
        return _rejected(page, UNKNOWN, Reject("extract", "empty_body", "no words left of a page of no known layout"))
    return PageResult(
        page.capture_id, "article", site_of(source.url), UNKNOWN, extractor_of(UNKNOWN), articles, _renumbered(listed)
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


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


_ITEM = re.compile(r"<item\b.*?</item>", re.S)
_FIELD = re.compile(r"<(title|link|pubDate|description)\b[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</\1>", re.S)


def _feed(source: Source) -> tuple[Sighting, ...]:
    found: list[Sighting] = []
    for item in _ITEM.findall(source.text):
        fields = dict(reversed(_FIELD.findall(item)))
        if fields.get("link"):
            words = {
                k: " ".join(b.text for b in read_blocks(v.replace("&lt;", "<").replace("&gt;", ">"))[0])
                for k, v in fields.items()
            }
            found.append(
                sighting(
                    source,
                    len(found) + 1,
                    fields["link"].strip(),
                    words.get("title", ""),
                    words.get("description"),
                    fields.get("pubDate", ""),
                )
            )
    return tuple(found)


def _articles(
    page: Page, source: Source, decoded: Decoded, layout: str, reading: Reading, places: PlaceIndex
) -> tuple[ArticleText, ...]:
    """The articles of a reading that have words and an address; empty where there is none."""
    articles: list[ArticleText] = []
    for raw in reading.articles:
        if raw.key:
            article_id: str | None = (
                f"{site_of(source.url)}/{raw.key}" if article_id_of(source.url) is None else article_id_of(source.url)
            )
        else:
            article_id = anchored_id(source.url, raw.number) if raw.number is not None else page_id_of(source.url)
        if article_id is None:
            continue
        content, lists = without_lists(source, raw.content)
        if lists:
            raw = replace(raw, content=content, notes=(*raw.notes, f"related_list: {lists} left out of the content"))  # noqa: PLW2901
        article = build_article(
            raw, article_id, len(articles) + 1, source.url, layout, page.captured_at, decoded.notes, places
        )
        if article is not None:
            articles.append(article)
    return tuple(articles)


def build_article(
    raw: RawArticle,
    article_id: str,
    position: int,
    url: str,
    layout: str,
    captured_at: datetime,
    notes: Sequence[str],
    places: PlaceIndex,
) -> ArticleText | None:
    """An article from what a layout read: body trimmed and checked, dates weighed, dateline, language and kind found.

    None where no words are left.
    """
    blocks, repairs = read_blocks(raw.content)
    texts = [block.text for block in blocks]
    paragraphs, trimmed = trim_body(texts, raw.title, places)
    if not paragraphs or (len(paragraphs) == 1 and is_empty(paragraphs[0])):
        return None
    share: float | None = None
    compared: tuple[str, ...] = ()
    if layout != UNKNOWN:
        share, compared = content_disagreement(raw.content, " ".join(texts))
    body = "\n".join(paragraphs)
    raws = find_datelines(paragraphs, places)
    claims, chosen, doubts = weigh_claims(raw.claims, raws, captured_at)
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
        notes=tuple(dict.fromkeys((*notes, *raw.notes, *repairs, *trimmed, *compared, *doubts))),
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


__all__ = ["EXTRACTOR_VERSION", "build_article", "canonical_url", "extract_page", "extractor_of"]
