"""Which site and which article an address names, whatever the spelling of the address.

An article id is `<site>/<the site's own key>`. It is read from the address alone, never from the text or the slug,
so that it stays the same through changes of scheme, www, port, trailing slash, slug, query noise and archive replay
prefixes. What belongs to a page's content (its date, its title) is not decided here.

Keys by site (see docs of each layout):

* kcna.kp: the hexadecimal key of `/en/article/q/<hex>.kcmsf` and `/en/article/detail/<hex>`, or the code of
  `…?article_code=AR0035392`. The site gives the same key to a story's translations, so an address in another language
  than English carries its language in front of the key (`kcna.kp/kp/<hex>`).
* kcna.co.jp: the file's stem (`20111209-07ee`), with the anchor where one is given; for day pages
  `/item/2008/200809/news09/02.htm#1` the folders' digits, the page's number and the anchor: `20080909-02#1`.
* kcnawatch.org (also on kcnawatch.xyz and kcnawatch.co): the number `1752400800-391028475` before the slug.
* rodong.rep.kp: the number of the day (`2022-11-21-N007`) within the base64 query of `/en/index.php?<query>`, whose
  other parts are the list that the reader came from, or the older `newsID`. Other languages than English stand in
  front.
* any other host: the path, with the query where there is one.
"""

import re
from base64 import b64decode
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

FRONT_PAGES: Final = frozenset(
    {
        "",
        "index",
        "index.html",
        "index.htm",
        "index.php",
        "index-e.htm",
        "index-e.html",
        "home",
        "default.aspx",
        "kcna.kcmsf",
        "kcna.user.home.retrievehomeinfolist.kcmsf",
    }
)
"""Last path segments (in lower case) that name a site's front page."""

LANGUAGE_SEGMENTS: Final = frozenset(
    {"en", "kp", "ko", "cn", "zh", "jp", "ja", "ru", "es", "eng", "kor", "chn", "jpn", "rus", "spn"}
)
"""First path segments by which the sites tell their languages apart."""

_SITES: Final = {
    "kcna.kp": "kcna.kp",
    "kcna.co.jp": "kcna.co.jp",
    "kcnawatch.org": "kcnawatch.org",
    "kcnawatch.xyz": "kcnawatch.org",
    "kcnawatch.co": "kcnawatch.org",
    "kcnawatch.nknews.org": "kcnawatch.org",
    "rodong.rep.kp": "rodong.rep.kp",
    "rodong.kp": "rodong.rep.kp",
}
"""Hosts, without www, of the sites that are known, and the short name of each."""

# Replay prefixes: https://web.archive.org/web/20240101000000id_/http://…, https://archive.ph/20240101000000/http://…,
# http://localhost:8080/coll/20240101000000mp_/http://… (pywb), https://arquivo.pt/wayback/…
_REPLAY = re.compile(
    r"^(?:https?:)?//[^/]+/(?:[\w.-]+/){0,3}?(?:\d{4,14}(?:[a-z]{2}_)?|\d{1,14}\*|\*)/+(?=(?:https?:/|www\.|[\w-]+(?:\.[\w-]+)+/))",
    re.I,
)
_ROOTED = re.compile(r"^/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:/)", re.I)
"""A link as the Wayback Machine rewrites it in its pages, without its own host."""
_ARCHIVES = re.compile(
    r"^(?:https?:)?//(?:[^/]*\barchive\b[^/]*|[^/]*\bwayback\b[^/]*|webcitation\.org|perma\.cc|arquivo\.pt|localhost(?::\d+)?|127\.0\.0\.1(?::\d+)?)/",
    re.I,
)

_NOISE: Final = frozenset(
    {"t", "_", "ref", "fbclid", "gclid", "output", "replytocom", "share", "amp", "v", "ver", "nocache", "cb", "s"}
)
"""Query parameters that never choose an article; so are all that start with utm_."""

