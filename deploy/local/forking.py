"""Forking parts of the embedded stack from its supervisor, so that they share what all of them import.

Five processes that each import the same libraries take a second of processor time each, and 40 MB. The supervisor
imports those once, and a part begins as its copy (Linux). Where that is not safe, a part is a command of its own.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from shared.heaps import keep_what_is_loaded, share_heaps

IMPORTED_BY_MOST = (
    "celery.app.task",
    "celery.concurrency.prefork",
    "celery.worker",
    "fastapi",
    "ftfy",
    "httpx",
    "kombu.transport.redis",
    "numpy",
    "pydantic_settings",
    "redis",
    "shared.models.annotations",
    "shared.models.articles",
    "shared.models.receipts",
    "structlog",
    "uvicorn",
)
"""What at least two parts import. Nothing that reads the environment as it is imported, as the metrics do: it is each
part's own. Nothing that starts a thread."""


def import_what_is_shared() -> None:
    """Import it before the first part is forked, and keep it out of garbage collection."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    share_heaps()
    for name in IMPORTED_BY_MOST:
        importlib.import_module(name)
    keep_what_is_loaded()


def can_fork() -> bool:
    """Return whether a fork of this process is safe: on Linux, without a thread that might hold a lock for ever."""
    return sys.platform == "linux" and threading.active_count() == 1


class Forked:
    """A part that runs in a fork of this process; to its owner it is as one of ``subprocess``."""

    def __init__(
        self,
        part: Callable[[], object],
        *,
        environment: Mapping[str, str],
        log: Path,
        inherited: int | None,
        begin: Callable[[], None],
    ) -> None:
        self._process = multiprocessing.get_context("fork").Process(
            target=_run, args=(part, environment, log, inherited, begin)
        )
        self._process.start()
        self.pid: int = self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        """The status it ended with, minus the signal if by one; None as long as it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Look whether it has ended; return how."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, once it has; raises TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:  # not by join(): the pipe by which it tells its end is closed in the fork
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            time.sleep(0.02)
        return code


def _run(
    part: Callable[[], object],
    environment: Mapping[str, str],
    log: Path,
    inherited: int | None,
    begin: Callable[[], None],
) -> None:
    """Make this fork a process of its own, with nothing of its parent but what it has imported; then run the part."""
    os.setsid()
    begin()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(nothing, 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115 - as long as it lives
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    kept = 2 if inherited is None else inherited
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
    os.environ.update(environment)
    part()
