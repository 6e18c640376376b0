"""Snapshots (points in time) that later pages look at: opened when needed, and only so many for each client.

Each keeps segments that were merged away meanwhile from being freed. The count is kept by each process of the API for
itself, so with several of them a client may have as many times more.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from contextlib import suppress
from threading import Lock

from elasticsearch import ApiError, Elasticsearch, TransportError


class Snapshots:
    """The points in time of one process. Safe to share by threads."""

    def __init__(self, client: Elasticsearch, *, seconds: int, each: int) -> None:
        """``seconds``: how long one may lie unused. ``each``: how many a client may have."""
        self._client = client
        self._seconds = seconds
        self._each = each
        self._lock = Lock()
        self._open: dict[str, OrderedDict[str, float]] = {}
        """By client: the points in time, the one used longest ago first, with when they end by themselves."""

    @property
    def keep_alive(self) -> str:
        """The time that Elasticsearch keeps one after each use."""
        return f"{self._seconds}s"

    def open(self, index: str, preference: str, client: str) -> str:
        """Open a point in time, for which the client's oldest may have to go; return its id."""
        answer = self._client.open_point_in_time(
            index=index, keep_alive=self.keep_alive, preference=preference, allow_partial_search_results=False
        )
        opened = str(answer["id"])
        for surplus in self._noted(opened, client):
            with suppress(ApiError, TransportError):  # it ends by itself anyway
                self._client.close_point_in_time(id=surplus)
        return opened

    def used(self, before: str, now: str, client: str) -> None:
        """Note that one was used; Elasticsearch may give it another id each time."""
        with self._lock:
            mine = self._open.get(client, OrderedDict())
            if mine.pop(before, None) is not None:
                mine[now] = time.monotonic() + self._seconds

    def _noted(self, opened: str, client: str) -> list[str]:
        """Note a new one; return those of the client that are too many."""
        now = time.monotonic()
        with self._lock:
            for name, theirs in list(self._open.items()):
                while theirs and next(iter(theirs.values())) < now:
                    theirs.popitem(last=False)
                if not theirs:
                    del self._open[name]
            mine = self._open.setdefault(client, OrderedDict())
            mine[opened] = now + self._seconds
            return [mine.popitem(last=False)[0] for _ in range(len(mine) - self._each)]
