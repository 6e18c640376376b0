"""Cutting: a text with marks that may overlap, as flat segments, so that HTML needs no nesting; pure.

Every edge of a mark cuts the text once; each segment knows which marks lie over it. A page of 500 marks has some
thousand segments and needs no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_LINE = re.compile(r"[^\n]*\S[^\n]*")


class Mark(NamedTuple):
    """A range ``text[start:end]`` that is marked as something."""

    start: int
    end: int
    kind: str
    """*quote*, *name*, *cue*; *begin* lies over the first piece of a quote."""
    key: str = ""
    """Which one: a quote's or an entity's id."""


class Segment(NamedTuple):
    """A stretch of text with the same marks over all of it."""

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()
    """Those of the marks that begin here."""

    def mark(self, kind: str) -> Mark | None:
        """Return the innermost mark of this kind: of several, the one that began last."""
        return max((mark for mark in self.marks if mark.kind == kind), key=lambda mark: mark.start, default=None)

    @property
    def begin(self) -> Mark | None:
        """Return the mark of kind *begin* that begins here, if one does."""
        return next((mark for mark in self.begins if mark.kind == "begin"), None)

    def has(self, kind: str) -> bool:
        """Return whether a mark of this kind lies over it."""
        return any(mark.kind == kind for mark in self.marks)


def cut(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Segment]:
    """Return ``text[start:end]`` as segments. Marks beyond are left out, those across an edge are cut there."""
    end = len(text) if end is None else end
    inside = sorted(mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end)
    edges = sorted({start, end, *(at for mark in inside for at in mark[:2] if start < at < end)})
    segments: list[Segment] = []
    over: list[Mark] = []
    coming = 0
    for left, right in pairwise(edges):
        over = [mark for mark in over if mark.end > left]
        while coming < len(inside) and inside[coming].start <= left:
            over.append(inside[coming])
            coming += 1
        begins = tuple(mark for mark in over if mark.start == left)
        segments.append(Segment(text[left:right], tuple(over), begins))
    return segments


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the lines of a text that are not blank."""
    return [match.span() for match in _LINE.finditer(text)]


def cut_paragraphs(text: str, marks: Sequence[Mark]) -> Iterator[list[Segment]]:
    """Yield each paragraph of a text as segments."""
    waiting = sorted(marks)
    over: list[Mark] = []
    coming = 0
    for start, end in paragraphs(text):
        over = [mark for mark in over if mark.end > start]
        while coming < len(waiting) and waiting[coming].start < end:
            over.append(waiting[coming])
            coming += 1
        yield cut(text, over, start, end)
