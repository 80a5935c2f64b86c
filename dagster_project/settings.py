"""All settings as one typed object, and where each comes from. What is given wins over what stands further down:

1. what the command line or a run's configuration gives
2. the environment: `PALIMPSEST_` and the key in capitals; empty means not set
3. `palimpsest.toml` in the home
4. `palimpsest.toml` in the working folder, or the file that PALIMPSEST_CONFIG names
5. the default

Secrets come from the environment alone and are shown nowhere. Imported only where more than the home is asked for, since
pydantic-settings takes a third of a second.
"""

import difflib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from dagster_project.compiled import VARIABLE as COMPILED_VARIABLE
from dagster_project.core.captures import SAMPLE_SHARE
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.config_files import CONFIG_NAME, CONFIG_VARIABLE, configured_home, read_config, working_file
from dagster_project.store.home import PROJECT_ROOT, Home
from dagster_project.store.locations import KEYS, PLACES, SQLITE, fault_of, holds_password, placed

PREFIX: Final = "PALIMPSEST_"
GIVEN: Final = "command line or run configuration"
DEFAULT: Final = "default"
_CRON: Final = re.compile(r"(?:[\dA-Za-z*/,?#-]+\s+){4}[\dA-Za-z*/,?#-]+")
_OF_OTHERS: Final = frozenset(
    {CONFIG_VARIABLE, COMPILED_VARIABLE, *(f"{PREFIX}{name}" for name in ("CHROMIUM", "SCRATCH", "WAYBACK"))}
)
"""Variables that are no settings: the file's place, the form of the rules, and programs that tests use."""


