"""Copying the index file while it is read and written, by SQLite's backup API."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw

PAGES = 2_000
"""Copied in one step, 8 MB: often enough for a progress bar."""


def copy(source: apsw.Connection, target: Path, advance: Callable[[int], None]) -> None:
    """Copy the moment that ``source``, in a read transaction, looks at into a new file; on disk when this returns.

    ``advance`` gets the pages of each step."""
    source.execute("SELECT count(*) FROM sqlite_master").get  # noqa: B018 - begins the moment; else every write restarts it
    with closing(apsw.Connection(str(target))) as db:
        with db.backup("main", source, "main") as copying:
            left = None
            while not copying.done:
                copying.step(PAGES)
                advance((left or copying.page_count) - copying.remaining)
                left = copying.remaining
        db.pragma("journal_mode", "delete")  # one file, without a log beside it
    with target.open("rb+") as file:
        os.fsync(file.fileno())
