"""The sort-friendly form of an address by which web-archive tools look captures up (SURT).

`http://www.kcna.kp/En/a/?B=1&a=2` is `kp,kcna)/en/a?a=2&b=1`: host labels reversed, without scheme, user, `www` and the
scheme's own port; path and query in lower case, the query's parameters in order, no trailing slash, no fragment. As
OpenWayback, pywb and the Wayback Machine's CDX server write it for the addresses of http.
"""

import re
from functools import lru_cache
from posixpath import normpath
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

_WWW = re.compile(r"^www\d*\.")
_PORTS = {"http": 80, "https": 443}


_PLAIN = re.compile(r"[\w.~!\"$&'()*+,/:;<=>?@\[\\\]^`{|}-]*", re.ASCII)
"""What has no escapes, and nothing that needs one."""


def _unescaped(text: str) -> str:
    """TEXT with every percent escape resolved but those of bytes that can't stand in an address."""
    if _PLAIN.fullmatch(text):
        return text
    return quote(unquote_to_bytes(text), safe="!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~")


def surt(url: str) -> str:
    """The SURT of an http address. Raises ValueError for an address without a host.

    >>> surt("https://www.kcna.kp:443/En/article/?b=1&A=2#top")
    'kp,kcna)/en/article?a=2&b=1'
    """
    parts = urlsplit(url.strip())
    path = _unescaped(parts.path) or "/"
    if "//" in path or "/." in path:
        path = normpath(re.sub(r"/{2,}", "/", path))
    path = path.rstrip("/") or "/"
    query = "&".join(sorted(_unescaped(parts.query).lower().split("&"))) if parts.query else ""
    return f"{_place(parts.scheme, parts.netloc)}){path.lower()}" + (f"?{query}" if query else "")


@lru_cache(maxsize=4_096)
def _place(scheme: str, netloc: str) -> str:
    """Host and port of an address; remembered, for an archive's addresses are of few hosts."""
    parts = SplitResult(scheme, netloc, "", "", "")
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise ValueError(f"{netloc!r}: names no host")
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(scheme.lower()) else ""
    return f"{','.join(reversed(_WWW.sub('', host).split('.')))}{port}"
