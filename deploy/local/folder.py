"""The data folder: held by one stack at a time, and readable by nobody else on this machine."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deploy.local import ports
from deploy.local.ports import CannotStart

ORPHANS_SECONDS = 60
"""How long the processes of a killed supervisor may take to end: a worker finishes the batch that it holds."""


@contextmanager
def held(data: Path, say: Callable[[str], None]) -> Iterator[int]:
    """Hold the folder for one stack; give the descriptor that every process of the stack has to inherit.

    Two locks: one of the supervisor, and one that its processes share and that ends with the last of them. So a new
    stack begins when the processes of a killed one have ended: two Redis servers on one file would destroy it.

    Raises CannotStart while another stack runs on the folder, or if it cannot be used.
    """
    os.umask(0o077)
    ports.require_room(data)
    _close_to_others(data)
    with (data / "lock").open("w") as supervisor, (data / "processes.lock").open("w") as processes:
        if not _locked(supervisor):
            raise CannotStart(f"Another quotewire runs on {data}. Stop it, or choose another folder with --data.")
        if not _locked(processes):
            say("Processes of an earlier run are finishing what they hold ...")
            end = time.monotonic() + ORPHANS_SECONDS
            while not _locked(processes):
                if time.monotonic() > end:
                    raise CannotStart(f"Processes of an earlier run still work on {data}. End them, then try again.")
                time.sleep(0.2)
        yield processes.fileno()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _close_to_others(data: Path) -> None:
    """Take what an earlier release left readable away from other users of this machine."""
    for path in [data, *data.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
