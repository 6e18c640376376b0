"""Supervisor of the embedded stack: start child processes, keep them running, stop them all."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.forking import Forked, can_fork

STOP_SECONDS = 30
"""How long a child may take to finish what it holds before it is killed."""

FULL_MEGABYTES = 20
"""A disk with less room is named as a likely reason when a process ends."""

LOG_BYTES = 20_000_000
"""A log larger than this is set aside at the next start of its process; one old one is kept."""


@dataclass
class Child:
    """One process to be kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    part: Callable[[], object] | None = None
    """What its command does, to be run in a fork of the supervisor where that is possible."""
    process: subprocess.Popen[bytes] | Forked | None = None
    failures: int = 0
    started_at: float = 0.0
    next_start: float = field(default=0.0)


class Supervisor:
    """Restart children that die, with growing pauses; stop them in the reverse order of starting."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._stopping = threading.Event()
        self.inherited: int | None = None
        """A descriptor for every child to inherit: the lock of the data folder."""

    def start(self, child: Child) -> None:
        """Start a child, and keep it running from now on."""
        self._children.append(child)
        self._spawn(child)

    def pids(self) -> dict[str, int]:
        """Return the process ids of the children that run, by name."""
        return {c.name: c.process.pid for c in self._children if c.process and c.process.poll() is None}

    def watch(self) -> None:
        """Restart children that died; to be called again and again."""
        for child in self._children:
            if self._stopping.is_set() or child.process is None or (code := child.process.poll()) is None:
                continue
            now = time.monotonic()
            if child.next_start <= child.started_at:  # just noticed
                quick = now - child.started_at < 30
                child.failures = child.failures + 1 if quick else 0
                child.next_start = now + min(30, 2**child.failures - 1)
            if now >= child.next_start:
                reason = _how(code) + _if_full(child.log)
                print(f"{child.name} ended ({reason}); starting it again", file=sys.stderr)  # noqa: T201
                self._spawn(child)

    def dead(self) -> list[Child]:
        """Return the children that do not run at this moment."""
        return [c for c in self._children if c.process is not None and c.process.poll() is not None]

    def stop(self) -> None:
        """Ask every child to finish, the last started first; kill what does not within the time."""
        self._stopping.set()
        for child in reversed(self._children):
            if child.process is None or child.process.poll() is not None:
                continue
            child.process.terminate()
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()

    def _spawn(self, child: Child) -> None:
        child.log.parent.mkdir(parents=True, exist_ok=True)
        if child.log.exists() and child.log.stat().st_size > LOG_BYTES:
            child.log.replace(child.log.with_suffix(".log.1"))
        if child.part and can_fork():
            child.process = Forked(
                child.part,
                environment=child.environment,
                log=child.log,
                inherited=self.inherited,
                begin=_die_with_parent,
            )
            child.started_at = time.monotonic()
            return
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                env={**os.environ, **child.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=() if self.inherited is None else (self.inherited,),
                start_new_session=True,  # so that Ctrl-C reaches us alone, and we stop them in order
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread here
            )
        child.started_at = time.monotonic()


def _die_with_parent() -> None:
    """Ask the kernel to stop this child when the supervisor is killed and cannot (PR_SET_PDEATHSIG = 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _if_full(log: Path) -> str:
    """Return a word on the disk if that is why a process may have ended: Redis ends when it cannot write."""
    free = shutil.disk_usage(log.parent).free // 1_000_000
    return f"; the disk is full: {free} MB left, make room" if free < FULL_MEGABYTES else ""


def _how(code: int) -> str:
    return f"by signal {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
