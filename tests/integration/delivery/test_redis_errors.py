"""Redis' errors as clients are told of them: each names the part that is to blame."""

from __future__ import annotations

import pytest
import redis

from shared import errors
from shared.delivery.connection import redis_errors

FULL_DISK = "MISCONF Errors writing to the AOF file: No space left on device"


def test_a_full_disk_is_called_a_full_disk() -> None:
    with pytest.raises(errors.Unavailable, match="disk under Redis is full") as raised, redis_errors():
        raise redis.ResponseError(FULL_DISK)

    assert raised.value.extra == {"part": "disk"}


def test_full_memory_is_called_full_memory() -> None:
    with pytest.raises(errors.Overloaded, match="memory is full"), redis_errors():
        raise redis.OutOfMemoryError("command not allowed when used memory > 'maxmemory'")


def test_a_redis_that_is_away_is_called_away() -> None:
    with pytest.raises(errors.Unavailable, match="cannot be reached"), redis_errors():
        raise redis.ConnectionError("refused")
