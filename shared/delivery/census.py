"""Census of Redis for an operator: where the newest version of every article stands, and how the server is.

Reads only. It goes by SCAN, so that nobody is held up: what is accepted meanwhile may be in it or not.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import redis

from shared.delivery.connection import REQUIRED_SETTINGS, redis_errors, share_used, unsafe_settings
from shared.models.receipts import Stage

BATCH = 500
"""Articles looked up in one round trip."""

WORKER_SECONDS = 30
"""A worker that has not looked after its stage for so long is not there; each does it every few seconds."""

WAITING_STAGES = (Stage.PREPARING, Stage.ANNOTATING, Stage.INDEXING)


@dataclass(frozen=True)
class Standing:
    """The newest version of one article, and how far it is."""

    id: str
    version: int
    state: str
    """See :class:`shared.models.receipts.Stage`; "" where its receipt is gone."""
    deletes: bool


@dataclass(frozen=True)
class Queue:
    """What waits for one stage."""

    stage: Stage
    waiting: int
    leased: int
    latest: float
    """The time (seconds since 1970) from which the last of them may be taken up; 0 if none waits."""
    first: float = 0.0
    """The same of the first of them."""
    workers: int = 0
    """Worker processes that looked after the stage within :data:`WORKER_SECONDS`."""


@dataclass(frozen=True)
class Rates:
    """Versions accepted, and articles that came to rest, in a time that ends now."""

    seconds: int
    accepted: int
    finished: int


@dataclass(frozen=True)
class Server:
    """How the server is."""

    name: str
    """*Valkey 9.1.2*."""
    complaints: Sequence[str]
    """A sentence for each setting or failure that breaks the promise of a 202."""
    share_used: float
    """Of its memory limit, 0 to 1; 0 where there is no limit."""
    behind_us: int
    """Microseconds by which its clock is behind ours; negative where it is ahead."""
    queues: Sequence[Queue]
    quarantined: int


class Census:
    """Looks at the keys under a prefix. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        self._redis = client
        self._prefix = prefix

    def now(self) -> int:
        """Return Redis' time in microseconds since 1970."""
        with redis_errors():
            seconds, microseconds = self._redis.time()
        return int(seconds) * 1_000_000 + int(microseconds)

    def keys(self) -> int:
        """Return how many keys there are, of any prefix."""
        with redis_errors():
            return int(self._redis.dbsize())

    def server(self) -> Server:
        """Return how the server is."""
        ours = time.time_ns() // 1000
        behind = ours - self.now()
        with redis_errors():
            info: Mapping[str, Any] = self._redis.info()
            kind = "Valkey" if "valkey_version" in info else "Redis"
            return Server(
                name=f"{kind} {info.get('valkey_version', info['redis_version'])}",
                complaints=self._complaints(info),
                share_used=share_used(self._redis),
                behind_us=behind,
                queues=[self._queue(stage) for stage in WAITING_STAGES],
                quarantined=int(self._redis.zcard(f"{self._prefix}:quarantine")),
            )

    def rates(self, seconds: int) -> Rates:
        """Return how much was accepted and came to rest within the last ``seconds``."""
        with redis_errors():
            since = self._waiting_time() - seconds
            accepted = self._redis.zcount(f"{self._prefix}:recent", since * 1e6, "+inf")
            finished = self._redis.zcount(f"{self._prefix}:finished", since, "+inf")
        return Rates(seconds, int(accepted), int(finished))

    def standings(self) -> Iterator[list[Standing]]:
        """Yield all articles, some at a time; none twice."""
        start = f"{self._prefix}:article:"
        seen: set[str] = set()
        batch: list[str] = []
        with redis_errors():
            for key in self._redis.scan_iter(match=f"{start}*", count=BATCH):
                id = str(key).removeprefix(start)
                if id not in seen:
                    seen.add(id)
                    batch.append(id)
                if len(batch) >= BATCH:
                    yield list(self.of(batch).values())
                    batch = []
        if batch:
            yield list(self.of(batch).values())

    def of(self, ids: Sequence[str]) -> dict[str, Standing]:
        """Return where these stand; without the ids that Redis does not know."""
        with redis_errors():
            with self._redis.pipeline(transaction=False) as asked:
                for id in ids:
                    asked.hget(f"{self._prefix}:article:{id}", "version")
                versions = {id: version for id, version in zip(ids, asked.execute(), strict=True) if version}
            with self._redis.pipeline(transaction=False) as asked:
                for id, version in versions.items():
                    asked.hmget(f"{self._prefix}:receipt:{id}:{version}", "state", "operation")
                receipts = asked.execute()
        return {
            id: Standing(id, int(version), state or "", operation == "delete")
            for (id, version), (state, operation) in zip(versions.items(), receipts, strict=True)
        }

    def knows(self, id: str, version: int) -> bool:
        """Whether there is a receipt of this version, or a newer version of the article."""
        with redis_errors():
            if self._redis.exists(f"{self._prefix}:receipt:{id}:{version}"):
                return True
            newest = self._redis.hget(f"{self._prefix}:article:{id}", "version")
        return newest is not None and int(str(newest)) >= version

    def _queue(self, stage: Stage) -> Queue:
        lanes = (f"{self._prefix}:wait:{stage}", f"{self._prefix}:wait:{stage}:slow")
        first: list[Any] = [each for lane in lanes for each in self._redis.zrange(lane, 0, 0, withscores=True)]
        last: list[Any] = [each for lane in lanes for each in self._redis.zrange(lane, -1, -1, withscores=True)]
        return Queue(
            stage,
            sum(int(self._redis.zcard(lane)) for lane in lanes),
            int(self._redis.zcard(f"{self._prefix}:lease:{stage}")),
            max(float(score) for _, score in last) - self._ahead() if last else 0.0,
            min(float(score) for _, score in first) - self._ahead() if first else 0.0,
            int(self._redis.zcount(f"{self._prefix}:workers:{stage}", self._waiting_time() - WORKER_SECONDS, "+inf")),
        )

    def _waiting_time(self) -> float:
        """Return the time that versions and waiting sets go by, in seconds."""
        return self.now() / 1e6 + self._ahead()

    def _ahead(self) -> float:
        """Return by how many seconds the time of waiting sets runs ahead of Redis' own, see ``lua/state.lua``."""
        return float(str(self._redis.hget(f"{self._prefix}:clock", "ahead") or 0)) / 1e6

    def _complaints(self, info: Mapping[str, Any]) -> list[str]:
        complaints = [
            f"Set {name} to {REQUIRED_SETTINGS[name]} (it is {actual}): accepted articles may be lost."
            for name, actual in unsafe_settings(self._redis) or ()  # a managed server may not show its settings
        ]
        for what in ("aof_last_write_status", "aof_last_bgrewrite_status"):
            if info.get(what, "ok") != "ok":
                complaints.append(f"Redis could not write its file ({what} is {info[what]}); is its disk full?")
        return complaints
