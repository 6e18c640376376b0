"""A disk of its own in memory, small enough that a test can fill it: Linux, and only for who may mount one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEGABYTES = 1_500

TRIES = 5
"""How often what is free is taken; what is left then is less than anybody needs."""


class CannotMount(Exception):
    """This machine, or this user, has no small disks."""


@contextmanager
def small_disk(folder: Path, megabytes: int = MEGABYTES) -> Iterator[Path]:
    """Mount one on a folder while inside. Raises CannotMount."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise CannotMount("a disk that can be filled is mounted on Linux, by root")
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={megabytes}m,mode=0755"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True)
    if done.returncode:
        raise CannotMount(done.stderr.strip())
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def filled(disk: Path, leaving: int = 0) -> Iterator[None]:
    """Take all room of a disk, but for so many bytes, while inside."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        for _ in range(TRIES):  # others write and remove meanwhile
            room = os.statvfs(disk)
            if (free := room.f_bavail * room.f_frsize - leaving) <= 0:
                break
            with suppress(OSError):
                os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, free)
    try:
        yield
    finally:
        ballast.unlink()
