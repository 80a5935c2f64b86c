"""A process that runs builds and captures again and again in children, each a process group of its own, and ends them as told.

It is started with the shim loaded and has imported all that a run needs, so that a run costs only its own work. It reads
one JSON object a line, and answers with one.
"""

import ctypes
import json
import os
import signal
import sys
import threading
import time
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


def steps(order: dict[str, Any]) -> None:
    """All steps of a build but the audit, without Dagster."""
    from dagster_project.pipeline.publish import publish_run
    from dagster_project.store.home import Home
    from dagster_project.store.maintenance import sweep
    from tests.integration.support import run_steps

    home = Home.at(order["home"])
    home.prepare()
    with home.writing(60):
        sweep(home)
    publish_run(run_steps(home, order["run"], *(Path(i) for i in order["inputs"])))


def build(order: dict[str, Any]) -> None:
    """`palimpsest build`, as the command line runs it."""
    command(["build", *order["inputs"], "--home", order["home"]])


def capture(order: dict[str, Any]) -> None:
    """`palimpsest capture`, as the command line runs it."""
    via = ["--contact", "tester@example.org", "--via", order["via"]]
    command(["capture", order["source"], "--home", order["home"], *via])


def crawl(order: dict[str, Any]) -> None:
    """A capture run without Dagster."""
    from dagster_project.pipeline.crawl import CrawlOptions, capture_live
    from dagster_project.pipeline.crawl_options import find_source, paced
    from dagster_project.store.home import Home

    options = CrawlOptions("tester@example.org", via=order["via"], seed=1)
    capture_live(Home.at(order["home"]), paced(find_source(order["source"]), options), options)


def maintain(order: dict[str, Any]) -> None:
    """Maintenance, a month later."""
    from dagster_project.store.home import Home
    from dagster_project.store.maintenance import maintain as work

    home = Home.at(order["home"])
    with home.writing(60):
        work(home, now=datetime.now(UTC) + timedelta(days=order.get("days", 30)))


def verify(order: dict[str, Any]) -> None:
    """Check the home; each fault is a line on standard error."""
    from dagster_project.store.home import Home
    from dagster_project.store.verify import verify_home

    faults = verify_home(Home.at(order["home"]))
    print(*faults, sep="\n", file=sys.stderr)
    if faults:
        raise SystemExit(3)


def command(arguments: list[str]) -> None:
    from dagster_project.cli.main import main

    sys.argv = ["palimpsest", *arguments]
    main()


def preload() -> None:
    """Import what runs need, and read the reference data."""
    import dagster_project.pipeline.report
    import tests.integration.support  # noqa: F401
    from dagster_project.pipeline.rules import gazetteer, places
    from dagster_project.store.home import REFERENCE

    gazetteer(REFERENCE)
    places(REFERENCE)
    if "--dagster" in sys.argv:
        import great_expectations  # noqa: F401

        import dagster_project.cli.build
        import dagster_project.cli.capture  # noqa: F401
        from dagster_project.definitions import build_defs

        build_defs()


def _shim() -> ctypes.CDLL | None:
    path = os.environ.get("LD_PRELOAD")
    return ctypes.CDLL(path) if path else None


def _child(order: dict[str, Any], shim: ctypes.CDLL | None) -> int:
    """What a child does; its exit code."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.dup2(os.open(order["log"] + ".moment", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 9)
    if shim is not None:
        arm = order.get("arm") or {}
        shim.torture_arm(
            str(order.get("watch") or order["home"]).encode(),
            ctypes.c_long(arm.get("at", 0)),
            arm.get("mode", 0),
            arm.get("error", 0),
            ctypes.c_long(arm.get("times", 1)),
        )
    if order.get("after_s") is not None:
        threading.Timer(order["after_s"], lambda: os.kill(0, signal.SIGKILL)).start()
    code = 0
    try:
        {f.__name__: f for f in (steps, build, capture, crawl, maintain, verify)}[order["what"]](order)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 70
    if shim is not None:
        shim.torture_last.restype = ctypes.c_char_p
        print(f"\ncounted {shim.torture_count()}", file=sys.stderr, flush=True)
    return code


def main() -> None:
    """Serve orders until standard input ends."""
    preload()
    shim = _shim()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        Path(order["log"]).unlink(missing_ok=True)
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            os.setsid()
            sys.stdin.close()
            code = 71
            try:
                code = _child(order, shim)
            finally:
                os._exit(code)
        _, status, used = os.wait4(child, 0)
        said = Path(order["log"]).read_text(encoding="utf-8", errors="replace")
        moment = Path(order["log"] + ".moment").read_text(encoding="utf-8", errors="replace")
        count = said.rpartition("counted ")[2].strip() if "counted " in said else "0"
        answer = {
            "killed": os.WIFSIGNALED(status),
            "code": os.waitstatus_to_exitcode(status),
            "count": int(count) if count.isdigit() else 0,
            "moment": moment,
            "said": said[-4000:],
            "seconds": time.monotonic() - begun,
            "cpu": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss * 1024,
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
