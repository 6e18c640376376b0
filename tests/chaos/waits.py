"""How long what was accepted waits to be finished, beyond the time that a part of the stack was away."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import httpx

from tests.chaos.wire import Wire

Interval = tuple[float, float]


def beyond(wait: Interval, outages: Sequence[Interval]) -> float:
    """Return the seconds of a wait that lie in none of the outages, which do not overlap."""
    start, end = wait
    return (end - start) - sum(max(0.0, min(end, to) - max(start, since)) for since, to in outages)


class Waits:
    """Watches receipts of a wire's versions from a thread of its own; times are the machine's monotonic clock."""

    def __init__(self, ingest: str, wire: Wire) -> None:
        self._client = httpx.Client(base_url=ingest, timeout=10)
        self._wire = wire
        self.finished: dict[tuple[str, int], Interval] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Waits:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(0.3):
            self._look()

    def _look(self) -> None:
        for id, version, accepted in list(self._wire.accepted):
            if (id, version) not in self.finished and self._is_final(id, version):
                self.finished[id, version] = accepted, time.monotonic()

    def _is_final(self, id: str, version: int) -> bool:
        try:
            answer = self._client.get(f"/v1/receipts/{id}", params={"version": version})
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and answer.json()["state"] in ("indexed", "deleted", "superseded")
