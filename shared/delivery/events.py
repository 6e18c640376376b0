"""Events: the moves of all versions from state to state, in order, for those who follow them.

A stream in Redis that keeps the latest 10,000 (``lua/state.lua`` writes it, in the step that moves the version). An
event's id is its place in the stream, so that a reader who was away goes on after the last one it has; what came
before the oldest that is kept is gone, and the reader has to look at the receipts instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import redis

from shared import errors
from shared.delivery.connection import redis_errors

START = "0-0"
"""Id before every event."""

Rows = list[tuple[str, dict[str, str]]]

_ID = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True)
class Event:
    """One move: a version of an article entered a state."""

    event_id: str
    id: str
    version: int
    state: str


class Events:
    """Reader of events. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str) -> None:
        self._redis, self._key = client, f"{prefix}:events"

    def latest(self) -> str:
        """Return the id of the latest event."""
        with redis_errors():
            rows: Rows = self._redis.xrevrange(self._key, count=1)  # type: ignore[assignment]
        return rows[0][0] if rows else START

    def are_lost(self, after: str) -> bool:
        """Return whether events after this one may be gone already."""
        with redis_errors():
            rows: Rows = self._redis.xrange(self._key, count=1)  # type: ignore[assignment]
        return bool(rows) and after != START and _order(after) < _order(rows[0][0])

    def read(self, after: str, count: int) -> list[Event]:
        """Return the events after one, the oldest first."""
        with redis_errors():
            rows: Rows = self._redis.xrange(self._key, f"({after}", count=count)  # type: ignore[assignment]
        return [Event(event_id, fields["id"], int(fields["version"]), fields["state"]) for event_id, fields in rows]


def check_event_id(text: str) -> str:
    """Return the id of an event as a client sends it back. Raises Invalid for one that is not ours."""
    if not _ID.fullmatch(text):
        raise errors.Invalid.of("Last-Event-ID", "is not the id of an event here, such as 1795377540532-0")
    return text


def _order(event_id: str) -> tuple[int, ...]:
    return tuple(map(int, event_id.split("-")))
