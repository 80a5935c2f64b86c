"""What made a release: the code's commit and digest, the libraries, and a digest chained over all captures."""

import hashlib
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from typing import Final

from dagster_project.store.home import PROJECT_ROOT

_CODE: Final = (("dagster_project", "*.py"), ("sql", "*.sql"), ("data/reference", "*.csv"))


@cache
def code_digest() -> str:
    """SHA-256 over all that decides what rows come out: the package, its SQL, the reference data; names and bytes."""
    digest = hashlib.sha256()
    for folder, pattern in _CODE:
        for path in sorted((PROJECT_ROOT / folder).rglob(pattern)):
            body = path.read_bytes()
            digest.update(f"{path.relative_to(PROJECT_ROOT).as_posix()}\0{len(body)}\0".encode())
            digest.update(body)
    return digest.hexdigest()


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - constants only
            ["git", "-C", str(PROJECT_ROOT), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


@cache
def commit() -> str | None:
    """The commit that the code was taken from; None outside of a repository, and where the code differs from it."""
    if not (PROJECT_ROOT / ".git").exists():
        return None
    changed = _git("status", "--porcelain", "--untracked-files=all", "--", *(folder for folder, _ in _CODE))
    return _git("rev-parse", "HEAD") if changed == "" else None


def libraries() -> dict[str, str]:
    """The versions of the libraries that the project names as its own, by name."""
    try:
        wanted = metadata.requires("palimpsest") or []
    except metadata.PackageNotFoundError:
        return {}
    names = sorted({re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in wanted if "extra ==" not in line})
    return {name: metadata.version(name) for name in names}


def chain_head(capture_ids: Iterable[str]) -> str:
    """The head of a chain of SHA-256 over CAPTURE_IDS: each link is the digest of the one before and the next id.

    A capture's id is made from its address, time and payload, so that one that is altered, added, removed or put
    elsewhere changes every link after it.
    """
    link = hashlib.sha256(b"palimpsest captures").digest()
    for capture_id in capture_ids:
        link = hashlib.sha256(link + capture_id.encode()).digest()
    return link.hex()
