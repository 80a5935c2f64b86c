"""Files that are whole or not there: written beside their place, brought to the disk, then put in it at once.

Names of unfinished files end in `.<process id>.tmp`, so that what a dead process left can be told and swept away.
"""

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_OLD_SECONDS: Final = 86_400.0
"""An unfinished file of that age is nobody's, though another process may bear its writer's id today."""
_UNFINISHED: Final = re.compile(r"\.(\d+)\.tmp(?:\.wal|-journal|-wal|-shm)?$|^incoming-(\d+)\.tmp$")


def beside(target: Path) -> Path:
    """Where this process writes what is to become TARGET."""
    return target.with_name(f"{target.name}.{os.getpid()}.tmp")


def sync_folder(folder: Path) -> None:
    """Bring the names in FOLDER to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Bring what was written to PATH to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(temporary: Path, target: Path) -> None:
    """Make TEMPORARY, whole and on the disk, the file TARGET at once; a crash leaves the old one or the new one."""
    sync_file(temporary)
    temporary.replace(target)
    sync_folder(target.parent)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write CONTENT as the file TARGET, at once."""
    temporary = beside(target)
    try:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)
        put_in_place(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def is_alive(process: int) -> bool:
    """Whether a process of that id runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def left_behind(folders: Iterable[Path]) -> list[Path]:
    """The unfinished files and folders right in FOLDERS whose process is gone."""
    found = []
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            match = _UNFINISHED.search(path.name)
            if match and not (is_alive(int(match.group(1) or match.group(2))) and _is_recent(path)):
                found.append(path)
    return found


def _is_recent(path: Path) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) < _OLD_SECONDS
    except OSError:
        return True
