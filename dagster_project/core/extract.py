"""A captured page to what it holds: articles, sightings, the site's word that something is gone, or a reject.

`extract_page` never raises for a page's content, and looks at nothing but the page and the place index. Each step is a
module of its own: statuses, decode, limits, layouts, reading, bodies, second_reading, datelines, event_day, dates,
language, kinds.
"""

from collections.abc import Iterable
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from dagster_project.core.article import Context, read_articles
from dagster_project.core.captures import CONTENT_SHARE, SAMPLE_SHARE
from dagster_project.core.decode import Decoded, decode
from dagster_project.core.identity import (
    article_id_of,
    is_listing_url,
    page_id_of,
    site_of,
    strip_replay,
)
from dagster_project.core.layouts import BY_NAME, UNKNOWN, recognise
from dagster_project.core.layouts.base import (
    Layout,
    RawArticle,
    Reading,
    Source,
    node_text,
)
from dagster_project.core.limits import check_lengths, check_limits
from dagster_project.core.listing import find_listed
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import Page, PageResult, Reject, Sighting
from dagster_project.core.second_reading import (
    MAX_FRAGMENT,
    in_sample,
    page_disagreement,
    prose_outside,
    trafilatura_text,
)
from dagster_project.core.statuses import Gone, gate, is_blocked, is_cut_short, is_empty, says_missing
from dagster_project.core.versions import EXTRACTOR_VERSION
from dagster_project.core.visible import visible_of

LISTING: Final = "listing"


def extractor_of(layout: str | None) -> str:
    """Layout, its version and that of the common steps, as `kcna_kp_q.1+1`; `none+1` where no layout read it."""
    known = BY_NAME.get(layout or "")
    return f"{known.name}.{known.version}+{EXTRACTOR_VERSION}" if known else f"{layout or 'none'}+{EXTRACTOR_VERSION}"


def extract_page(page: Page, places: PlaceIndex, *, compare_every: int = SAMPLE_SHARE) -> PageResult:
    """What a page holds: exactly one outcome, as `PageResult` says.

    Of one capture in `compare_every` (1: of all, 0: of none) trafilatura reads the whole page for comparison. Contents of
    nothing but paragraphs it reads on one capture in CONTENT_SHARE, or in `compare_every` where that is more of them.
    """
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
    layout, source = recognise(source)
    if layout is None:
        return _without_layout(page, source, decoded, places)
    reading = layout.read(source)
    compared = in_sample(page.capture_id, min(compare_every or CONTENT_SHARE, CONTENT_SHARE))
    context = Context(source, layout.name, page.captured_at, decoded.notes, places, compared)
    articles = read_articles(context, reading)
    if too_long := check_lengths(articles):
        return _rejected(page, layout.name, too_long)
    if articles:
        own = {article.article_id for article in articles}
        sightings = _renumbered(s for s in reading.sightings if s.article_id not in own)
        bodies = [article.body for article in articles]
        kept = [text for article in articles for text in (article.title, *article.paragraphs)]
        kept += [text for s in reading.sightings for text in (s.title, s.teaser) if text]
        return PageResult(
            page.capture_id,
            "article",
            site_of(source.url),
            layout.name,
            extractor_of(layout.name),
            articles,
            sightings,
            prose_outside=prose_outside(source.visible, kept),
            page_disagreement=(
                page_disagreement(decoded.text, bodies) if in_sample(page.capture_id, compare_every) else None
            ),
        )
    return _without_article(page, source, layout, reading)


def open_source(page: Page, decoded: Decoded) -> Source:
    """The parsed page under the address that names its article: its own, or for a file the one that it declares."""
    tree = LexborHTMLParser(decoded.text)
    url = strip_replay(page.url)
    if page_id_of(url) is None and not is_listing_url(url):
        url = declared_url(tree) or url
    return Source(decoded.text, tree, url, visible_of(decoded.text))


def declared_url(tree: LexborHTMLParser) -> str | None:
    """The address that a page declares as its own (`link rel=canonical`, `og:url`), if it names an article."""
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        for node in tree.css(selector):
            stated = strip_replay((node.attributes.get(attribute) or "").strip())
            if stated and page_id_of(stated):
                return stated
    return None


def _renumbered(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    return tuple(s if s.position == n else s._replace(position=n) for n, s in enumerate(sightings, 1))


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
            f"{page_id_of(source.url)}: no words in the content of layout {layout.name} "
            f"(marks missing: {marks}); see the page with inspect",
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
    context = Context(source, UNKNOWN, page.captured_at, decoded.notes, places, compared=False)
    articles = read_articles(context, Reading((raw,)))
    if not articles:
        return _rejected(page, UNKNOWN, Reject("extract", "empty_body", "no words left of a page of no known layout"))
    if too_long := check_lengths(articles):
        return _rejected(page, UNKNOWN, too_long)
    return PageResult(
        page.capture_id, "article", site_of(source.url), UNKNOWN, extractor_of(UNKNOWN), articles, _renumbered(listed)
    )


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
