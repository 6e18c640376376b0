"""How long what was accepted waits to be finished, beyond the time that a part of the stack was away."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import redis

from shared.models.receipts import Stage
from shared.settings import Settings
from tests.chaos.stack import Stack
from tests.chaos.wire import Wire

Interval = tuple[float, float]

FINAL = {None, *map(str, (Stage.INDEXED, Stage.DELETED, Stage.SUPERSEDED, Stage.MERGED))}
"""States of what is finished; None: its receipt was forgotten to make room, which happens to finished ones only."""

LOOK_SECONDS = 0.3


def beyond(wait: Interval, outages: Sequence[Interval]) -> float:
    """Return the seconds of a wait that lie in none of the outages, which do not overlap."""
    start, end = wait
    return (end - start) - sum(max(0.0, min(end, to) - max(start, since)) for since, to in outages)


class Waits:
    """Watches receipts of what wires file from a thread of its own, and tells each wire how many of them wait.

    Times are the machine's monotonic clock.

    It reads them out of Redis, many at once: asking ingest for each would hold up what is measured.
    """

    def __init__(self, stack: Stack, wires: Sequence[Wire]) -> None:
        self._stack = stack
        self._wires = wires
        self.finished: dict[tuple[str, int], Interval] = {}
        self._course: dict[tuple[str, int], list[tuple[float, str | None]]] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Waits:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def longest(self, outages: Sequence[Interval]) -> str:
        """Return the longest wait in words: states of its receipt and outages beside it, in seconds since the 202."""
        (id, version), wait = max(self.finished.items(), key=lambda each: beyond(each[1], outages))
        since, end = wait
        course = ", ".join(f"{state or 'forgotten'} {now - since:.1f} s" for now, state in self._course[id, version])
        away = ", ".join(
            f"{start - since:.1f}-{to - since:.1f} s" for start, to in outages if to > since and start < end
        )
        return f"longest wait, {id}/{version}: {course}; parts were away: {away or 'never'}"

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._look()
        self._look()

    def _look(self) -> None:
        accepted = [each for wire in self._wires for each in list(wire.accepted) if each[:2] not in self.finished]
        try:
            states = self._states([each[:2] for each in accepted])
        except redis.RedisError:
            return  # it is away
        now = time.monotonic()
        for (id, version, since), state in zip(accepted, states, strict=True):
            course = self._course.setdefault((id, version), [])
            if not course or course[-1][1] != state:
                course.append((now, state))
            if state in FINAL:
                self.finished[id, version] = since, now
        for wire in self._wires:
            wire.waiting = sum(each[:2] not in self.finished for each in list(wire.accepted))

    def _states(self, versions: Sequence[tuple[str, int]]) -> list[str | None]:
        prefix = Settings().queue_name_prefix
        with (
            redis.Redis.from_url(self._stack.redis_url(), decode_responses=True, socket_timeout=5) as client,
            client.pipeline(transaction=False) as pipeline,
        ):
            for id, version in versions:
                pipeline.hget(f"{prefix}:receipt:{id}:{version}", "state")
            states: list[str | None] = pipeline.execute()
            return states
