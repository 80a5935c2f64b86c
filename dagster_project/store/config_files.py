"""The configuration files `palimpsest.toml`: where they lie and what they say, without any heavy library."""

import os
import tomllib
from pathlib import Path
from typing import Any, Final

from dagster_project.core.errors import PalimpsestError

CONFIG_NAME: Final = "palimpsest.toml"
CONFIG_VARIABLE: Final = "PALIMPSEST_CONFIG"
HOME_VARIABLE: Final = "PALIMPSEST_HOME"


def working_file() -> Path | None:
    """The configuration file that PALIMPSEST_CONFIG names, else the one of the working folder; None where there is none.

    Raises PalimpsestError where PALIMPSEST_CONFIG names no file.
    """
    if named := os.environ.get(CONFIG_VARIABLE):
        path = Path(named).expanduser().resolve()
        if not path.is_file():
            raise PalimpsestError(f"{CONFIG_VARIABLE}={named}: is no file; name a {CONFIG_NAME}, or unset it")
        return path
    path = Path.cwd() / CONFIG_NAME
    return path if path.is_file() else None


def read_config(path: Path) -> dict[str, Any]:
    """What the file at PATH says. Raises PalimpsestError, with the place, where it is no TOML or can't be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PalimpsestError(f"{path}: is no TOML: {error}") from None
    except UnicodeDecodeError:
        raise PalimpsestError(f"{path}: is not written in UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise PalimpsestError(f"{path}: can't be read ({error.strerror})") from None


def configured_home() -> tuple[Path, str] | None:
    """The home that PALIMPSEST_HOME names, else the working folder's file, and where that is said; None where neither does.

    A path in a file is relative to the file's folder, one in the environment to the working folder.
    """
    if named := os.environ.get(HOME_VARIABLE):
        return Path(named).expanduser().resolve(), HOME_VARIABLE
    if (path := working_file()) and (said := read_config(path).get("home")) is not None:
        if not isinstance(said, str) or not said:
            raise PalimpsestError(f"{path}: home = {said!r}: write the path of a folder in quotes")
        return (path.parent / Path(said).expanduser()).resolve(), str(path)
    return None
