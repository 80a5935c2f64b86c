"""One request and its answer over urllib3, within limits of time and size. Nothing is decoded, nothing is followed.

The name is resolved here, checked, and the connection made to the checked address, so that a second answer of the name
server changes nothing. A watch shuts the connection when the request's time is over, whatever drips through it.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from dagster_project.sources.addresses import DEFAULT_PORTS, Resolver, public_address, system_resolver

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces, and for a whole request; bytes of a body and of all headers; redirects."""

    connect_s: float = 20.0
    read_s: float = 30.0
    total_s: float = 90.0
    body: int = 16 << 20
    headers: int = 24 << 10
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `truncated` is WARC's word for a body that ends early, `verdict` ("reason: detail") why it does."""

    url: str
    status: int
    reason: str
    headers: Headers
    body: bytes
    ip: str | None
    asked: Headers
    truncated: str | None = None
    verdict: str | None = None

    def header(self, name: str) -> str | None:
        """The first header called NAME, in any case; None where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class UnreachableError(Exception):
    """No answer came. `reason` is one word: timeout, refused, unknown_host, tls, broken_answer."""

    def __init__(self, reason: str, detail: str):
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class _Watch:
    """The socket of a pool's connection, so that a timer can end what hangs on it."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.over = False

    def end(self) -> None:
        self.over = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


def _watched(base: Any, watch: _Watch) -> Any:
    class Watched(base):  # type: ignore[misc]
        """A connection that shows its socket to the watch as soon as there is one, before any handshake."""

        def _new_conn(self) -> socket.socket:
            made: socket.socket = super()._new_conn()
            watch.socket = made
            return made

    return Watched


