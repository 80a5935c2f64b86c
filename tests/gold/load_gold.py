"""The texts of the annotated articles, which lie outside the project: found by address in the folder of real articles."""

import gzip
import json
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Final

CORPORA: Final = ("kcna_cojp_2011", "kcna_kp_2024", "kcna_cojp_raw_eras")
_SPACE: Final = re.compile(r"[^\S\n]+")


def load_texts(shared: Path, ids: Iterable[str]) -> dict[str, str]:
    """The text of each article of IDS, its addresses in the corpora of SHARED. Raises KeyError for one that is not there."""
    wanted = set(ids)
    texts: dict[str, str] = {}
    for name in CORPORA:
        with gzip.open(shared / "data" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for story in map(json.loads, lines):
                if story["url"] in wanted:
                    texts.setdefault(story["url"], story["text"] if "text" in story else body_of(story["raw"]))
    missing = sorted(wanted - texts.keys())
    if missing:
        raise KeyError(f"no article of that address in {', '.join(CORPORA)}: {missing[0]}")
    return texts


def body_of(raw: str) -> str:
    """The body of an article as collected: without its heading, a paragraph a line, white space collapsed."""
    _, _, text = raw.partition("\n")
    text = unescape(text.replace("&nbsp;", " ")).replace("\r", "\n")
    return "\n".join(line for line in (_SPACE.sub(" ", line).strip() for line in text.split("\n")) if line)
