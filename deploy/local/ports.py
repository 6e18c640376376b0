"""Checks before a start: free ports, room on the disk, a folder that can be written."""

from __future__ import annotations

import errno
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

NEEDED_MEGABYTES = 500
"""Free disk to start with: an index of some ten thousand articles, and Redis' file twice while it is rewritten."""


class CannotStart(Exception):
    """The stack cannot start. The message says in one line why, and what to do about it."""


@dataclass(frozen=True)
class Wanted:
    """A port to listen on: its number, what listens there, and the setting that moves it."""

    port: int
    name: str
    setting: str


def require_free(wanted: Sequence[Wanted], host: str) -> None:
    """Raise CannotStart if another process listens on a port that we need, or two of ours would need the same one."""
    named: dict[int, Wanted] = {}
    for one in wanted:
        if (other := named.setdefault(one.port, one)) is not one:
            raise CannotStart(
                f"Port {one.port} is meant for {other.name} and for {one.name}, too. Set {other.setting} or "
                f"{one.setting} to another port."
            )
        _require_free(one, host)


def _require_free(wanted: Wanted, host: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {wanted.port}, which {wanted.name} needs, is in use. Stop what uses it, or set "
                    f"{wanted.setting} to another port."
                ) from None
            raise CannotStart(f"Cannot listen on {host}:{wanted.port} for {wanted.name}: {error.strerror}.") from None


def any_free(host: str) -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def require_room(folder: Path) -> None:
    """Raise CannotStart if the disk under ``folder`` is nearly full, or the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CannotStart(f"The data folder {folder} cannot be written: {error.strerror}.") from None
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < NEEDED_MEGABYTES:
        raise CannotStart(
            f"The disk under {folder} has {free} MB left; {NEEDED_MEGABYTES} MB are needed. "
            "Make room, or choose another place with --data."
        )
