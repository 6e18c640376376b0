"""Checks before a start: free ports, room on the disk, a folder that can be written."""

from __future__ import annotations

import errno
import shutil
import socket
from pathlib import Path

NEEDED_MEGABYTES = 500
"""Free disk to start with: an index of some ten thousand articles, and Redis' file twice while it is rewritten."""


class CannotStart(Exception):
    """The stack cannot start. The message says in one line why, and what to do about it."""


def require_free(port: int, host: str, name: str, setting: str) -> None:
    """Raise CannotStart if another process listens on a port that we need."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port}, which {name} needs, is in use. Stop what uses it, or set {setting} to another port."
                ) from None
            raise CannotStart(f"Cannot listen on {host}:{port} for {name}: {error.strerror}.") from None


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
