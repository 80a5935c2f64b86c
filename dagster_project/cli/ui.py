"""`palimpsest ui`: Dagster's own web interface on this home."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click

from dagster_project.cli.main import home_option
from dagster_project.store.config_files import CONFIG_VARIABLE, HOME_VARIABLE, working_file
from dagster_project.store.home import PROJECT_ROOT, Home


def _serve_docs(place: Home, host: str, port: int) -> None:
    """Start `palimpsest docs` beside; it ends when this process does."""
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            click.echo(f"warning: port {port} is taken; Data Docs are not served, give another --docs-port", err=True)
            return
    command = [sys.executable, "-m", "dagster_project", "docs", "--home", str(place.root), "--host", host]
    subprocess.Popen([*command, "--port", str(port), "--parent", str(os.getpid())])  # noqa: S603 - ours


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=3000, show_default=True)
@click.option("--docs-port", type=int, help="Port for Data Docs and report (default: one above).")
@click.option("--schedules", is_flag=True, help="Start with all schedules and sensors switched on.")
def ui(home: Path | None, host: str, port: int, docs_port: int | None, schedules: bool) -> None:
    """Open the Dagster UI: look at the graph, launch the job `build`, look at what came out. Stop it with Ctrl-C.

    \b
    palimpsest ui
    palimpsest ui --port 3001 --home my-data
    """
    from dagster_project.defs.instance import write_instance_config  # noqa: PLC0415
    from dagster_project.settings import load_settings  # noqa: PLC0415

    place = load_settings(home).place
    place.prepare()
    write_instance_config(place)
    if host not in ("127.0.0.1", "localhost", "::1"):
        click.echo(f"warning: {host} is reachable by others, and the UI has no password", err=True)
    click.echo(f"http://{host}:{port}  (home {place.root})", err=True)
    beside = docs_port or port + 1
    _serve_docs(place, host, beside)
    environment = {
        **os.environ,
        HOME_VARIABLE: str(place.root),
        **({CONFIG_VARIABLE: str(file)} if (file := working_file()) else {}),
        "PALIMPSEST_DOCS_ADDRESS": os.environ.get("PALIMPSEST_DOCS_ADDRESS") or f"http://{host}:{beside}",
        "DAGSTER_HOME": str(place.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        **({"PALIMPSEST_SCHEDULES": "on"} if schedules else {}),
    }
    dagster = Path(sys.executable).with_name("dagster")
    # This process becomes Dagster's, so that a signal to it stops all of it; shells let background jobs ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(PROJECT_ROOT)
    command = [str(dagster), "dev", "-w", str(PROJECT_ROOT / "workspace.yaml"), "-h", host, "-p", str(port)]
    os.execve(dagster, command, environment)  # noqa: S606 - our own interpreter's dagster, arguments of ours
