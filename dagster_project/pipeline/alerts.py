"""Telling somebody that a run failed or that a check needs a look: a file in the home, and a webhook where one is set.

The webhook's address is a secret of the environment (PALIMPSEST_ALERT_WEBHOOK); it stands in no log, file or message.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

from dagster_project.store.home import Home

WEBHOOK: Final = "PALIMPSEST_ALERT_WEBHOOK"
TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Alert:
    """What happened to a run: `level` is error or warning, `checks` are lines of the failed ones."""

    at: str
    level: str
    job: str
    run_id: str
    reason: str
    checks: tuple[str, ...] = ()


class Notifier(Protocol):
    """Somebody who is told. What it raises is shown as the text of an error, so it must hold no secret."""

    def tell(self, alert: Alert) -> None:
        """Pass ALERT on."""


@dataclass(frozen=True, slots=True)
class FileNotifier:
    """Appends each alert to a file, one JSON object a line."""

    path: Path

    def tell(self, alert: Alert) -> None:
        """Append ALERT."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(alert), ensure_ascii=False) + "\n")


class WebhookNotifier:
    """Posts each alert as JSON to an address; its `text` is what chat services show."""

    __slots__ = ("_url",)

    def __init__(self, url: str) -> None:
        self._url = url

    def __repr__(self) -> str:
        return "WebhookNotifier(address hidden)"

    def tell(self, alert: Alert) -> None:
        """Post ALERT once. Raises OSError, without the address, where it was not taken."""
        import urllib3  # noqa: PLC0415

        lines = [f"{alert.level}: {alert.job} {alert.run_id[:8]}: {alert.reason}", *alert.checks]
        body = {"text": "\n".join(lines), **asdict(alert)}
        try:
            answer = urllib3.request("POST", self._url, json=body, timeout=TIMEOUT_S, retries=False, redirect=False)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            raise OSError(f"{WEBHOOK}: not reached ({type(error).__name__})") from None
        if answer.status >= 300:
            raise OSError(f"{WEBHOOK}: answered {answer.status}")


def notifiers(home: Home, webhook: str | None) -> list[Notifier]:
    """Who is told: the file `alerts.jsonl` in HOME, and the address WEBHOOK where there is one."""
    told: list[Notifier] = [FileNotifier(home.root / "alerts.jsonl")]
    if webhook:
        told.append(WebhookNotifier(webhook))
    return told


def tell_all(alert: Alert, told: Sequence[Notifier]) -> list[str]:
    """Pass ALERT to each of TOLD; one that fails keeps no other from hearing. The failures, a line each."""
    failures = []
    for notifier in told:
        try:
            notifier.tell(alert)
        except OSError as error:
            failures.append(str(error))
    return failures
