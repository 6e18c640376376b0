"""Text that a page shows to its readers, piece by piece: what stands between two tags, without scripts and forms."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

MAX_PIECES = 3_000
"""Pieces that are looked at."""

MAX_PIECE = 400
"""Characters of a piece that are looked at."""

_HIDDEN = frozenset({"script", "style", "noscript", "template", "title", "option"})


def shown_pieces(root: HtmlElement, begin: HtmlElement | None = None, end: HtmlElement | None = None) -> Iterator[str]:
    """Yield the pieces of a page in its order, white space collapsed; from one element on, up to another."""
    begun = begin is None
    count = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and element is begin:
            begun = True
        if event == "start" and element is end:
            return
        if event == "start" and element.tag in _HIDDEN:
            walk.skip_subtree()
            continue
        text = element.text if event == "start" else element.tail
        if begun and text and (piece := " ".join(text[:MAX_PIECE].split())):
            yield piece
            count += 1
            if count >= MAX_PIECES:
                return
