"""What a response says before its text is read as an article: gone, elsewhere, blocked, broken, or worth reading.

Only the site's own word that an article is removed counts as not found (404, 410, a redirect to the front page, an
empty page where the article was). A filter's page or a server's failure says nothing of the article.
"""

import re
from dataclasses import dataclass

from dagster_project.core.identity import is_front_page, page_id_of
from dagster_project.core.records import Page, Reject


@dataclass(frozen=True, slots=True)
class Gone:
    """The site's word that what the address names is not there, and how it said so."""

    evidence: str


_BLOCKED = re.compile(
    r"<title>\s*(?:just a moment|attention required|access denied|403 forbidden|forbidden|blocked|request rejected|"
    r"ddos-guard|security check|are you a robot|captcha|"
    r"warning\.or\.kr|site blocked|access to this (?:site|page) is denied|웹사이트 차단|차단)"
    r"|cf-browser-verification|cf-challenge|challenge-platform|/cdn-cgi/challenge|_incapsula_resource|ddos-guard|warning\.or\.kr|불법.{0,6}유해\s?정보|"
    r"checking (?:if the site connection is secure|your browser before)|enable javascript and cookies to continue",
    re.I,
)
_MISSING = re.compile(
    r"^(?:error\W*)?(?:404\b.{0,40}|(?:the |this )?(?:page|article|file|document) (?:was |is |could |can )?not (?:be )?"
    r"(?:found|exist).{0,40}|not found|page not found.{0,60}|no such article.{0,40})$",
    re.I,
)
BLOCK_SCAN = 60_000


def gate(page: Page) -> Gone | Reject | None:
    """What the status line and headers alone say; None where the text has to be read."""
    status = page.http_status
    named = page_id_of(page.url)
    if status in {404, 410}:
        return Gone(f"http_{status}")
    home = (
        page.location is not None and named is not None and is_front_page(page.location) and not is_front_page(page.url)
    )
    if home and (300 <= status < 400 or status == 200):
        return Gone("redirect_home")
    if 300 <= status < 400:
        return Reject("capture", "redirect", f"HTTP {status} to {page.location or 'nowhere'}; capture that address")
    if status in {401, 403, 451}:
        return Reject("capture", "blocked", f"HTTP {status}: the server or a filter refuses the page")
    if status == 429:
        return Reject("capture", "rate_limited", "HTTP 429: asked too often; ask again later and more slowly")
    if status >= 500:
        return Reject("capture", "server_error", f"HTTP {status}: the site failed; ask again later")
    if not 200 <= status < 300:
        return Reject("capture", "http_error", f"HTTP {status}")
    return None


def is_blocked(text: str) -> bool:
    """Whether a text is a filter's or a challenge's page."""
    return _BLOCKED.search(text[:BLOCK_SCAN]) is not None


def is_empty(words: str) -> bool:
    """Whether a page's words are none, or the word that an empty record prints."""
    return words.strip(" .\n\t\u00a0").casefold() in {"", "null", "undefined", "none", "nil", "[]", "{}"}


def is_cut_short(text: str) -> bool:
    """Whether a page breaks off in the middle: it is never closed, and ends in a word or in a tag.

    Half an article must not pass for an edit, nor a page without its article for a removal.
    """
    tail = text[-3_000:].lower()
    return "</html" not in tail and "</body" not in tail and not text.rstrip().endswith(">") and "<" in text


def says_missing(title: str, heading: str) -> bool:
    """Whether a page's title or heading says that the page does not exist (a "404" page answered under 200)."""
    return any(_MISSING.match(words.strip()[:200]) for words in (title, heading) if words)