_KCNA_HEX = re.compile(
    r"^/(?:(?P<lang>[a-z]{2,3})/)?(?:media/|gallery/)?(?:article|articles)/(?:q|detail)/(?P<key>[0-9a-f]{16,})(?:\.kcmsf)?/*$",
    re.I,
)
_KCNA_CODE = re.compile(r"^[A-Z]{2}\d{4,}$", re.I)
_KCNAWATCH = re.compile(r"^/(?:[a-z]{2}/)?newstream/(?P<key>\d{6,}-\d+)(?:/|$)", re.I)
_COJP_DAY = re.compile(
    r"^/(?:[a-z-]+/)?item/?(?P<year>\d{4})/(?P<month>\d{4}|\d{6})/news(?P<day>\d{1,2})/(?P<page>\d{1,3}[a-z]*)\.html?$",
    re.I,
)
_COJP_FILE = re.compile(r"^/(?:[a-z0-9-]+/)*?(?P<stem>\d{4}-?\d{2}-?\d{2}(?:-?\d{1,4})?[a-z]*)\.html?$", re.I)
_ANCHOR = re.compile(r"^[a-z]{0,4}(\d{1,4})$", re.I)


@lru_cache(maxsize=16_384)
def strip_replay(url: str) -> str:
    """The address that an archive's replay address stands for; any other address as it is."""
    if url.startswith("/web/"):
        url = _ROOTED.sub("", url)
    for _ in range(3):
        if not _ARCHIVES.match(url):
            break
        prefix = _REPLAY.match(url)
        if prefix is None:
            break
        url = url[prefix.end() :]
        url = re.sub(r"^(https?):/+", r"\1://", url, flags=re.I)
        if "://" not in url:
            url = "http://" + url
    return url


@lru_cache(maxsize=4_096)
def _split(url: str) -> tuple[str, str, str, str]:
    """Host (lower case, without www, port and user), path, query and fragment of an address."""
    url = strip_replay(url.strip())
    if "://" not in url and not url.startswith("//"):
        url = "//" + url
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:  # such as an open bracket in the host
        return "", "", "", ""
    host = re.sub(r"^www\d?\.", "", host)
    path = re.sub(r"/{2,}", "/", unquote(parts.path)) or "/"
    return host, path, parts.query, unquote(parts.fragment)


def site_of(url: str) -> str:
    """The short name of the site that an address belongs to: `kcna.kp`, `kcnawatch.org`, … or the host itself.

    Mirrors of one site share its name; an address without a host (a file) gives `file`.
    """
    host = _split(url)[0]
    return _SITES.get(host, host) or "file"


def _query_key(query: str) -> str:
    """The query without its noise, parameters in order of name."""
    if query and "=" not in query:
        return query
    kept = sorted(
        (k, v)
        for k, v in parse_qsl(query, keep_blank_values=True)
        if k.lower() not in _NOISE and not k.lower().startswith("utm_")
    )
    return "&".join(f"{k}={v}" for k, v in kept)


def _kcna_kp(path: str, query: str) -> str | None:
    if match := _KCNA_HEX.match(path):
        language = (match["lang"] or "en").lower()
        key = match["key"].lower()
        return key if language in {"en", "eng"} else f"{language}/{key}"
    values = {k.lower(): v for k, v in parse_qsl(query)}
    code = values.get("article_code", "").strip()
    if _KCNA_CODE.match(code):
        language = values.get("lang", "eng").lower()
        return code.upper() if language in {"eng", "en", ""} else f"{language}/{code.upper()}"
    return None


def _anchor(fragment: str) -> str:
    match = _ANCHOR.match(fragment)
    return f"#{int(match[1])}" if match else ""


def _day_page(path: str) -> str | None:
    match = _COJP_DAY.match(path)
    if match is None:
        return None
    month = match["month"] if len(match["month"]) == 6 else match["year"][:2] + match["month"]
    return f"{month}{int(match['day']):02d}-{match['page'].lower()}"


def _kcna_co_jp(path: str, fragment: str) -> str | None:
    if page := _day_page(path):
        anchor = _anchor(fragment)
        return page + anchor if anchor else None
    match = _COJP_FILE.match(path)
    return match["stem"].lower() + _anchor(fragment) if match else None


_RODONG_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}-[A-Z]?\d{2,5}")


