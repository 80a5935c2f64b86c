"""Files that are whole or not there: written beside their place, brought to the disk, then put in it at once.

Names of unfinished files end in `.<process id>.tmp`.
"""

import os
from pathlib import Path


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
