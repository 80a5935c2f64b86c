"""The servers that several machines share, started on loopback for tests and benchmarks: PostgreSQL, S3, a Ray cluster.

Each says as a SkipError what is missing where it can't be started.
"""

import contextlib
import importlib.util
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "palimpsest", "AWS_SECRET_ACCESS_KEY": "of-the-tests"}
WAIT_S = 120.0


class SkipError(Exception):
    """What is missing on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(what: str, ready: Any) -> None:
    end = time.monotonic() + WAIT_S
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come up within {WAIT_S:.0f} s")
        time.sleep(0.2)


@dataclass(frozen=True)
class Postgres:
    """A private PostgreSQL: its port, and the folder of its programs."""

    port: int
    programs: Path
    user: str = "palimpsest"

    def create(self, name: str) -> str:
        """A new database called NAME; returns the setting `catalog` for it."""
        command = [self.programs / "createdb", "-h", HOST, "-p", str(self.port), "-U", self.user, name]
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
        return f"postgres:host={HOST} port={self.port} user={self.user} dbname={name}"


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    here = shutil.which("initdb")
    if found:
        return found[-1].parent
    if here:
        return Path(here).parent
    raise SkipError("needs PostgreSQL's server (Debian: apt-get install postgresql)")


def _as_unprivileged(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then the user that Debian's package makes runs it."""
    if os.getuid() != 0:
        return []
    runuser = shutil.which("runuser")
    if runuser is None:
        raise SkipError("needs `runuser`, since PostgreSQL refuses to run as root")
    shutil.chown(folder, "postgres", "postgres")
    return [runuser, "-u", "postgres", "--"]


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """PostgreSQL with its data in a temporary folder, for as long as the context lasts."""
    programs, port = _programs(), free_port()
    # Not in pytest's folders: those are shut to the user that runs the server.
    folder = Path(tempfile.mkdtemp(prefix="palimpsest-postgres-"))
    user = _as_unprivileged(folder)

    def run(program: str, *arguments: str) -> None:
        command = [*user, str(programs / program), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "palimpsest", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
    options = f"-h {HOST} -p {port} -k {folder} -c fsync=off -c shared_buffers=32MB -c max_connections=60"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield Postgres(port, programs)
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def s3(log: Path, *, strict: bool = False) -> Iterator[str]:
    """A server that speaks S3; gives its address. A STRICT one refuses whoever it does not know."""
    if importlib.util.find_spec("moto") is None or importlib.util.find_spec("flask") is None:
        raise SkipError("needs moto's server (make setup-scale)")
    port = free_port()
    environment = {**os.environ, **({"INITIAL_NO_AUTH_ACTION_COUNT": "0"} if strict else {})}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(port)], stdout=out, stderr=out, env=environment
        )
    try:
        _wait("the S3 server", lambda: process.poll() is not None or _answers(f"http://{HOST}:{port}/"))
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def make_bucket(endpoint: str, name: str) -> None:
    from pyarrow.fs import S3FileSystem

    S3FileSystem(
        access_key=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        secret_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        endpoint_override=endpoint,
        region="us-east-1",
        allow_bucket_creation=True,
    ).create_dir(name)


@dataclass
class Cluster:
    """A Ray cluster: its address, and the processes of its workers that were seen."""

    address: str
    nodes: list[Any] = field(default_factory=list)


ATTEMPTS = 3


@contextlib.contextmanager
def ray_cluster(cores: int, environment: Mapping[str, str]) -> Iterator[Cluster]:
    """A Ray cluster of CORES worker processes on this machine, whose workers have ENVIRONMENT; this process is connected to it."""
    if importlib.util.find_spec("ray") is None:
        raise SkipError("needs Ray (make setup-scale)")
    mine = {"PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
    mine |= {"RAY_AUTH_MODE": "disabled"}
    before = dict(os.environ)
    # Ray reads its environment where it is imported.
    os.environ.update(mine)
    import ray

    process, address = None, ""
    try:
        for attempt in range(ATTEMPTS):
            process, address = _start_ray(cores, {**before, **environment, **mine})
            if process is not None:
                break
            if attempt == ATTEMPTS - 1:
                raise RuntimeError("Ray did not start")
        ray.init(address=address, log_to_driver=False, configure_logging=False, logging_level=logging.ERROR)
        yield Cluster(address)
    finally:
        ray.shutdown()
        if process is not None:
            _end_group(process)
        os.environ.clear()
        os.environ.update(before)


def _start_ray(cores: int, environment: Mapping[str, str]) -> tuple["subprocess.Popen[bytes] | None", str]:
    """A cluster's processes, in a group of their own, and its address; None where it did not come up."""
    address, ports = f"{HOST}:{free_port()}", {name: free_port() for name in AGENTS}
    command = [sys.executable, "-c", "from ray.scripts.scripts import main; main()", "start", "--head", "--block"]
    command += [f"--node-ip-address={HOST}"]
    command += [f"--port={address.rpartition(':')[2]}", f"--num-cpus={cores}", "--include-dashboard=false"]
    command += [f"--object-store-memory={100 << 20}", *(f"--{AGENTS[name]}={port}" for name, port in ports.items())]
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=dict(environment), start_new_session=True)
        _hurry(process, -20)

        def up() -> bool:
            _tell_ports(process.pid, ports)
            return process.poll() is not None or b"--block" in Path(log.name).read_bytes()

        try:
            _wait("Ray", up)
        except RuntimeError:
            _end_group(process)
            return None, address
        if process.poll() is not None:
            _end_group(process)
            return None, address
    _hurry(process, 0)
    return process, address


AGENTS = {
    "metrics_agent_port": "dashboard-agent-grpc-port",
    "metrics_export_port": "metrics-export-port",
    "dashboard_agent_listen_port": "dashboard-agent-listen-port",
    "runtime_env_agent_port": "runtime-env-agent-port",
}
"""Files by which Ray's agents tell its daemon their ports, and the options that set these."""


def _tell_ports(starter: int, ports: Mapping[str, int]) -> None:
    """Tell the daemon the agents' ports: it gives up where they have not done so in 15 seconds, and a busy machine takes longer."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == starter and said[0].endswith("/raylet"):
            told = dict(part.removeprefix("--").split("=", 1) for part in said if part.startswith("--") and "=" in part)
            for name, port in ports.items():
                target = Path(told["session_dir"]) / f"{name}_{told['node_id']}"
                if not target.exists():
                    target.write_text(str(port), encoding="utf-8")


def _hurry(process: "subprocess.Popen[bytes]", niceness: int) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PGRP, process.pid, niceness)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """End PROCESS and all that it has started in its group."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(30)
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
