"""Unresolved names: what the indexer has to look at again, since articles that name them came, changed or went.

They are noted before the articles are written, and wait until their resolutions are: nothing is lost when the indexer
is killed. Each waits once, however many articles name it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import redis

from shared.delivery import scripts
from shared.delivery.connection import redis_errors
from shared.delivery.receipts import Clock

_TOGETHER = 1_000
"""Names in one script: it holds Redis up for about a millisecond."""


class Unresolved:
    """The waiting names. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, clock: Clock = lambda: None) -> None:
        self._redis, self._prefix, self._clock = client, prefix, clock
        self._script = scripts.load(client)["unresolved"]
        self._took_over = False

    def note(self, names: Collection[str]) -> None:
        """Let names wait, unless they do already."""
        self._run_in_parts("note", sorted(names))

    def take(self, most: int) -> Sequence[str]:
        """Return names that have waited longest. They come again, to who begins next, until :meth:`done`."""
        names: list[str] = self._run("take", most, 0 if self._took_over else 1)
        self._took_over = True
        return names

    def done(self, names: Collection[str]) -> None:
        """Forget names that were taken; one that was noted since waits again."""
        self._run_in_parts("done", sorted(names))

    def waiting(self) -> int:
        """Return how many names wait."""
        with redis_errors():
            waiting: int = self._redis.zcard(f"{self._prefix}:unresolved")
        return waiting

    def walked(self) -> str:
        """Return the mark of the last walk through all names, see :meth:`walk_done`; "" where there was none."""
        with redis_errors():
            mark: Any = self._redis.hget(f"{self._prefix}:index", "walked")
        return str(mark or "")

    def walk_done(self, mark: str) -> None:
        """Write down that all names of the index were noted, under a mark of the caller's."""
        self._run("walked", mark)

    def _run_in_parts(self, action: str, names: Sequence[str]) -> None:
        for start in range(0, len(names), _TOGETHER):
            self._run(action, *names[start : start + _TOGETHER])

    def _run(self, action: str, *args: str | int) -> list[str]:
        now = self._clock()
        with redis_errors():
            answer: list[str] = self._script(args=[self._prefix, "" if now is None else now, action, *args])
        return answer
