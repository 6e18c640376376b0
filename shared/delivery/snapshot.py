"""Snapshot of a running Redis: all keys as of one moment, as the RDB file that the server makes for a new replica.

It is what ``redis-cli --rdb`` does: works over the network, on any server, and holds nobody up (the server forks).
"""

from __future__ import annotations

from collections.abc import Callable
from socket import socket as Socket  # noqa: N812 - a name for the type
from typing import BinaryIO

import redis

from shared import errors
from shared.delivery.connection import redis_errors

CHUNK = 1 << 16
FIRST_BYTE_SECONDS = 300
"""The server writes the file to its disk before it sends the first byte: some seconds a gigabyte."""

Advance = Callable[[int, int], None]
"""Called with the bytes that have come, and how many there will be."""


def save_snapshot(client: redis.Redis, target: BinaryIO, advance: Advance = lambda _done, _total: None) -> int:
    """Write the snapshot to ``target``; return its size in bytes. Raises Unavailable where Redis fails on the way."""
    with redis_errors():
        connection = client.connection_pool.get_connection()
        try:
            connection.send_command("SYNC")  # type: ignore[no-untyped-call]
            # Not a reply as the client knows it, so it is read from the socket; nothing is buffered, as we have asked
            # nothing else on this connection.
            socket: Socket = connection._sock  # type: ignore[assignment]
            socket.settimeout(FIRST_BYTE_SECONDS)
            total = _length(socket)
            _copy(socket, target, total, advance)
        except OSError as error:
            raise errors.Unavailable(f"Redis broke off its snapshot: {error}", part="redis") from error
        finally:
            connection.disconnect()  # type: ignore[no-untyped-call]
            client.connection_pool.release(connection)
    return total


def _length(socket: Socket) -> int:
    line = b""
    while not line.endswith(b"\r\n"):
        byte = socket.recv(1)
        if not byte:
            raise errors.Unavailable("Redis closed the connection instead of a snapshot.", part="redis")
        line = (line + byte).lstrip(b"\n")  # empty lines keep the connection alive while the file is being made
    if not line.startswith(b"$"):
        raise errors.Unavailable(f"Redis refuses a snapshot: {line.decode(errors='replace').strip()}", part="redis")
    return int(line[1:])


def _copy(socket: Socket, target: BinaryIO, total: int, advance: Advance) -> None:
    done = 0
    while done < total:
        chunk = socket.recv(min(CHUNK, total - done))
        if not chunk:
            raise errors.Unavailable("Redis broke off its snapshot.", part="redis")
        target.write(chunk)
        done += len(chunk)
        advance(done, total)
