"""The source of a page without what stands in its scripts and styles, which are most of it and hold no mark of a layout."""

import re

_OPENED = re.compile(r"(script|style)(?=[\s/>])[^>]*>", re.I)


def visible_of(text: str) -> str:
    """TEXT without the contents of its scripts and styles. Their tags stay, and so do comments.

    It is cut at the tags alone, so that a page which writes such a tag into an attribute may lose what follows there: good
    for looking something up quickly, not for reading from.
    """
    pieces = text.split("<")
    gone: list[int] = []
    at = 0
    for number, piece in enumerate(pieces):
        if number < at or piece[:1] not in "sS!":
            continue
        if piece.startswith("!--"):
            at = next((n for n in range(number, len(pieces)) if "-->" in pieces[n]), len(pieces)) + 1
        elif opened := _OPENED.match(piece):
            closed = f"/{opened[1].lower()}"
            end = next((n for n in range(number + 1, len(pieces)) if pieces[n][:7].lower().startswith(closed)), None)
            if end is None:
                break
            pieces[number] = opened[0]
            gone.extend(range(number + 1, end))
            at = end
    if gone:
        dropped = set(gone)
        pieces = [piece for number, piece in enumerate(pieces) if number not in dropped]
    return "<".join(pieces)
