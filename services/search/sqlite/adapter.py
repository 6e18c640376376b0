"""The index port on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.search.index import Change, Page, Request, Result
from services.search.records import microseconds
from services.search.sqlite import purging, reading, schema, searching, writing
from services.search.sqlite.connections import Connections
from shared.models import FoundQuote, StoredArticle


class SqliteIndex:
    """The index in one file, see :class:`services.search.index.Index`.

    Any number of processes may read while one writes; a second writer waits its turn. ``walk_seconds`` is how long
    what was replaced stays visible to cursors that began before.
    """

    def __init__(self, path: Path, *, walk_seconds: float) -> None:
        self._connections = Connections(path)
        self._walk = timedelta(seconds=walk_seconds)

    def prepare(self) -> None:
        """Create the file, its folder and its tables, unless they are there."""
        with self._connections.writing(create=True) as db:
            schema.create(db)

    def ready(self) -> None:
        """Return if the file is there with its tables; raise Unavailable otherwise."""
        with self._connections.reading() as db:
            schema.check(db)

    def write(self, changes: Sequence[Change]) -> list[Result]:
        """Make the changes true in one transaction, on disk when this returns."""
        with self._connections.writing() as db:
            return writing.write(db, changes)

    def search(self, request: Request) -> Page:
        """One page. The moment of the first page is what all pages of a walk look at."""
        with self._connections.reading() as db:
            return searching.search(db, request)

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """An article in full; None if there is none, or not at this version."""
        with self._connections.reading() as db:
            return reading.stored_article(db, id, version)

    def quote(self, id: str) -> FoundQuote | None:
        """A quote by its public id; None if there is none."""
        with self._connections.reading() as db:
            return reading.stored_quote(db, id)

    def purge(self, deleted_before: datetime) -> int:
        """Forget tombstones from before then, and what was replaced before then or longer ago than a walk may take."""
        with self._connections.writing() as db:
            return purging.purge(
                db,
                deleted_before=microseconds(deleted_before),
                removed_before=microseconds(max(deleted_before, datetime.now(UTC) - self._walk)),
            )

    def close(self) -> None:
        """Let go of the file."""
        self._connections.close()
