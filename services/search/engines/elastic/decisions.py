"""Decisions of people about identities, in an index of their own, which a rebuild of the articles leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch

from services.search.engines.elastic import bulk
from services.search.engines.elastic.creating import create_once
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.identities.decisions import Decision

DEFINITION: dict[str, Any] = {
    "settings": {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"},
    "mappings": {
        "dynamic": "strict",
        "properties": {"id": {"type": "keyword"}, "stored": {"type": "object", "enabled": False}},
    },
}


class KeptDecisions:
    """The index of decisions."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index

    def create(self) -> None:
        """Create the index unless it is there. Several processes may do so at once."""
        if not self._client.indices.exists(index=self._index):
            create_once(self._client, self._index, DEFINITION)

    def put(self, decisions: Sequence[Decision]) -> None:
        """Write decisions, each in the place of what was kept under its id; searchable when this returns."""
        if not decisions:
            return
        operations: list[dict[str, Any]] = []
        for decision in decisions:
            document = {"id": decision.id, "stored": decision.model_dump(mode="json")}
            operations += [{"index": {"_index": self._index, "_id": decision.id}}, document]
        with elasticsearch_errors():
            bulk.run(self._client, operations)

    def after(self, id: str, size: int) -> list[Decision]:
        """Return the decisions behind an id, by their ids."""
        with elasticsearch_errors():
            answer = self._client.search(
                index=self._index,
                query={"range": {"id": {"gt": id}}},
                sort=[{"id": "asc"}],
                size=size,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        return [Decision.model_validate(hit["_source"]["stored"]) for hit in answer["hits"]["hits"]]
