"""The index port on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from services.search.engines.sqlite import (
    copying,
    groups,
    integrity,
    matching,
    merged_articles,
    name_counts,
    network,
    purging,
    schema,
    searching,
    similar,
    stored_rows,
    suggesting,
    timeline,
    whole_articles,
    writing,
)
from services.search.engines.sqlite.connections import Connections
from services.search.engines.sqlite.failures import damaged, sqlite_errors
from services.search.engines.sqlite.rebuild import SqliteRebuild
from services.search.engines.sqlite.records import Records
from services.search.engines.sqlite.secret import secret_beside
from services.search.index.changes import Change, Held, Result
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.questions import (
    AboutNames,
    Counts,
    FoundArticleText,
    Kind,
    Link,
    NamesPage,
    NamesRequest,
    NetworkRequest,
    Page,
    Period,
    Request,
    Said,
    Suggestion,
    SuggestionKind,
    TimelineCounts,
    TimelineRequest,
)
from services.search.index.results import FacetValue, FoundQuote, StoredArticle
from services.search.index.rules import microseconds
from services.search.index.whole_articles import WholeArticle
from services.search.query import Node
from shared.errors import Unavailable

_T = TypeVar("_T")


class SqliteIndex(Records):
    """The index in one file, see :class:`services.search.index.port.Index`.

    Any number of processes may read while one writes; a second writer waits its turn. ``walk_seconds`` is how long
    what was replaced stays visible to cursors that began before.
    """

    def __init__(self, path: Path, *, walk_seconds: float) -> None:
        super().__init__(Connections(path))
        self._walk = timedelta(seconds=walk_seconds)

    def prepare(self) -> None:
        """Create the file, its folder and its tables, unless they are there."""
        with self._connections.writing(create=True) as db:
            schema.create(db)

    def ready(self) -> None:
        """Return if the file is there with its tables and nothing damaged was met; raise Unavailable otherwise."""
        if damage := self._connections.damage:
            raise damaged(self._connections.path, damage)
        with self._connections.reading() as reading:
            schema.check(reading.db)

    def identity(self) -> str:
        """Return the file's identity, which copies of it share."""
        with self._connections.reading() as reading:
            return integrity.identity(reading.db)

    def filling(self) -> str:
        """Return the file's filling: a rebuild makes another file."""
        with self._connections.reading() as reading:
            return integrity.filling(reading.db)

    def check(self) -> Sequence[str]:
        """Return what is damaged; while something is, the index is not ready."""
        try:
            with self._connections.reading() as reading:
                found = integrity.check(reading.db)
        except Unavailable:
            if damage := self._connections.damage:
                return [damage]
            raise
        if found:
            self._connections.found_damage(found[0])
        return found

    def revisions(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Return which revision is held of each article or tombstone."""
        with self._connections.reading() as reading:
            return whole_articles.revisions(reading.db, ids)

    def whole_articles(self, after: str = "") -> Iterator[WholeArticle]:
        """Yield all that is held by id, some at a time in one transaction."""
        while True:
            with self._connections.reading() as reading:
                batch = whole_articles.after(reading.db, after)
            if not batch:
                return
            yield from batch
            after = batch[-1].id

    def put_back(self, articles: Sequence[WholeArticle]) -> list[Result]:
        """Write whole articles in one transaction, on disk when this returns."""
        with self._connections.writing() as db:
            return whole_articles.put_back(db, articles)

    def copy_to(self, target: Path, advance: Callable[[int], None]) -> None:
        """Copy the file as of one moment to ``target``, while others read and write; see :mod:`.copying`."""
        with self._connections.reading() as reading:
            copying.copy(reading.db, target, advance)

    def write(self, changes: Sequence[Change], held: Held | None = None) -> list[Result]:
        """Make the changes true in one transaction, on disk when this returns."""
        with self._connections.writing() as db:
            return writing.write(db, changes)

    def write_again(self, changes: Sequence[Change]) -> list[Result]:
        """Write these versions again in one transaction, on disk when this returns."""
        with self._connections.writing() as db:
            return writing.write(db, changes, again=True)

    def begin(self, question: Callable[[Index], _T]) -> Callable[[], _T]:
        """Return how to get the answer: threads of one process would only wait for one another."""
        return partial(question, self)

    def search(self, request: Request) -> Page:
        """Return one page. The moment of the first page is what all pages of a walk look at."""
        with self._connections.reading() as reading:
            return searching.search(reading, request)

    def said(self, words: Node | None, sides: Sequence[Filters], size: int) -> Sequence[Sequence[Said]]:
        """Return what the newest quotes that match say, with one filter after the other."""
        with self._connections.reading() as reading:
            return [searching.said(reading, words, filters, size) for filters in sides]

    def names(self, request: NamesRequest) -> NamesPage:
        """Return one page of entities or speakers, of the moment of the first page."""
        with self._connections.reading() as reading:
            return name_counts.names(reading, request)

    def counts(self, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
        """Return how often each of the ids occurs."""
        with self._connections.reading() as reading:
            return name_counts.counts(reading, ids, words, filters)

    def aliases(self, id: str) -> Sequence[FacetValue]:
        """Return the names that articles give this entity or speaker."""
        with self._connections.reading() as reading:
            return name_counts.aliases(reading.db, id)

    def totals(
        self, kind: Kind, words: Node | None, filters: Filters, groups: Sequence[Sequence[Bearers]]
    ) -> Sequence[int]:
        """Return how many of what matches meet each group of conditions."""
        with self._connections.reading() as reading:
            return matching.totals(reading, kind, words, filters, groups)

    def periods(self, groups: Sequence[Sequence[Bearers]]) -> Sequence[Period]:
        """Return when the articles that meet each group of conditions were published."""
        with self._connections.reading() as reading:
            return matching.periods(reading, groups)

    def held(self) -> int:
        """Return how many articles are held."""
        with self._connections.reading() as reading:
            held: int = reading.db.execute("SELECT count(article) FROM current").get
            return held

    def timeline(self, request: TimelineRequest) -> TimelineCounts:
        """Return counts over time."""
        with self._connections.reading() as reading:
            return timeline.timeline(reading, request)

    def timelines(self, requests: Sequence[TimelineRequest]) -> Sequence[TimelineCounts]:
        """Return the counts over time of several requests."""
        with self._connections.reading() as reading:
            return [timeline.timeline(reading, request) for request in requests]

    def network(self, request: NetworkRequest) -> Sequence[Link]:
        """Return the strongest links first."""
        with self._connections.reading() as reading:
            return network.network(reading, request)

    def suggest(self, text: str, kinds: Collection[SuggestionKind], size: int) -> Sequence[Suggestion]:
        """Return names and titles for what was typed so far."""
        with self._connections.reading() as reading:
            return suggesting.suggest(reading, text, kinds, size)

    def similar(self, id: str, size: int) -> Sequence[FoundArticleText] | None:
        """Return the articles most like this one; None if there is no such article."""
        with self._connections.reading() as reading:
            return similar.similar(reading, id, size)

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """Return an article in full; None if there is none, or not at this version."""
        with self._connections.reading() as reading:
            article = stored_rows.stored_article(reading.db, id, version)
            return article and article.model_copy(update={"group": groups.of_article(reading.db, id)})

    def article_and_names(self, id: str, version: int | None = None) -> tuple[StoredArticle, AboutNames | None] | None:
        """Return the same; of its names, nothing that cannot be asked as quickly by itself."""
        article = self.article(id, version)
        return (article, None) if article else None

    def merged_into(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the articles that these were merged into."""
        with self._connections.reading() as reading:
            return merged_articles.merged_into(reading.db, ids)

    def quote(self, id: str) -> FoundQuote | None:
        """Return a quote by its public id; None if there is none."""
        with self._connections.reading() as reading:
            return stored_rows.stored_quote(reading.db, id)

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

    def empty_log(self) -> None:
        """Bring everything into the one file, so that a copy of it is whole; for when nobody else has it open."""
        self._connections.empty_log()

    def forget(self) -> None:
        """Let go of what was asked before, so that it takes its time again: for measuring."""
        self._connections.forget()

    def close(self) -> None:
        """Close the connections to the file."""
        self._connections.close()
