"""Cuts: what cleaning took out of a text or changed in it, with its place; and the way back to what was posted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from shared.models.values import Frozen, TextField

MAX_CUTS = 1_000
"""Cuts that are kept one by one; past it the whole text is one cut, so that no article holds a list as long as its
text."""


class Cut(Frozen):
    """Cut: a place of the annotated text where the posted one had something else, or more."""

    field: TextField = "body"
    start: int
    end: int
    """``body[start:end]`` (or ``title``, where ``field`` says so) stands in the place of ``text``; equal where
    something was left out."""
    text: str
    """The posted characters."""
    kind: Literal["boilerplate", "characters"]
    """``boilerplate``: no part of the article. ``characters``: repaired or plain ones stand there now."""


def restored(text: str, cuts: Iterable[Cut]) -> str:
    """Return the text as it was posted. ``cuts``: those of this text, ascending."""
    parts, end = [], 0
    for cut in cuts:
        parts += [text[end : cut.start], cut.text]
        end = cut.end
    return "".join([*parts, text[end:]])


class Cutting:
    """A cleaned text in the making, line by line, with its cuts."""

    def __init__(self, field: TextField) -> None:
        self._field: TextField = field
        self._parts: list[str] = []
        self._length = 0
        self._cuts: list[Cut] = []

    def keep(self, posted: str, repaired: str) -> None:
        """Add a line, which may differ from what was posted."""
        if posted != repaired:
            before = _same(posted, repaired)
            after = _same(posted[before:][::-1], repaired[before:][::-1])
            start, end = self._length + before, self._length + len(repaired) - after
            self._cut(start, end, posted[before : len(posted) - after], "characters")
        self._parts.append(repaired)
        self._length += len(repaired)

    def leave_out(self, posted: str) -> None:
        """Leave a line out."""
        last = self._cuts[-1] if self._cuts else None
        if last and last.kind == "boilerplate" and last.end == self._length:
            self._cuts[-1] = last.model_copy(update={"text": last.text + posted})
        else:
            self._cut(self._length, self._length, posted, "boilerplate")

    def _cut(self, start: int, end: int, text: str, kind: Literal["boilerplate", "characters"]) -> None:
        self._cuts.append(Cut(field=self._field, start=start, end=end, text=text, kind=kind))

    def result(self, posted: str) -> tuple[str, Sequence[Cut]]:
        """Return the cleaned text and its cuts. ``posted``: all lines together."""
        text = "".join(self._parts)
        return whole_cut(text, posted, self._field) if len(self._cuts) > MAX_CUTS else (text, self._cuts)


def whole_cut(text: str, posted: str, field: TextField) -> tuple[str, Sequence[Cut]]:
    """Return a cleaned text with one cut, for all that was changed in it."""
    return text, [Cut(field=field, start=0, end=len(text), text=posted, kind="characters")]


def _same(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
