"""Lanes and budgets: no single article holds up others by more than ten seconds.

Each stage has two waiting sets. In the **quick** lane are the versions that take a moment, which is nearly all of them;
they are worked on in batches. In the **slow** lane are large ones (more than 30 kB to annotate, 300 kB elsewhere), and
those that have failed or stopped their worker twice; each is worked on alone. A worker forks one process more than it
is told to, and of its processes one at a time may take from the slow lane: the others go on with the quick one
meanwhile.

An article that is dear though it is small is not known before it is tried, so whatever is worked on has a **budget** of
CPU time, wall time and memory, by size. One that exceeds its time stops its process, whose kernel timer needs no help
from Python: a regular expression or a parser may hold the interpreter for minutes. The worker forks another, and what
the stopped process held waits again, each alone:

1. in a batch: stopped after 4 s of CPU time (a batch is made to take about 1.5 s);
2. alone in the quick lane: stopped after 1 to 2.2 s; its former neighbours, which are innocent, pass here;
3. alone in the slow lane: half a minute and more, by size; stopped here, it goes to quarantine.

So neighbours of the dearest article wait for some 7 s on a machine that has a core for the worker. Budgets are of CPU
time because a machine that is busy, or was asleep, is nobody's fault. Articles of the slow lane wait for one another.
Where processes cannot fork (macOS) or a stage has one process only (the indexer, whose work is bounded by the limits of
an article), it takes from the lanes in turn.

Time and memory only stop and quarantine. What cuts an annotation short is counted in work, inside the annotator, so
that the same text gets the same annotation on every machine.
"""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.delivery.jobs import Job, Lane

BATCH_SECONDS = 1.5
"""CPU time that a quick batch is made to take, by the speed of the batches before it."""

_LEAST_BYTES, _MOST_BYTES = 2_000, 4_000_000
_FADING = 0.7
"""Weight of the batches before the latest in what is known of the speed."""


@dataclass(frozen=True)
class Budget:
    """What a batch may take before its process is stopped."""

    cpu_seconds: float
    megabytes: float

    @property
    def wall_seconds(self) -> float:
        """Longest time for work that waits rather than computes, or whose machine is very busy."""
        return 10 + 5 * self.cpu_seconds


def budget(jobs: Sequence[Job]) -> Budget:
    """Return the budget of a batch: by its lane, by whether its article failed before, by its size."""
    size = sum(len(job.payload) for job in jobs)
    megabytes = 500 + size / 500  # the longest article, a million characters, takes 1.4 GB in the annotator
    if any(job.lane == "slow" for job in jobs):
        return Budget(30 + size / 4_000, megabytes)  # four times what news of that size takes
    if any(job.attempts > 1 for job in jobs):
        return Budget(1 + size / 25_000, megabytes)
    return Budget(4, megabytes)


@contextmanager
def within(limits: Budget) -> Iterator[None]:
    """Stop this process by SIGPROF when the work inside takes more CPU time, and let it fail beyond its memory.

    Raises MemoryError inside, where more memory is asked for than the budget has (on Linux, which counts it).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if sys.platform == "linux":
        wanted = _data_bytes() + int(limits.megabytes * 1_000_000)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)  # its default action is to end the process
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _data_bytes() -> int:
    """Return this process' private writable memory as Linux counts it against RLIMIT_DATA."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    return pages * resource.getpagesize()


class Pace:
    """How many bytes a process works off in a second of CPU time, so that a batch takes about as long as it should."""

    def __init__(self) -> None:
        self._bytes = self._seconds = 0.0

    def note(self, size: int, cpu_seconds: float) -> None:
        """Take a quick batch into account."""
        self._bytes = _FADING * self._bytes + size
        self._seconds = _FADING * self._seconds + cpu_seconds

    def batch_bytes(self, most: int) -> int:
        """Return the size that the next batch should have, at most ``most``."""
        if not self._bytes:
            return min(most, 10 * _LEAST_BYTES)
        return int(min(most, max(_LEAST_BYTES, BATCH_SECONDS * self._bytes / max(self._seconds, 1e-3))))


class SlowLane:
    """The right to take from the slow lane, which one process at a time has of those that share a file.

    It ends with the process. Without a file, there is one process only, which always has it.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._order: tuple[Lane, ...] = ("slow", "quick")

    @contextmanager
    def lanes(self) -> Iterator[tuple[Lane, ...]]:
        """Give the lanes to take from, in order, and hold the right while inside."""
        if self._file is None:
            yield self._order
            return
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            yield ("quick",)
            return
        try:
            yield self._order
        finally:
            os.close(descriptor)

    def took(self, lane: Lane) -> None:
        """Note from which lane was taken: the other comes first next time."""
        self._order = ("quick", "slow") if lane == "slow" else ("slow", "quick")
