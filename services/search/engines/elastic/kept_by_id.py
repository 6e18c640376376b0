"""Documents of one model, in an index of their own, which a rebuild of the articles leaves alone: people's decisions
about identities, their corrections of quotes, and knowledge that was loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Generic, TypeVar

from elasticsearch import Elasticsearch

from services.search.corrections.corrections import Correction
from services.search.engines.elastic import bulk
from services.search.engines.elastic.creating import create_once
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import KnownEntity

_MOST = 10_000
"""Documents in one answer; Elasticsearch's own limit."""

Model = TypeVar("Model", Decision, Correction, KnownEntity)


class KeptById(Generic[Model]):
    """The index of a model. ``keys``: fields, beside the id, by which documents are found."""

    def __init__(self, client: Elasticsearch, index: str, model: type[Model], keys: Collection[str] = ()) -> None:
        self._client = client
        self._index = index
        self._model: type[Model] = model
        self._keys = keys

    def create(self) -> None:
        """Create the index unless it is there. Several processes may do so at once."""
        if not self._client.indices.exists(index=self._index):
            create_once(self._client, self._index, self._definition)

    @property
    def _definition(self) -> dict[str, Any]:
        keys = {key: {"type": "keyword"} for key in ("id", *self._keys)}
        return {
            "settings": {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"},
            "mappings": {"dynamic": "strict", "properties": {**keys, "stored": {"type": "object", "enabled": False}}},
        }

    def put(self, kept: Sequence[Model]) -> None:
        """Write documents, each in the place of what was kept under its id; searchable when this returns."""
        if not kept:
            return
        operations: list[dict[str, Any]] = []
        for each in kept:
            document = {key: _plain(getattr(each, key)) for key in ("id", *self._keys)}
            operations.append({"index": {"_index": self._index, "_id": each.id}})
            operations.append({**document, "stored": each.model_dump(mode="json")})
        with elasticsearch_errors():
            bulk.run(self._client, operations)

    def forget(self, ids: Collection[str]) -> None:
        """Delete documents; gone from searches when this returns."""
        operations = [{"delete": {"_index": self._index, "_id": id}} for id in sorted(ids)]
        if operations:
            with elasticsearch_errors():
                bulk.run(self._client, operations, harmless={404})

    def after(self, id: str, size: int, having: Mapping[str, str] | None = None) -> list[Model]:
        """Return the documents behind an id, by their ids; of those ``having`` these values."""
        wanted: list[dict[str, Any]] = [{"term": {key: value}} for key, value in (having or {}).items()]
        return self._found({"bool": {"filter": [*wanted, {"range": {"id": {"gt": id}}}]}}, size)

    def counts(self, key: str) -> dict[str, int]:
        """Return the values of a key, the first 10,000 of them, with the number of their documents."""
        values = {"values": {"terms": {"field": key, "size": _MOST, "order": {"_key": "asc"}}}}
        with elasticsearch_errors():
            answer = self._client.search(
                index=self._index, size=0, aggregations=values, allow_partial_search_results=False
            )
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["values"]["buckets"]}

    def having(self, key: str, values: Collection[str], after: str = "") -> list[Model]:
        """Return the documents with one of the values, by their ids."""
        if not values:
            return []
        terms = {"terms": {key: sorted(values)}}
        kept: list[Model] = self._found({"bool": {"filter": [terms, {"range": {"id": {"gt": after}}}]}}, _MOST)
        return kept + self.having(key, values, kept[-1].id) if len(kept) == _MOST else kept

    def _found(self, query: dict[str, Any], size: int) -> list[Model]:
        with elasticsearch_errors():
            answer = self._client.search(
                index=self._index,
                query=query,
                sort=[{"id": "asc"}],
                size=size,
                track_total_hits=False,
                allow_partial_search_results=False,
            )
        return [self._model.model_validate(hit["_source"]["stored"]) for hit in answer["hits"]["hits"]]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
