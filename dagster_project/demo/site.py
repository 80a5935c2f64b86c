"""The demo site's server: one loopback port that answers for every host it is asked as, with faults where they are wanted.

It notes each request with the site's time, so that tests can measure what a host saw, and keeps what it has served in its
web archive where that is wanted.
"""

import gzip
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final
from urllib.parse import urlsplit

from dagster_project.core.identity import page_id_of
from dagster_project.demo.content import HTML, Content, Reply
from dagster_project.demo.faults import Faults
from dagster_project.demo.holdings import Holdings
from dagster_project.sources.clock import Clock

ARCHIVE: Final = "web.archive.org"
BLOCKED: Final = b"<html><head><title>Attention Required! | Sample filter</title></head><body><h1>You have been blocked</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as the server saw it: the site's time, real times of its begin and of when its answer was ready, and how
    it was answered."""

    host: str
    path: str
    at: datetime
    began: float
    ended: float
    status: int
    fault: str | None
    sent: int
    agent: str


class DemoSite:
    """The server. Use it as a context; `address` is host:port of the loopback interface.

    `hostile` maps paths to faults that they always show. `archive_served` keeps every good answer in the archive, as of the
    time of serving.
    """

    def __init__(
        self,
        content: Content,
        clock: Clock,
        *,
        faults: Faults | None = None,
        holdings: Holdings | None = None,
        hostile: Mapping[str, str] | None = None,
        archive_served: bool = False,
        port: int = 0,
        hang_s: float = 1.0,
    ):
        self.content, self.clock = content, clock
        self.faults, self.holdings = faults or Faults(), holdings or Holdings()
        self.hostile, self.archive_served, self.hang_s = dict(hostile or {}), archive_served, hang_s
        self._seen: list[Seen] = []
        self._working = 0
        self._change = threading.Condition()
        site = self

        class Handler(_Handler):
            """Knows its site."""

            demo = site

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> str:
        """Where the server listens, host:port."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "DemoSite":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def seen(self) -> list[Seen]:
        """The requests so far, once none is being answered."""
        with self._change:
            self._change.wait_for(lambda: self._working == 0, timeout=30)
            return list(self._seen)

    def begin(self) -> None:
        """A request is being answered."""
        with self._change:
            self._working += 1

    def end(self, seen: Seen) -> None:
        """The request was answered."""
        with self._change:
            self._working -= 1
            self._seen.append(seen)
            self._change.notify_all()

    def wait(self) -> None:
        """Serve until interrupted."""
        while self._thread.is_alive():
            self._thread.join(1.0)

    def answer(self, url: str, headers: Mapping[str, str], when: datetime) -> Reply:
        """The answer to a GET of URL at WHEN, faults aside."""
        parts = urlsplit(url)
        if parts.hostname == ARCHIVE:
            if parts.path == "/robots.txt":
                return Reply(200, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /save/\n")
            if parts.path == "/cdx/search/cdx":
                return self.holdings.listing(parts.query)
            return self.holdings.replay(parts.path + (f"?{parts.query}" if parts.query else ""))
        return self.content.reply(url, when, headers)

    def keep(self, url: str, when: datetime, reply: Reply) -> None:
        """Keep what was served in the archive; for a "not modified" what it stands for."""
        if not self.archive_served or page_id_of(url) is None:
            return
        if reply.status == 304:
            reply = self.content.reply(url, when, {})
        self.holdings.keep(url, when, reply)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET. Names of methods are those of the standard library."""

    demo: DemoSite
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing: requests are noted by the site."""

    def do_GET(self) -> None:
        """Answer, or fail as the site's faults want it, and note the request."""
        self.demo.begin()
        began, at = time.monotonic(), self.demo.clock.now()
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        scheme = "https" if host.endswith("kcnawatch.org") else "http"
        url = f"{scheme}://{host}{self.path}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = self.demo.hostile.get(self.path.split("?")[0]) or self.demo.faults.pick()
        status, sent, ended = 500, 0, 0.0
        try:
            reply = self.demo.answer(url, headers, at)
            status = reply.status
            if fault is None:
                self.demo.keep(url, at, reply)
                ended = time.monotonic()
                sent = self._send(reply, gzipped="gzip" in headers.get("accept-encoding", ""))
            else:
                status, sent = self._fail(fault, reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            agent = headers.get("user-agent", "")
            self.demo.end(Seen(host, self.path, at, began, ended or time.monotonic(), status, fault, sent, agent))

    def _head(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _send(self, reply: Reply, *, gzipped: bool = False) -> int:
        if reply.status == 304:
            self._head(304, reply.headers)
            return 0
        body, more = reply.body, tuple[tuple[str, str], ...]()
        if gzipped and len(body) > 1000:
            body, more = gzip.compress(body, 6, mtime=0), (("Content-Encoding", "gzip"),)
        self._head(reply.status, (*reply.headers, *more, ("Content-Length", str(len(body)))))
        self.wfile.write(body)
        return len(body)

    def _simple(self, status: int, body: bytes, *headers: tuple[str, str]) -> tuple[int, int]:
        self._head(status, (("Content-Type", HTML), *headers, ("Content-Length", str(len(body)))))
        self.wfile.write(body)
        return status, len(body)

    def _fail(self, fault: str, reply: Reply) -> tuple[int, int]:
        """Answer with FAULT in place of REPLY; returns the status and how many bytes of a body were sent."""
        fail = getattr(self, f"_fault_{fault}")
        found: tuple[int, int] = fail(reply)
        return found

    def _fault_busy(self, reply: Reply) -> tuple[int, int]:
        return self._simple(429, b"busy", ("Retry-After", "45"))

    def _fault_server_error(self, reply: Reply) -> tuple[int, int]:
        return self._simple(500, b"<html><body>failure</body></html>")

    def _fault_unavailable(self, reply: Reply) -> tuple[int, int]:
        later = datetime.fromtimestamp(self.demo.clock.now().timestamp() + 40, self.demo.clock.now().tzinfo)
        return self._simple(503, b"later", ("Retry-After", format_datetime(later, usegmt=True)))

    def _fault_hangs(self, reply: Reply) -> tuple[int, int]:
        time.sleep(self.demo.hang_s)
        self.close_connection = True
        return 0, 0

    def _fault_hangs_up(self, reply: Reply) -> tuple[int, int]:
        self.close_connection = True
        return 0, 0

    def _fault_truncated(self, reply: Reply) -> tuple[int, int]:
        half = reply.body[: len(reply.body) // 2]
        self._head(200, (("Content-Type", HTML), ("Content-Length", str(len(reply.body) + 10))))
        self.wfile.write(half)
        self.close_connection = True
        return 200, len(half)

    def _fault_chunks_cut(self, reply: Reply) -> tuple[int, int]:
        half = reply.body[: len(reply.body) // 2] or b"<html>"
        self._head(200, (("Content-Type", HTML), ("Transfer-Encoding", "chunked")))
        self.wfile.write(b"%x\r\n%s\r\n" % (len(half), half))
        self.close_connection = True
        return 200, len(half)

    def _fault_cut_page(self, reply: Reply) -> tuple[int, int]:
        half = reply.body[: len(reply.body) * 2 // 3].rstrip(b"> \n") or b"<html"
        return self._simple(200, half)

    def _fault_blocked(self, reply: Reply) -> tuple[int, int]:
        return self._simple(403, BLOCKED)

    def _fault_challenge(self, reply: Reply) -> tuple[int, int]:
        return self._simple(200, BLOCKED)

    def _fault_elsewhere(self, reply: Reply) -> tuple[int, int]:
        return self._simple(302, b"", ("Location", "http://169.254.169.254/latest/meta-data/"))

    def _fault_inner_redirect(self, reply: Reply) -> tuple[int, int]:
        return self._simple(302, b"", ("Location", f"http://{self.demo.address}/secret"))

    def _fault_file_redirect(self, reply: Reply) -> tuple[int, int]:
        return self._simple(301, b"", ("Location", "file:///etc/passwd"))

    def _fault_loop(self, reply: Reply) -> tuple[int, int]:
        return self._simple(302, b"", ("Location", self.path + "?again"))

    def _fault_drip(self, reply: Reply) -> tuple[int, int]:
        self._head(200, (("Content-Type", HTML), ("Content-Length", "1000000")))
        for _ in range(400):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(0.05)
        return 200, 400

    def _fault_endless(self, reply: Reply) -> tuple[int, int]:
        self._head(200, (("Content-Type", HTML), ("Connection", "close")))
        self.close_connection = True
        for _ in range(4_000):
            self.wfile.write(b"<p>and so on</p>" * 4096)
        return 200, 0

    def _fault_bomb(self, reply: Reply) -> tuple[int, int]:
        body = gzip.compress(bytes(1 << 20), 9) * 80
        return self._simple(200, body, ("Content-Encoding", "gzip"))

    def _fault_long_headers(self, reply: Reply) -> tuple[int, int]:
        return self._simple(200, b"<html></html>", *((f"X-{n}", "y" * 2000) for n in range(50)))

    def _fault_no_encoding(self, reply: Reply) -> tuple[int, int]:
        return self._simple(200, reply.body, ("Content-Encoding", "gzip"))
