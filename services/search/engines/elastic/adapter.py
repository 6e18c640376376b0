"""The index port on Elasticsearch 9."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from services.search.engines.elastic import (
    identity,
    name_counts,
    network,
    searching,
    similar,
    suggesting,
    timeline,
    whole_articles,
)
from services.search.engines.elastic.aliases import Aliases, delete_retired
from services.search.engines.elastic.client import connected
from services.search.engines.elastic.creating import create_once
from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.former_ids import quote_of_former_id
from services.search.engines.elastic.layout import Family, Layout
from services.search.engines.elastic.rebuild import ElasticRebuild
from services.search.engines.elastic.records import Records
from services.search.engines.elastic.snapshots import Snapshots
from services.search.engines.elastic.stored_articles import stored_article
from services.search.engines.elastic.writing import Writer
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
from services.search.index.whole_articles import WholeArticle
from services.search.query import Node
from shared.errors import Unavailable

_T = TypeVar("_T")

_REQUEST_SECONDS = 30
"""A bulk of 8 MB takes a few seconds on a small machine; a search that long is hopeless anyway."""
_AT_ONCE = 8
"""Questions that wait for answers beside those that clients wait for."""
_SHARDS_SECONDS = 30
"""How long a new index may take to become usable; on one node it is under a second."""
_PURGE_SECONDS = 600
"""A month's deletions go in one sweep, at some thousands a second."""


