"""Alerts reach a file and a webhook; the webhook's address reaches nobody."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from dagster_project.pipeline.alerts import WEBHOOK, Alert, notifiers, tell_all
from dagster_project.store.home import Home

ALERT = Alert("2026-01-01T00:00:00+00:00", "error", "build", "abc", "disk full", ("articles: key: twice",))


def test_an_alert_is_a_line_in_the_home(tmp_path: Path) -> None:
    told = notifiers(Home.at(tmp_path), None)
    assert tell_all(ALERT, told) == [] and tell_all(ALERT, told) == []
    lines = (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 and json.loads(lines[0])["reason"] == "disk full"


@pytest.mark.parametrize("status", [200, 500])
def test_a_webhook_hears_it_and_its_address_stands_nowhere(tmp_path: Path, status: int) -> None:
    heard = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        told = notifiers(Home.at(tmp_path), f"http://127.0.0.1:{server.server_port}/hook/s3cret")
        failures = tell_all(ALERT, told)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert heard[0]["text"].startswith("error: build") and "articles: key: twice" in heard[0]["text"]
    assert failures == ([] if status == 200 else [f"{WEBHOOK}: answered 500"])
    assert "s3cret" not in repr(told) + str(failures) + (tmp_path / "alerts.jsonl").read_text(encoding="utf-8")


def test_a_webhook_that_is_not_there_keeps_the_file_from_nothing(tmp_path: Path) -> None:
    failures = tell_all(ALERT, notifiers(Home.at(tmp_path), "http://127.0.0.1:9/hook/s3cret"))
    assert len(failures) == 1 and "s3cret" not in failures[0] and (tmp_path / "alerts.jsonl").exists()
