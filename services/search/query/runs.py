"""Runs of characters between the spaces of a text: most come again, in the next sentence or the next article."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MAX_CHARS = 40
"""Longer runs are not remembered: text without spaces would never come again."""

KEPT = 2**16
"""Runs that are remembered, all forgotten when there are more: those of a day's news, several times over."""

Value = TypeVar("Value")


class Remembered(dict[str, Value]):
    """What a function makes of runs, by run: ``map(remembered.__getitem__, text.split())`` takes a quarter of the time
    of looking for the words of the text. Threads may share it."""

    def __init__(self, make: Callable[[str], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, run: str) -> Value:
        value = self._make(run)
        if len(run) <= MAX_CHARS:
            if len(self) >= KEPT:
                self.clear()
            self[run] = value
        return value