class Settings(BaseSettings):
    """What can be set. The descriptions are shown by `palimpsest config`; a key is added here and nowhere else."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=False
    )

    home: Path = Field(default=PROJECT_ROOT / "data", description="Folder that holds all that is written.")
    workers: int = Field(default=0, ge=0, le=1024, description="Worker processes of heavy steps; 0: one a core.")
    compare_every: int = Field(
        default=SAMPLE_SHARE,
        ge=1,
        description="Of one capture in so many trafilatura reads the whole page too, for comparison.",
    )
    contact: str = Field(default="", description="Your e-mail or web address, for the sites to see.")
    via: str = Field(default="", description="host:port of a server that stands in for the sites: the demo site.")
    schedules: bool = Field(default=False, description="Whether schedules and sensors that capture start switched on.")
    live_cron: str = Field(
        default="0 6-23/3 * * *", description="When live sites are asked for what is new: cron, in Pyongyang's time."
    )
    recapture_cron: str = Field(
        default="30 2 * * *", description="When captured articles that are due are asked for again: the same."
    )
    inbox: Path | None = Field(default=None, description="Folder whose new files are built; none: `inbox` in the home.")
    compute: Literal["local", "ray"] = Field(
        default="local", description="Where heavy steps are done: local (processes of this machine) or ray (a cluster)."
    )
    ray_address: str = Field(
        default="",
        description="The Ray cluster, such as auto or ray://host:10001; none: one is started on this machine.",
    )
    catalog: str = Field(
        default=SQLITE, description='The lake\'s catalog: sqlite (in the home), or "postgres:" and a connection string.'
    )
    captures: str = Field(
        default="", description="Where archives lie: a folder or s3://bucket/prefix; none: in the home."
    )
    lake: str = Field(default="", description="Where the lake's Parquet files lie: the same.")
    releases: str = Field(default="", description="Where releases lie: the same.")
    staging: str = Field(default="", description="Where runs stage, which a Ray cluster must see: the same.")
    s3_endpoint: str = Field(default="", description="Address of the server that speaks S3; none: Amazon's.")
    s3_region: str = Field(default="us-east-1", description="The buckets' region.")
    automation: bool = Field(
        default=False,
        description="Whether what follows captures is made by declarative automation, in place of `build_after_capture`.",
    )
    docs_address: str = Field(
        default="http://127.0.0.1:3001",
        description="Where `palimpsest docs` serves Data Docs and report: the UI links there.",
    )
    keep_runs_days: int = Field(
        default=400,
        ge=1,
        description="Days for which Dagster's runs are kept; the job `maintenance` forgets older ones.",
    )
    alert_webhook: SecretStr | None = Field(
        default=None, description="Address to which alerts are posted as JSON. A secret: environment only."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given to the class alone: `load_settings` gathers the layers, so that it knows where each came from."""
        return (init_settings,)

    @field_validator("via")
    @classmethod
    def _host_and_port(cls, said: str) -> str:
        there = said.removeprefix("http://").rstrip("/")
        host, _, port = there.rpartition(":")
        if there and not (host and port.isdigit()):
            raise ValueError("write it as host:port, such as 127.0.0.1:8642")
        return there

    @field_validator("live_cron", "recapture_cron")
    @classmethod
    def _five_fields(cls, said: str) -> str:
        if not _CRON.fullmatch(said.strip()):
            raise ValueError("write five fields: minute, hour, day, month, weekday, such as 0 */3 * * *")
        return said.strip()

    @field_validator(*KEYS)
    @classmethod
    def _location(cls, said: str, info: ValidationInfo) -> str:
        if (fault := fault_of(str(info.field_name), said)) is not None:
            raise ValueError(fault)
        return said

    @property
    def place(self) -> Home:
        """The home."""
        return Home.at(self.home)

    @property
    def inbox_folder(self) -> Path:
        """The watched folder."""
        return self.inbox or self.place.root / "inbox"


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting as it holds: `value` fit to be shown (a secret's is hidden), `origin` says where it comes from."""

    key: str
    value: Any
    origin: str
    description: str


def load_settings(home: str | Path | None = None, **given: Any) -> Settings:
    """The settings for HOME; what is GIVEN and neither empty nor 0 wins over environment and files.

    Raises PalimpsestError that names each wrong key, where it stands, and what it may be.
    """
    return _load(home, given)[0]


def explain_settings(home: str | Path | None = None, **given: Any) -> list[Effective]:
    """The settings as `load_settings` gives them, each with where it comes from, in the order of their definition."""
    settings, origins = _load(home, given)
    return [
        Effective(key, _shown(getattr(settings, key)), origins.get(key, DEFAULT), field.description or "")
        for key, field in Settings.model_fields.items()
    ]


def example_file() -> str:
    """A configuration file with every key that a home may set, explained, at its default, commented out."""
    lines = ["# Settings of this home. What the environment says wins; `palimpsest config show` tells what holds.", ""]
    for key, field in Settings.model_fields.items():
        if key == "home":
            continue
        lines.append(f"# {field.description}")
        if key in _of_type(SecretStr):
            lines.append(f"# ({PREFIX}{key.upper()})")
        else:
            lines.append(f"# {key} = {json.dumps('' if field.default is None else field.default)}")
        lines.append("")
    return "\n".join(lines)


def unknown_variables() -> list[str]:
    """Variables of the environment that look like settings and are none: misspelt ones, most likely."""
    known = {f"{PREFIX}{key.upper()}" for key in Settings.model_fields} | _OF_OTHERS
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _load(home: str | Path | None, given: Mapping[str, Any]) -> tuple[Settings, dict[str, str]]:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in _layers(home, {key: value for key, value in given.items() if value}):
        for key, value in layer.items():
            if key not in values:
                values[key], origins[key] = value, origin
    try:
        return Settings(**values), origins
    except ValidationError as error:
        raise PalimpsestError("; ".join(_problem(e, origins) for e in error.errors(include_url=False))) from None


def _layers(home: str | Path | None, given: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Where settings come from, what wins first."""
    if home:
        given = {**given, "home": Home.at(home).root}
    yield GIVEN, given
    configured = configured_home()
    try:
        environment = EnvSettingsSource(Settings)()
    except SettingsError as error:
        raise PalimpsestError(f"the environment: {error}") from None
    names = {key: f"{PREFIX}{key.upper()}" for key in environment}
    for key, value in environment.items():
        yield f"environment {names[key]}", {key: configured[0] if key == "home" and configured else value}
    root = Home.at(home).root
    working = working_file()
    in_home = root / CONFIG_NAME
    if in_home.is_file() and not (working and working.samefile(in_home)):
        said = _of_file(in_home)
        if "home" in said:
            raise PalimpsestError(f"{in_home}: home: a home can't name another; remove the key")
        yield str(in_home), said
    if working:
        yield str(working), _of_file(working)


def _of_file(path: Path) -> dict[str, Any]:
    """What the file at PATH sets, its paths made absolute. Raises PalimpsestError where it holds a secret."""
    said = read_config(path)
    for key in said.keys() & _of_type(SecretStr):
        raise PalimpsestError(f"{path}: {key}: is a secret; set {PREFIX}{key.upper()} in the environment instead")
    for key in said.keys() & _of_type(Path):
        if said[key] == "":
            del said[key]
        elif isinstance(said[key], str):
            said[key] = (path.parent / Path(said[key]).expanduser()).resolve()
    for key in said.keys() & set(PLACES):
        said[key] = placed(said[key], path.parent)
    return said


@cache
def _of_type(wanted: type) -> frozenset[str]:
    """The keys whose value is a WANTED, or may be one."""
    return frozenset(
        key
        for key, field in Settings.model_fields.items()
        if field.annotation is wanted or wanted in getattr(field.annotation, "__args__", ())
    )


def _problem(error: Any, origins: Mapping[str, str]) -> str:
    """A validation error in one line: where, which key, what is wrong."""
    key = str(error["loc"][0])
    origin = origins.get(key, DEFAULT)
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, Settings.model_fields, 1)
        hint = f"did you mean {near[0]}?" if near else "`palimpsest config show` lists the keys"
        return f"{origin}: {key}: is no setting; {hint}"
    secret = key in _of_type(SecretStr) or holds_password(error["input"])
    said = "" if secret else f" = {error['input']!r}"
    return f"{origin}: {key}{said}: {error['msg'].removeprefix('Value error, ')}"


def _shown(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return "(set, hidden)"
    return str(value) if isinstance(value, Path) else value
