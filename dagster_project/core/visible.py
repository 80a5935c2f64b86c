"""The source of a page without what stands in its scripts and styles, which are most of it and hold no mark of a layout."""

import re
from typing import Final

_OPENED = re.compile(r"<(?:!--|([sS][cC][rR][iI][pP][tT]|[sS][tT][yY][lL][eE])(?=[\s/>])[^<>]*>)")
"""A comment, or a script or style; letter by letter, for a pattern that ignores case tries every character of a page."""
_CLOSED: Final = {
    "script": re.compile(r"</[sS][cC][rR][iI][pP][tT]"),
    "style": re.compile(r"</[sS][tT][yY][lL][eE]"),
}


def visible_of(text: str) -> str:
    """TEXT without the contents of its scripts and styles. Their tags stay, and so do comments.

    It is cut at the tags alone, so that a page which writes such a tag into an attribute may lose what follows there: good
    for looking something up quickly, not for reading from.
    """
    kept: list[str] = []
    begin = at = 0
    while opened := _OPENED.search(text, at):
        at = opened.end()
        if opened[1] is None:
            at = text.find("-->", at - len("--"))
            if at < 0:
                break
        elif closed := _CLOSED[opened[1].lower()].search(text, at):
            kept.append(text[begin:at])
            begin = at = closed.start()
        else:
            break
    return "".join([*kept, text[begin:]])
