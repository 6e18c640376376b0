"""Parts that die at one of the calls that change something, as a process that is killed there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


class Killed(Exception):
    """Stands for a kill."""


class Dying:
    """A part that dies before, or after, one of the calls that change something; ``calls`` is shared by all parts."""

    def __init__(self, part: Any, at: int, calls: list[str], changing: Collection[str]) -> None:
        self._part, self._at, self._calls, self._changing = part, at, calls, changing

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if name not in self._changing:
            return found

        def call(*arguments: Any) -> Any:
            self._die()
            answer = found(*arguments)
            self._die()
            return answer

        return call

    def _die(self) -> None:
        self._calls.append("")
        if len(self._calls) == self._at:
            raise Killed
