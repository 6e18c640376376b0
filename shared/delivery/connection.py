"""The connection to Redis, and what its failures mean to us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from shared import errors, logs
from shared.settings import Settings

log = logs.get(__name__)

FULL = 0.8
"""Share of Redis' memory at which we stop accepting: the rest is for workers to finish what is inside, since results
are larger than articles."""

TIGHT = 0.6
"""Share at which the oldest finished articles are forgotten (1.4 kB each): archives are larger than any memory."""

WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
"""Without these a 202 is no promise: see the README's "The promise"."""


def connect(settings: Settings) -> redis.Redis:
    """A client whose calls fail within seconds rather than hang when Redis is away."""
    return redis.Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=2,
        socket_timeout=10,
        health_check_interval=30,
        decode_responses=True,
    )


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Redis' errors as ours: away, full, or unable to write to its disk."""
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise errors.Unavailable("Redis cannot be reached; try again shortly.", part="redis") from error
    except redis.OutOfMemoryError as error:
        raise errors.Overloaded("Redis' memory is full; try again later.", retry_after=30, part="redis") from error
    except redis.ResponseError as error:
        text = str(error)
        if isinstance(error, redis.ReadOnlyError) or "MISCONF" in text:
            raise errors.Unavailable(f"Redis cannot write at the moment: {text}", part="redis") from error
        if "OOM" in text:  # raised inside a script
            raise errors.Overloaded("Redis' memory is full; try again later.", retry_after=30, part="redis") from error
        raise


def check_durability(client: redis.Redis) -> list[str]:
    """What is set in a way that breaks the promise, one sentence each; also logged, loudly."""
    complaints = []
    for name, wanted in WANTED.items():
        try:
            found = client.config_get(name).get(name)
        except redis.ResponseError:
            log.warning("cannot read Redis' settings; see to it that they are %s", WANTED)
            return []
        if found != wanted:
            complaints.append(f"Redis has {name} {found}, not {wanted}: accepted articles may be lost")
    for complaint in complaints:
        log.error(complaint)
    return complaints


def check_at_start(client: redis.Redis) -> None:
    """:func:`check_durability` where Redis is there already; a process starts without it all the same, and waits."""
    try:
        with speaking_plainly():
            check_durability(client)
    except errors.Unavailable as error:
        log.warning("Redis is not there yet", detail=error.detail)


def share_used(client: redis.Redis) -> float:
    """Used share of Redis' memory limit, 0 to 1; 0 where there is no limit."""
    memory = client.info("memory")
    limit = int(memory.get("maxmemory", 0))
    return int(memory["used_memory"]) / limit if limit else 0.0