class Transport:
    """Sends GET requests; keeps one connection a host open.

    `via` ("host:port") sends every request there instead of to the address's own host, as the demo site and the tests
    need it, in plain http; that one place alone may be on an inner network. Proxies are taken from the environment; then
    names are resolved by the proxy.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        via: str | None = None,
        resolve: Resolver = system_resolver,
        proxies: Mapping[str, str] | None = None,
    ):
        self.limits = limits or Limits()
        self._via, self._resolve = via, resolve
        self._proxies = dict(getproxies() if proxies is None else proxies)
        self._pools: dict[tuple[str, str, int], tuple[Any, _Watch, str | None]] = {}

    def close(self) -> None:
        """Close all connections."""
        for pool, _, _ in self._pools.values():
            pool.close()
        self._pools.clear()

    def _pool(self, scheme: str, host: str, port: int) -> tuple[Any, _Watch, str | None]:
        """The pool of a host's one connection, its watch, and the numeric address that it leads to where that is known."""
        key = (scheme, host, port)
        if key not in self._pools:
            self._pools[key] = self._made(scheme, host, port)
        return self._pools[key]

    def _made(self, scheme: str, host: str, port: int) -> tuple[Any, _Watch, str | None]:
        watch, ip = _Watch(), None
        proxy = None if self._via else self._proxies.get(scheme) or self._proxies.get("all")
        pool: Any
        if proxy and not proxy_bypass(host):
            manager = urllib3.ProxyManager(proxy, maxsize=1, retries=False)
            pool = manager.connection_from_host(host, port, scheme)
        elif self._via:
            there, _, number = self._via.rpartition(":")
            ip = there
            pool = urllib3.HTTPConnectionPool(there, int(number), maxsize=1)
        else:
            ip = public_address(host, port, self._resolve)
            if scheme == "https":
                context = ssl.create_default_context()
                pool = urllib3.HTTPSConnectionPool(
                    ip, port, maxsize=1, ssl_context=context, server_hostname=host, assert_hostname=host
                )
            else:
                pool = urllib3.HTTPConnectionPool(ip, port, maxsize=1)
        secure = isinstance(pool, urllib3.HTTPSConnectionPool)
        pool.ConnectionCls = _watched(HTTPSConnection if secure else HTTPConnection, watch)
        return pool, watch, ip

    def get(self, url: str, headers: Headers) -> Answer:
        """Ask for URL, whose host the caller has checked.

        Raises ForbiddenAddressError where the host's name leads to an inner network, UnreachableError where no answer
        comes. A body that breaks a limit is cut there and the answer says so.
        """
        parts = urlsplit(url)
        scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
        try:
            pool, watch, ip = self._pool(scheme, host, parts.port or DEFAULT_PORTS[scheme])
        except OSError as error:
            raise UnreachableError("unknown_host", f"{host}: {error}") from None
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = (("Host", parts.netloc.rpartition("@")[2]), *headers)
        watch.over = False
        timer = threading.Timer(self.limits.total_s, watch.end)
        timer.daemon = True
        timer.start()
        try:
            return self._ask(pool, watch, url, target, asked, ip)
        finally:
            timer.cancel()

    def _ask(self, pool: Any, watch: _Watch, url: str, target: str, asked: Headers, ip: str | None) -> Answer:
        limits = self.limits
        try:
            response = pool.urlopen(
                "GET",
                target if pool.proxy is None or url.startswith("https") else url,
                headers=dict(asked),
                redirect=False,
                retries=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(connect=limits.connect_s, read=limits.read_s),
            )
        except (HTTPError, OSError, ValueError) as error:
            pool.close()
            self._forget(pool)
            raise _unreachable(error, watch.over, limits) from None
        got = tuple((str(name), str(value)) for name, value in response.headers.items())
        body, truncated, verdict = self._body(response, watch)
        if truncated:
            response.close()
            pool.close()
            self._forget(pool)
        else:
            response.release_conn()
        kept = _within(got, limits.headers)
        if len(kept) < len(got):
            truncated = truncated or "length"
            verdict = (
                verdict or f"headers_too_large: over {limits.headers} bytes of headers; the first {len(kept)} are kept"
            )
        return Answer(url, response.status, (response.reason or "")[:200], kept, body, ip, asked, truncated, verdict)

    def _forget(self, pool: Any) -> None:
        for key, (known, _, _) in list(self._pools.items()):
            if known is pool:
                del self._pools[key]

    def _body(self, response: Any, watch: _Watch) -> tuple[bytes, str | None, str | None]:
        """The body as sent, WARC's word for why it ends early, and the verdict on that."""
        pieces: list[bytes] = []
        size, limits = 0, self.limits
        slow = f"too_slow: not at its end after {limits.total_s:g} s"
        try:
            while piece := response.read1(1 << 16, decode_content=False):
                pieces.append(piece)
                size += len(piece)
                if size > limits.body:
                    verdict = f"too_large: the body goes on after {limits.body} bytes"
                    return b"".join(pieces)[: limits.body], "length", verdict
        except (HTTPError, OSError, ValueError) as error:
            if watch.over:
                return b"".join(pieces), "time", slow
            verdict = f"cut_short: the connection broke after {size} bytes ({type(error).__name__})"
            return b"".join(pieces), "disconnect", verdict
        if watch.over:
            return b"".join(pieces), "time", slow
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and size < int(stated) and response.status not in {204, 304}:
            return b"".join(pieces), "disconnect", f"cut_short: {size} of {stated} bytes came"
        return b"".join(pieces), None, None


_NO_ANSWER: Final = (
    (urllib3.exceptions.ConnectTimeoutError, "timeout"),
    (urllib3.exceptions.ReadTimeoutError, "timeout"),
    (urllib3.exceptions.SSLError, "tls"),
    (urllib3.exceptions.NameResolutionError, "unknown_host"),
    (urllib3.exceptions.NewConnectionError, "refused"),
    (urllib3.exceptions.ProxyError, "proxy"),
)


def _within(headers: Headers, limit: int) -> Headers:
    """The first of HEADERS that together have at most LIMIT bytes; readers of archives give up at 32 KB."""
    size, kept = 0, []
    for name, value in headers:
        size += len(name) + len(value) + 4
        if size > limit:
            break
        kept.append((name, value))
    return tuple(kept)


def _unreachable(error: Exception, over: bool, limits: Limits) -> UnreachableError:
    if over:
        return UnreachableError("timeout", f"no answer within {limits.total_s:g} s")
    for kind, reason in _NO_ANSWER:
        if isinstance(error, kind):
            return UnreachableError(reason, str(error)[:300])
    return UnreachableError("broken_answer", f"{type(error).__name__}: {str(error)[:300]}")
