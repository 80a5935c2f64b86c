"""`palimpsest docs`: the home's Data Docs and report on this machine, since a browser opens no file from a web page."""

import os
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from dagster_project.cli.main import home_option
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
_WATCH_S = 1.0


class Pages(SimpleHTTPRequestHandler):
    """Serves the folder `docs` of a home, and its report; nothing in a page may run or fetch."""

    report: Path

    def __init__(self, *arguments: Any, report: Path, directory: str) -> None:
        self.report = report
        super().__init__(*arguments, directory=directory)

    def translate_path(self, path: str) -> str:
        """The file for the address PATH."""
        return str(self.report) if path.partition("?")[0] == "/report.html" else super().translate_path(path)

    def list_directory(self, path: object) -> None:  # noqa: ARG002
        """No listings."""
        self.send_error(404)

    def end_headers(self) -> None:
        """What comes is to be looked at only."""
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def make_server(home: Home, host: str, port: int) -> ThreadingHTTPServer:
    """A server of HOME's pages. Raises PalimpsestError where the port is taken."""
    home.docs.mkdir(parents=True, exist_ok=True)
    handler = partial(Pages, report=home.root / "report.html", directory=str(home.docs))
    try:
        return ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise PalimpsestError(f"{host}:{port}: can't listen ({error.strerror}); give another --port") from None


def _end_with(parent: int, server: ThreadingHTTPServer) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_S)
    server.shutdown()


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=3001, show_default=True)
@click.option("--parent", type=int, hidden=True, help="End with this process.")
def docs(home: Path | None, host: str, port: int, parent: int | None) -> None:
    """Serve what the audits found (Data Docs) and the report. `palimpsest ui` does it too, one port above its own.

    \b
    palimpsest docs
    palimpsest docs --port 8001 --home my-data
    """
    from dagster_project.audit.data_docs import write_index  # noqa: PLC0415

    place = Home.at(home)
    if not (place.docs / "index.html").exists():
        write_index(place)
    with make_server(place, host, port) as server:
        if parent is None:
            click.echo(f"http://{host}:{server.server_port}  (home {place.root})", err=True)
        else:
            threading.Thread(target=_end_with, args=(parent, server), daemon=True).start()
        server.serve_forever()
