"""The index port on SQLite."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.search.engines.sqlite import (
    name_counts,
    network,
    purging,
    schema,
    searching,
    similar,
    stored_rows,
    suggesting,
    timeline,
    writing,
)
from services.search.engines.sqlite.connections import Connections
from services.search.engines.sqlite.failures import sqlite_errors
from services.search.engines.sqlite.rebuild import SqliteRebuild
from services.search.engines.sqlite.secret import secret_beside
from services.search.index.questions import (
    Change,
    Counts,
    Filters,
    FoundArticleText,
    Link,
    NamesPage,
    NamesRequest,
    NetworkRequest,
    Page,
    Request,
    Result,
    Suggestion,
    SuggestionKind,
    TimelineCounts,
    TimelineRequest,
)
from services.search.index.results import FacetValue, FoundQuote, StoredArticle
from services.search.index.rules import microseconds
from services.search.query import Node


class SqliteIndex:
    """The index in one file, see :class:`services.search.index.port.Index`.

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
        """Return one page. The moment of the first page is what all pages of a walk look at."""
        with self._connections.reading() as db:
            return searching.search(db, request)

    def names(self, request: NamesRequest) -> NamesPage:
        """Return one page of entities or speakers, of the moment of the first page."""
        with self._connections.reading() as db:
            return name_counts.names(db, request)

    def counts(self, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
        """Return how often each of the ids occurs."""
        with self._connections.reading() as db:
            return name_counts.counts(db, ids, words, filters)

    def aliases(self, id: str) -> Sequence[FacetValue]:
        """Return the names that articles give this entity or speaker."""
        with self._connections.reading() as db:
            return name_counts.aliases(db, id)

    def timeline(self, request: TimelineRequest) -> TimelineCounts:
        """Return counts over time."""
        with self._connections.reading() as db:
            return timeline.timeline(db, request)

    def network(self, request: NetworkRequest) -> Sequence[Link]:
        """Return the strongest links first."""
        with self._connections.reading() as db:
            return network.network(db, request)

    def suggest(self, text: str, kinds: Collection[SuggestionKind], size: int) -> Sequence[Suggestion]:
        """Return names and titles for what was typed so far."""
        with self._connections.reading() as db:
            return suggesting.suggest(db, text, kinds, size)

    def similar(self, id: str, size: int) -> Sequence[FoundArticleText] | None:
        """Return the articles most like this one; None if there is no such article."""
        with self._connections.reading() as db:
            return similar.similar(db, id, size)

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """Return an article in full; None if there is none, or not at this version."""
        with self._connections.reading() as db:
            return stored_rows.stored_article(db, id, version)

    def quote(self, id: str) -> FoundQuote | None:
        """Return a quote by its public id; None if there is none."""
        with self._connections.reading() as db:
            return stored_rows.stored_quote(db, id)

    def purge(self, deleted_before: datetime) -> int:
        """Forget tombstones from before then, and what was replaced before then or longer ago than a walk may take."""
        with self._connections.writing() as db:
            return purging.purge(
                db,
                deleted_before=microseconds(deleted_before),
                removed_before=microseconds(max(deleted_before, datetime.now(UTC) - self._walk)),
            )

    def secret(self) -> bytes:
        """Return the secret in a file beside the index, see :mod:`services.search.engines.sqlite.secret`."""
        with sqlite_errors(self._connections.path):
            return secret_beside(self._connections.path)

    def rebuild(self) -> SqliteRebuild:
        """Return the means to fill a new index file beside this one, which takes its place."""
        return SqliteRebuild(self._connections.path)

    def close(self) -> None:
        """Close the connections to the file."""
        self._connections.close()