def _rodong(path: str, query: str) -> str | None:
    values = {k.lower(): v for k, v in parse_qsl(query)}
    number = values.get("newsid", "") if "strpageid" in values else _unpacked(query.split("&", 1)[0])
    found = _RODONG_NUMBER.search(number)
    if found is None:
        return None
    language = path.strip("/").split("/", 1)[0].lower()
    return found[0] if language not in LANGUAGE_SEGMENTS - {"en", "eng"} else f"{language}/{found[0]}"


def _unpacked(query: str) -> str:
    """The words of a base64 query; empty where it is none."""
    packed = query.rstrip("=#")
    if not re.fullmatch(r"[A-Za-z0-9+/_-]{8,200}", packed):
        return ""
    try:
        return b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_").decode("ascii", "ignore")
    except ValueError:
        return ""


@lru_cache(maxsize=16_384)
def article_id_of(url: str) -> str | None:
    """The id of the article that an address names, or None where it names none (a front page, a list, a day page).

    >>> article_id_of("https://www.kcnawatch.org/newstream/1752400800-391028475/a-slug/?t=1")
    'kcnawatch.org/1752400800-391028475'
    >>> article_id_of("http://kcna.co.jp/item/2008/200809/news09/02.htm#1")
    'kcna.co.jp/20080909-02#1'
    """
    host, path, query, fragment = _split(url)
    site = _SITES.get(host)
    key: str | None
    if site == "kcna.kp":
        key = _kcna_kp(path, query)
    elif site == "kcna.co.jp":
        key = _kcna_co_jp(path, fragment)
    elif site == "kcnawatch.org":
        found = _KCNAWATCH.match(path)
        key = found["key"] if found else None
    elif site == "rodong.rep.kp":
        key = _rodong(path, query)
    else:
        site, key = host, _foreign_key(path, query)
    return f"{site}/{key}" if site and key else None


def _foreign_key(path: str, query: str) -> str | None:
    """The key on a site that is not known: its path and query. Its front page has none."""
    if _is_front_path(path) and not _query_key(query):
        return None
    key = path.strip("/")
    kept = _query_key(query)
    return (f"{key}?{kept}" if kept else key) or None


@lru_cache(maxsize=16_384)
def page_id_of(url: str) -> str | None:
    """What `article_id_of` gives, and for a day page named without its anchor the part before the anchor.

    Every article of such a page has an id that starts with this and goes on with `#`.
    """
    found = article_id_of(url)
    if found:
        return found
    host, path, _, _ = _split(url)
    page = _day_page(path) if _SITES.get(host) == "kcna.co.jp" else None
    return f"kcna.co.jp/{page}" if page else None


def anchored_id(url: str, number: int) -> str | None:
    """The id of the article at an anchor of a page: the page's id and `#number`; None where the page has no id."""
    base = page_id_of(url)
    return f"{base.split('#')[0]}#{number}" if base else None


def canonical_url(url: str) -> str:
    """The address without what does not choose the page: replay prefix, scheme, www, port, noise, trailing slash.

    Comparable, and readable, but not meant to be fetched. A fragment is kept where it chooses an article.
    """
    host, path, query, fragment = _split(url)
    if not host:
        return url.strip()
    host = _SITES.get(host, host)
    kept = _query_key(query)
    anchor = _anchor(fragment) if host == "kcna.co.jp" else ""
    if host == "kcnawatch.org" and (found := _KCNAWATCH.match(path)):
        path = f"/newstream/{found['key']}"
    return f"{host}{path.rstrip('/')}" + (f"?{kept}" if kept else "") + anchor


def _is_front_path(path: str) -> bool:
    segments = [s for s in path.lower().split("/") if s]
    if segments and segments[0] in LANGUAGE_SEGMENTS:
        segments = segments[1:]
    return not segments or (len(segments) == 1 and segments[0] in FRONT_PAGES)


def is_front_page(url: str) -> bool:
    """Whether an address is a site's front page, in any language."""
    _, path, query, _ = _split(url)
    return _is_front_path(path) and not _query_key(query)


def is_listing_url(url: str) -> bool:
    """Whether an address belongs to a known site and names no article: a front page, a section, an index, a feed."""
    return _SITES.get(_split(url)[0]) is not None and page_id_of(url) is None