class ElasticIndex(Records):
    """Implements :class:`services.search.index.port.Index`. Safe to share by threads."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        prefix: str = "quotewire",
        cursor_seconds: int = 300,
        cursors_per_client: int = 10,
        cached: bool = True,
        index_settings: Mapping[str, Any] | None = None,
    ) -> None:
        """``url``: of one node, or of several with commas between. ``cached``: whether it keeps what it has counted
        until the index changes. ``index_settings`` only matter at creation."""
        self._client = connected(url, api_key=api_key, request_seconds=_REQUEST_SECONDS)
        self._api_key = api_key
        self._layout = Layout(prefix)
        self._begun = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="elasticsearch")
        self._index_settings = index_settings or {}
        self._cursor_seconds = cursor_seconds
        self._writer = Writer(self._client, self._layout.articles.write, self._layout.quotes.write)
        snapshots = Snapshots(self._client, seconds=cursor_seconds, each=cursors_per_client)
        super().__init__(self._client, self._layout, Engine(self._client, self._layout, snapshots, cached=cached))
        self._stored_article = partial(stored_article, self._client, self._engine, self._layout)

    def prepare(self) -> None:
        """Create the indices that are missing, and wait until they can be used."""
        with elasticsearch_errors():
            aliases = Aliases(self._client, self._layout)
            aliases.require_own_layout()
            made = identity.new_identity()
            for family in self._layout.families:
                if family.write in aliases.missing:
                    self._create(family, made)
            self.create_records()
            self._client.cluster.health(
                index=[
                    *(family.write for family in self._layout.families),
                    self._layout.resolutions,
                    *self._layout.kept_by_id,
                ],
                wait_for_status="yellow",
                timeout=f"{_SHARDS_SECONDS}s",
            )
            identity.identify(self._client, self._layout.families)

    def _create(self, family: Family, made: str) -> None:
        definition = identity.identified(family.definition(self._index_settings), made)
        create_once(self._client, family.physical, definition)

    def ready(self) -> None:
        """Return if both indices are there and can be read and written; raise Unavailable otherwise."""
        names = [family.write for family in self._layout.families]
        with elasticsearch_errors():
            aliases = Aliases(self._client, self._layout)
            aliases.require_own_layout()
            if missing := aliases.missing:
                raise Unavailable(f"Elasticsearch has no {' and '.join(missing)}; the indexer makes them at its start.")
            if self._client.cluster.health(index=names, timeout="1s")["status"] == "red":
                raise Unavailable("Elasticsearch has lost a part of the index (its health is red).")
            # Of a full disk. Writing is blocked in another way, for a moment, while a rebuilt index takes over.
            settings = self._client.indices.get_settings(index=names, name="index.blocks.read_only*")
            if blocked := [name for name, index in settings.items() if index["settings"]]:
                raise Unavailable(f"Elasticsearch blocks writing to {' and '.join(blocked)}; is its disk full?")

    def identity(self) -> str:
        """Return the identity of both indices."""
        with elasticsearch_errors():
            return identity.identity(self._client, self._layout)

    def filling(self) -> str:
        """Return the identity with the names of both indices: a rebuild makes others."""
        with elasticsearch_errors():
            return identity.filling(self._client, self._layout)

    def check(self) -> Sequence[str]:
        """Return what the cluster says is damaged; each shard checks its own files, and is red if they are."""
        names = [family.write for family in self._layout.families]
        with elasticsearch_errors():
            health = self._client.cluster.health(index=names, level="indices", timeout="1s")
        return [
            f"Elasticsearch has lost a part of {name} (its health is red)."
            for name, index in health["indices"].items()
            if index["status"] == "red"
        ][:10]

    def revisions(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Return which revision is held of each article or tombstone."""
        return whole_articles.revisions(self._client, self._layout, ids)

    def whole_articles(self, after: str = "") -> Iterator[WholeArticle]:
        """Yield all that is held by id."""
        return whole_articles.read(self._client, self._layout, after)

    def put_back(self, articles: Sequence[WholeArticle]) -> list[Result]:
        """Write whole articles; see :mod:`services.search.engines.elastic.whole_articles`."""
        return whole_articles.put_back(self._client, self._layout, articles)

    def write(self, changes: Sequence[Change], held: Held | None = None) -> list[Result]:
        """Make the changes true; see :mod:`services.search.engines.elastic.writing`."""
        return self._writer.write(changes, held)

    def write_again(self, changes: Sequence[Change]) -> list[Result]:
        """Write these versions again; see :mod:`services.search.engines.elastic.writing`."""
        return self._writer.write(changes, again=True)

    def begin(self, question: Callable[[Index], _T]) -> Callable[[], _T]:
        """Begin to ask in a thread; return how to get the answer."""
        return self._begun.submit(question, self).result

    def search(self, request: Request) -> Page:
        """Return one page of a list; see :mod:`services.search.engines.elastic.searching`."""
        return searching.search(self._engine, request)

    def said(self, words: Node | None, sides: Sequence[Filters], size: int) -> Sequence[Sequence[Said]]:
        """Return what the newest quotes that match say, with one filter after the other."""
        return searching.said(self._engine, words, sides, size)

    def names(self, request: NamesRequest) -> NamesPage:
        """Return one page of names; see :mod:`services.search.engines.elastic.name_counts`."""
        return name_counts.names(self._engine, request)

    def counts(self, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
        """Return how often each id occurs."""
        return name_counts.counts(self._engine, ids, words, filters)

    def aliases(self, id: str) -> Sequence[FacetValue]:
        """Return the names of an entity or speaker."""
        return name_counts.aliases(self._engine, id)

    def totals(
        self, kind: Kind, words: Node | None, filters: Filters, groups: Sequence[Sequence[Bearers]]
    ) -> Sequence[int]:
        """Return how many of what matches meet each group of conditions."""
        return name_counts.totals(self._engine, kind, words, filters, groups)

    def periods(self, groups: Sequence[Sequence[Bearers]]) -> Sequence[Period]:
        """Return when the articles that meet each group of conditions were published."""
        return name_counts.periods(self._engine, groups)

    def held(self) -> int:
        """Return how many articles are held."""
        answer = self._engine.ask("articles", {"size": 0, "track_total_hits": True})
        held: int = answer["hits"]["total"]["value"]
        return held

    def timeline(self, request: TimelineRequest) -> TimelineCounts:
        """Return counts over time."""
        return timeline.timeline(self._engine, request)

    def timelines(self, requests: Sequence[TimelineRequest]) -> Sequence[TimelineCounts]:
        """Return the counts over time of several requests."""
        return timeline.timelines(self._engine, requests)

    def network(self, request: NetworkRequest) -> Sequence[Link]:
        """Return the strongest links between names."""
        return network.network(self._engine, request)

    def suggest(self, text: str, kinds: Collection[SuggestionKind], size: int) -> Sequence[Suggestion]:
        """Return completions of what was typed."""
        return suggesting.suggest(self._engine, text, kinds, size)

    def similar(self, id: str, size: int) -> Sequence[FoundArticleText] | None:
        """Return the articles most like one."""
        return similar.similar(self._engine, id, size)

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """Return the article as it was last written, searchable yet or not."""
        found = self._stored_article(id, version, identifying=False)
        return found and found[0]

    def article_and_names(self, id: str, version: int | None = None) -> tuple[StoredArticle, AboutNames | None] | None:
        """Return the same article, with what the index tells of its names."""
        return self._stored_article(id, version, identifying=True)

    def merged_into(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the articles that these were merged into."""
        return whole_articles.merged_into(self._client, self._layout, ids)

    def quote(self, id: str) -> FoundQuote | None:
        """Return the quote with this public id, or this former one."""
        return searching.quote(self._engine, id) or quote_of_former_id(self._engine, self._client, self._layout, id)

    def purge(self, deleted_before: datetime) -> int:
        """Remove the tombstones of articles and quotes; the number counts both. Replaced indices go, too."""
        query = {
            "bool": {
                "filter": [
                    {"term": {"deleted": True}},
                    {"range": {"deleted_at": {"lt": deleted_before.isoformat()}}},
                ]
            }
        }
        purged = 0
        with elasticsearch_errors():
            for family in self._layout.families:
                answer = self._client.options(request_timeout=_PURGE_SECONDS).delete_by_query(
                    index=family.write, query=query, conflicts="proceed", refresh=True
                )
                purged += answer["deleted"]
            delete_retired(self._client, self._layout, self._cursor_seconds)
        return purged

    def secret(self) -> bytes:
        """Return a digest of the API key; where the cluster asks for none, of its random id, which only those learn who
        reach the cluster."""
        key = self._api_key
        if key is None:
            with elasticsearch_errors():
                key = self._client.info()["cluster_uuid"]
            if key == "_na_":
                raise Unavailable("Elasticsearch has not formed a cluster yet.")
        return hashlib.sha256(f"{key} {self._layout.prefix}".encode()).digest()

    def rebuild(self) -> ElasticRebuild:
        """Return the means to fill new indices beside these, which take their place."""
        return ElasticRebuild(self._client, self._layout, self._index_settings)

    def close(self) -> None:
        """Close the connections."""
        self._begun.shutdown(cancel_futures=True)
        self._client.close()
