"""The sort-friendly form of an address by which web-archive tools look captures up (SURT).

`http://www.kcna.kp/En/a/?B=1&a=2` is `kp,kcna)/en/a?a=2&b=1`: host labels reversed, without scheme, user, `www` and the
scheme's own port; path and query in lower case, the query's parameters in order, no trailing slash, no fragment. As
OpenWayback, pywb and the Wayback Machine's CDX server write it for the addresses of http.
"""

import re
from posixpath import normpath
from urllib.parse import quote, unquote_to_bytes, urlsplit

_WWW = re.compile(r"^www\d*\.")
_PORTS = {"http": 80, "https": 443}


def _unescaped(text: str) -> str:
    """TEXT with every percent escape resolved but those of bytes that can't stand in an address."""
    return quote(unquote_to_bytes(text), safe="!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~")


def surt(url: str) -> str:
    """The SURT of an http address. Raises ValueError for an address without a host.

    >>> surt("https://www.kcna.kp:443/En/article/?b=1&A=2#top")
    'kp,kcna)/en/article?a=2&b=1'
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise ValueError(f"{url!r}: names no host")
    host = _WWW.sub("", host)
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme.lower()) else ""
    path = re.sub(r"/{2,}", "/", _unescaped(parts.path) or "/")
    path = normpath(path).rstrip("/") or "/"
    query = "&".join(sorted(_unescaped(parts.query).lower().split("&"))) if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}{port}){path.lower()}" + (f"?{query}" if query else "")
