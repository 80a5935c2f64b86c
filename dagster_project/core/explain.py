"""Why a page gave what it gave: the marks of each layout that it bears or misses, and the rule behind each field.

For a reader who wonders about one page; the extraction itself never uses it.
"""

from dataclasses import dataclass

from dagster_project.core.decode import decode
from dagster_project.core.extract import extract_page, open_source
from dagster_project.core.layouts import LAYOUTS, recognise
from dagster_project.core.limits import check_limits
from dagster_project.core.places import PlaceIndex
from dagster_project.core.records import ArticleText, Page, PageResult, Reject


@dataclass(frozen=True, slots=True)
class MarkFinding:
    """Whether a page bears one mark of a layout."""

    mark: str
    required: bool
    held: bool


@dataclass(frozen=True, slots=True)
class LayoutFinding:
    """What a page has of a layout's marks, and whether it is recognised as it."""

    layout: str
    matched: bool
    marks: tuple[MarkFinding, ...]


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """A field of an article, its value in words, the rule that gave it, and what it rests on."""

    article_id: str
    field: str
    value: str
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's result with what led to it; `layouts` is empty where the page was not parsed."""

    result: PageResult
    encoding: str | None
    layouts: tuple[LayoutFinding, ...]
    fields: tuple[FieldFinding, ...]


def explain_page(page: Page, places: PlaceIndex) -> Explanation:
    """The result of a page and the rule behind each part of it."""
    result = extract_page(page, places, compare_every=1)
    fields = tuple(finding for article in result.articles for finding in _fields(article, result))
    decoded = decode(page.payload, page.content_type)
    if isinstance(decoded, Reject):
        return Explanation(result, None, (), fields)
    if check_limits(decoded.text):
        return Explanation(result, decoded.encoding, (), fields)
    _, source = recognise(open_source(page, decoded))
    layouts = tuple(
        LayoutFinding(
            layout.name,
            layout.matches(source),
            tuple(MarkFinding(mark.name, mark.required, mark.holds(source)) for mark in layout.marks),
        )
        for layout in LAYOUTS
    )
    return Explanation(result, decoded.encoding, layouts, fields)


def _fields(article: ArticleText, result: PageResult) -> list[FieldFinding]:
    layout = result.layout or ""

    def found(field: str, value: object, rule: str, evidence: str = "") -> FieldFinding:
        return FieldFinding(article.article_id, field, str(value), rule, evidence)

    findings = [
        found("article_id", article.article_id, "address", article.url),
        found("title", article.title, f"layout {layout}"),
        found("body", f"{len(article.paragraphs)} paragraphs, {len(article.body)} characters", f"layout {layout}"),
        found("language", article.language, "letters and common words"),
        found("kind", article.kind, "title, form and address"),
    ]
    for claim in article.claims:
        chosen = claim.rule == article.published_from and claim.date == article.published_on
        findings.append(found("published_on" if chosen else "date", claim.date.isoformat(), claim.rule, claim.evidence))
    for line in article.datelines:
        place = line.place_id or f"{line.place} (not in the gazetteer)"
        day = line.date.isoformat() if line.date else "no day"
        findings.append(found("dateline", f"{place}, {day}, {line.agency}", "dateline grammar", line.text))
    if article.event_date is not None:
        words = article.body[article.event_start : article.event_end]
        findings.append(found("event_date", article.event_date.isoformat(), "first sentences", words))
    if article.original_url:
        findings.append(found("original_url", article.original_url, "link to the original"))
    if article.disagreement is not None:
        findings.append(found("disagreement", f"{article.disagreement:.3f}", "trafilatura on the content"))
    findings += [found("note", note, note.split(":", 1)[0]) for note in article.notes]
    return findings
