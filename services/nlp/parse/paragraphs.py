"""Paragraphs: where they are in a text, and where a long text may be cut for the parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLANK = re.compile(r"\n[^\S\n]*(?=\n)")
_LINE_END = re.compile(r"[^\n]\n(?=[^\S\n]*[^\s])")
_BLOCK = re.compile(r"\S(?:.*?\S)??(?=\s*(?:\n\s*\n|\Z))", re.DOTALL)
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_TERMINAL = frozenset(".!?:;”\"'’»)…*")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the character ranges of the paragraphs, blank space at the edges left out.

    A line is a paragraph, as in text taken from web pages, except where lines are wrapped by hand as in newswire: then
    most lines end in the middle of a sentence, and only blank lines part paragraphs.
    """
    ends = [m.start() for m in _LINE_END.finditer(text)]
    running_on = sum(text[i] not in _TERMINAL for i in ends)
    wrapped = len(ends) >= 8 and running_on > 0.6 * len(ends) and len(_BLANK.findall(text)) < len(ends)
    return [match.span() for match in (_BLOCK if wrapped else _LINE).finditer(text)]


def pieces(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Cut a long text for the parser where a paragraph ends, else a word, else anywhere; the pieces cover it all."""
    start = 0
    while len(text) - start > limit:
        cut = text.rfind("\n", start + 1, start + limit)
        if cut < 0:
            cut = text.rfind(" ", start + 1, start + limit)
        end = start + limit if cut < 0 else cut + 1
        yield start, end
        start = end
    if start < len(text) or not start:
        yield start, len(text)
