"""Progress of whatever is long: a bar on a terminal, and for a rebuild a line every half minute elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

LINE_SECONDS = 30.0


@contextmanager
def counted(console: Console, what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how much of ``total`` (None: not known) is done; give what is called with the size of each step."""
    progress = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(""),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with progress:
        task = progress.add_task(what, total=total)
        yield lambda step: progress.advance(task, step)


class RebuildProgress:
    """Show the progress of a rebuild as its :class:`services.search.maintenance.Observer`; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(""),
            TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._task: TaskID | None = None
        self._began = self._said = time.monotonic()
        self._done = self._total = self._annotated = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._progress.stop()

    def passing(self, number: int, total: int) -> None:
        """See :class:`services.search.maintenance.Observer`."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(f"Pass {number}", total=total)
        self._began = self._said = time.monotonic()
        self._done, self._total = 0, total
        if not self._console.is_terminal and total:
            self._console.print(f"Pass {number}: {total:,} articles.")

    def advance(self, passed: int, copied: int, annotated: int) -> None:
        """See :class:`services.search.maintenance.Observer`."""
        self._done += passed
        if self._task is not None:
            self._progress.advance(self._task, passed)
        now = time.monotonic()
        if not self._console.is_terminal and now - self._said > LINE_SECONDS:
            self._said = now
            rate = self._done / (now - self._began)
            left = max(0, self._total - self._done) / rate if rate else 0
            self._console.print(f"  {self._done:,} of {self._total:,}, {rate:,.1f} a second, {left:,.0f} s left")

    def waiting(self, reason: str, seconds: float) -> None:
        """See :class:`services.search.maintenance.Observer`."""
        self._console.print(f"{reason} Trying again in {seconds:.0f} s.", markup=False, soft_wrap=True)


class _Rate(TextColumn):
    """A column of articles a second, since the pass began."""

    def render(self, task: Task) -> Text:
        speed = task.speed or (task.completed / task.elapsed if task.elapsed else 0)
        return Text(f"{speed:,.1f}/s")
