"""Connection to Redis: its settings, its memory, and its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from shared import errors, logs
from shared.settings import Settings

log = logs.get(__name__)

REFUSE_ABOVE = 0.8
"""Share of Redis' memory above which posts are refused: the rest is for workers to finish what is inside, since results
are larger than articles."""

HOLD_ABOVE = 0.9
"""Share above which a stage hands nothing on while articles wait at the next one, whose worker makes room. What is kept
free is for that worker: its scripts may write past the limit, yet Celery's doorbell jobs may not."""

REFUSE_DELETIONS_ABOVE = 0.95
"""Share above which deletions are refused, too. They make room in the end, but take 0.5 kB each until then."""

FORGET_ABOVE = 0.6
"""Share at which the oldest finished articles are forgotten (1.4 kB each): archives are larger than any memory."""

REQUIRED_SETTINGS = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
"""Without these a 202 is no promise: see the README's "The promise"."""


def connect(settings: Settings) -> redis.Redis:
    """Return a client whose calls fail within seconds rather than hang when Redis is away."""
    return redis.Redis.from_url(
        settings.redis_url,
        socket_connect_timeout=2,
        socket_timeout=10,
        health_check_interval=30,
        decode_responses=True,
    )


@contextmanager
def redis_errors() -> Iterator[None]:
    """Raise Redis' errors as ours: Unavailable while it is away or cannot write, Overloaded when its memory is full."""
    try:
        yield
    except redis.RedisError as error:
        ours = as_unavailable(error)
        if ours is None:
            raise
        raise ours from error


def as_unavailable(error: Exception) -> errors.Unavailable | None:
    """Return one of Redis' errors as ours, see :func:`redis_errors`; None for what is a fault of the program."""
    match error:
        case redis.ConnectionError() | redis.TimeoutError():
            return errors.Unavailable("Redis cannot be reached; try again shortly.", part="redis")
        case redis.OutOfMemoryError():
            return errors.Overloaded("Redis' memory is full; try again later.", retry_after=30, part="redis")
        case redis.ResponseError():
            text = str(error)
            if "No space left" in text:
                return errors.Unavailable("The disk under Redis is full; somebody has to make room on it.", part="disk")
            if isinstance(error, redis.ReadOnlyError) or "MISCONF" in text:
                return errors.Unavailable(f"Redis cannot write at the moment: {text}", part="redis")
            if "OOM" in text:  # raised inside a script
                return errors.Overloaded("Redis' memory is full; try again later.", retry_after=30, part="redis")
    return None


def unsafe_settings(client: redis.Redis) -> list[tuple[str, str | None]] | None:
    """Return name and value of each setting of Redis that breaks the promise; None where it does not show them."""
    try:
        actual = {name: client.config_get(name).get(name) for name in REQUIRED_SETTINGS}
    except redis.ResponseError:
        return None
    return [(name, value) for name, value in actual.items() if value != REQUIRED_SETTINGS[name]]


def check_durability(client: redis.Redis) -> list[str]:
    """Return a sentence for each setting of Redis that breaks the promise; also logged as errors."""
    unsafe = unsafe_settings(client)
    if unsafe is None:
        log.warning("Redis does not show its settings; make sure that they are %s", REQUIRED_SETTINGS)
    complaints = [
        f"Redis has {name} {actual}, not {REQUIRED_SETTINGS[name]}: accepted articles may be lost"
        for name, actual in unsafe or ()
    ]
    for complaint in complaints:
        log.error(complaint)
    return complaints


def check_at_start(client: redis.Redis) -> None:
    """Check the durability if Redis answers already; a process starts without Redis, too, and waits."""
    try:
        with redis_errors():
            check_durability(client)
    except errors.Unavailable as error:
        log.warning("Redis is not there yet", detail=error.detail)


def share_used(client: redis.Redis) -> float:
    """Return the used share of Redis' memory limit, 0 to 1; 0 where there is no limit."""
    memory = client.info("memory")
    limit = int(memory.get("maxmemory", 0))
    return int(memory["used_memory"]) / limit if limit else 0.0
