"""The index port on Elasticsearch 9."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from services.search.elastic import documents, query_dsl
from services.search.elastic.aliases import Aliases
from services.search.elastic.failures import translated
from services.search.elastic.layout import Family, Layout
from services.search.elastic.writer import Writer
from services.search.index import Change, Page, Request, Result
from shared.errors import Unavailable
from shared.models import FoundQuote, StoredArticle

_REQUEST_SECONDS = 30
"""A bulk of 8 MB takes a few seconds on a small machine; a search that long is hopeless anyway."""
_SHARDS_SECONDS = 30
"""How long a new index may take to become usable; on one node it is under a second."""
_PURGE_SECONDS = 600
"""A month's deletions go in one sweep, at some thousands a second."""


class ElasticIndex:
    """Implements :class:`services.search.index.Index`. Safe to share by threads."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        prefix: str = "quotewire",
        cursor_seconds: int = 300,
        index_settings: Mapping[str, Any] | None = None,
    ) -> None:
        """``url``: of one node, or of several with commas between. ``index_settings`` only matter at creation."""
        self._client = Elasticsearch(
            [one.strip() for one in url.split(",")],
            api_key=api_key,
            request_timeout=_REQUEST_SECONDS,
            # Writing twice is harmless here, and a connection that died in the pool is no outage.
            max_retries=1,
            retry_on_timeout=False,
            retry_on_status=(),
        )
        self._layout = Layout(prefix)
        self._keep_alive = f"{cursor_seconds}s"
        self._index_settings = index_settings or {}
        self._writer = Writer(self._client, self._layout)

    def prepare(self) -> None:
        """Create the indices that are missing, and wait until they can be used."""
        with translated():
            aliases = Aliases(self._client, self._layout)
            aliases.require_own_layout()
            for family in self._layout.families:
                if family.write in aliases.missing:
                    self._create(family)
            self._client.cluster.health(
                index=[family.write for family in self._layout.families],
                wait_for_status="yellow",
                timeout=f"{_SHARDS_SECONDS}s",
            )

    def _create(self, family: Family) -> None:
        try:
            self._client.indices.create(index=family.physical, **family.definition(self._index_settings))
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":  # otherwise another process was quicker
                raise

    def ready(self) -> None:
        """Return if both indices are there and can be read and written; raise Unavailable otherwise."""
        names = [family.write for family in self._layout.families]
        with translated():
            aliases = Aliases(self._client, self._layout)
            aliases.require_own_layout()
            if missing := aliases.missing:
                raise Unavailable(f"Elasticsearch has no {' and '.join(missing)}; the indexer makes them at its start.")
            if self._client.cluster.health(index=names, timeout="1s")["status"] == "red":
                raise Unavailable("Elasticsearch has lost a part of the index (its health is red).")
            # Of a full disk. Writing is blocked in another way, for a moment, while a rebuilt index takes over.
            settings = self._client.indices.get_settings(index=names, name="index.blocks.read_only*")
            if blocked := [name for name, found in settings.items() if found["settings"]]:
                raise Unavailable(f"Elasticsearch blocks writing to {' and '.join(blocked)}; is its disk full?")

    def write(self, changes: Sequence[Change]) -> list[Result]:
        """Make the changes true; see :mod:`services.search.elastic.writer`."""
        return self._writer.write(changes)

    def search(self, request: Request) -> Page:
        """One page. The snapshot (a point in time) is opened when a second page is asked for."""
        family = self._layout.articles if request.kind == "articles" else self._layout.quotes
        facets = () if request.after else tuple(request.facets)
        body = query_dsl.search_body(request, facets)
        # The same question asks the same copy of a shard: scores, and so the order, can differ between copies.
        preference = hashlib.sha256(json.dumps([body["query"], body["sort"]]).encode()).hexdigest()[:16]
        shown_parts = documents.LISTED if request.kind == "articles" else ["stored"]
        with translated():
            if request.after is None:
                answer = self._client.search(
                    index=family.read,
                    preference=preference,
                    source_includes=shown_parts,
                    allow_partial_search_results=False,
                    **body,
                )
            else:
                snapshot = request.after["snapshot"] or self._open_snapshot(family, preference)
                answer = self._client.search(
                    pit={"id": snapshot, "keep_alive": self._keep_alive},
                    search_after=request.after["sort"],
                    source_includes=shown_parts,
                    allow_partial_search_results=False,
                    **body,
                )
        hits = answer["hits"]["hits"]
        shown = hits[: request.size]
        more = len(hits) > request.size
        return Page(
            hits=(
                [documents.found_article(hit["_id"], hit["_source"]["stored"]) for hit in shown]
                if request.kind == "articles"
                else [documents.found_quote(hit["_source"]["stored"]) for hit in shown]
            ),
            total=answer["hits"]["total"]["value"],
            next={"snapshot": answer.get("pit_id"), "sort": shown[-1]["sort"]} if more else None,
            facets=query_dsl.facet_values(answer.get("aggregations", {})),
        )

    def _open_snapshot(self, family: Family, preference: str) -> str:
        answer = self._client.open_point_in_time(
            index=family.read, keep_alive=self._keep_alive, preference=preference, allow_partial_search_results=False
        )
        return str(answer["id"])

    def article(self, id: str, version: int | None = None) -> StoredArticle | None:
        """The article as it was last written, searchable yet or not."""
        with translated():
            answer = self._client.options(ignore_status=404).get(index=self._layout.articles.read, id=id)
            if "error" in answer:
                raise Unavailable(f"Elasticsearch has no index behind {self._layout.articles.read}.")
        if not answer["found"] or answer["_source"]["deleted"]:
            return None
        return documents.stored_article(id, answer["_source"]["stored"], version)

    def quote(self, id: str) -> FoundQuote | None:
        """The quote with this public id; the first, should an article say exactly the same twice."""
        with translated():
            answer = self._client.search(
                index=self._layout.quotes.read,
                query={"bool": {"filter": [{"term": {"id": id}}]}},
                sort=[{"article_id": "asc"}, {"slot": "asc"}],
                size=1,
                source_includes=["stored"],
                allow_partial_search_results=False,
            )
        hits = answer["hits"]["hits"]
        return documents.found_quote(hits[0]["_source"]["stored"]) if hits else None

    def purge(self, deleted_before: datetime) -> int:
        """Remove the tombstones of articles and quotes; the number counts both."""
        query = {
            "bool": {
                "filter": [
                    {"term": {"deleted": True}},
                    {"range": {"deleted_at": {"lt": deleted_before.isoformat()}}},
                ]
            }
        }
        purged = 0
        with translated():
            for family in self._layout.families:
                answer = self._client.options(request_timeout=_PURGE_SECONDS).delete_by_query(
                    index=family.write, query=query, conflicts="proceed", refresh=True
                )
                purged += answer["deleted"]
        return purged

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
