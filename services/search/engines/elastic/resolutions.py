"""Resolutions: whom names mean, in an index of their own, which a rebuild of the articles leaves alone.

The ``_id`` is a hash of the name id, which may be longer than Elasticsearch takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from services.search.engines.elastic import bulk
from services.search.engines.elastic.creating import create_once
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.identities.resolutions import Resolution, as_resolution

DEFINITION: dict[str, Any] = {
    "settings": {"index.number_of_shards": 1, "index.auto_expand_replicas": "0-1"},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "targets": {"type": "keyword", "ignore_above": 8_191},  # the name ids that it leads to
            "stored": {"type": "object", "enabled": False},
        },
    },
}

_Value = TypeVar("_Value")

MOST = 10_000
"""Names that one search shows at most: Elasticsearch's own limit (`index.max_result_window`)."""

TOGETHER = MOST
"""Names written, or asked for, in one request."""


class KeptResolutions:
    """The index of resolutions."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client
        self._index = index

    def create(self) -> None:
        """Create the index unless it is there. Several processes may do so at once."""
        if not self._client.indices.exists(index=self._index):
            create_once(self._client, self._index, DEFINITION)

    def put(self, resolutions: Sequence[Resolution]) -> None:
        """Write whom these names mean; searchable when this returns."""
        for some in _chunks(resolutions):
            operations: list[dict[str, Any]] = []
            for resolution in some:
                action = {"_index": self._index, "_id": _id(resolution.id)}
                if resolution.trivial:
                    operations.append({"delete": action})
                else:
                    operations += [
                        {"index": action},
                        {"targets": sorted(resolution.keys), "stored": asdict(resolution)},
                    ]
            with elasticsearch_errors():
                bulk.run(self._client, operations, harmless=(404,))  # to delete what is not there

    def of_names(self, ids: Collection[str]) -> dict[str, Resolution]:
        """Return whom these names mean."""
        kept: dict[str, Resolution] = {}
        for some in _chunks(list(ids)):
            for resolution in self._search({"ids": {"values": [_id(id) for id in some]}}):
                kept[resolution.id] = resolution
        return kept

    def to_names(self, ids: Collection[str]) -> list[Resolution]:
        """Return the names that lead to one of these, by their ids."""
        kept: dict[str, Resolution] = {}
        for some in _chunks(list(ids)):
            for resolution in self._search({"bool": {"filter": {"terms": {"targets": list(some)}}}}):
                kept[resolution.id] = resolution
        return [kept[id] for id in sorted(kept)]

    def around(self, ids: Collection[str]) -> list[Resolution]:
        """Return whom these names mean, and the names that lead to one of them."""
        kept: dict[str, Resolution] = {}
        waiting = list(_chunks(list(ids)))
        while waiting:
            some = waiting.pop()
            with elasticsearch_errors():
                answer = self._client.search(index=self._index, allow_partial_search_results=False, **around(some))
            found = found_in(answer.body)
            if not are_all(found) and len(some) > 1:  # there may be more than are shown
                waiting += [some[: len(some) // 2], some[len(some) // 2 :]]
            else:
                kept |= {resolution.id: resolution for resolution in found}
        return list(kept.values())

    def _search(self, query: dict[str, Any]) -> list[Resolution]:
        with elasticsearch_errors():
            answer = self._client.search(index=self._index, allow_partial_search_results=False, **_every(query))
        return found_in(answer.body)


def around(names: Collection[str]) -> dict[str, Any]:
    """Return the body of the search for whom these names mean, and for the names that lead to one of them."""
    either = [{"ids": {"values": [_id(name) for name in names]}}, {"terms": {"targets": list(names)}}]
    return _every({"bool": {"filter": {"bool": {"should": either}}}})


def found_in(answer: Mapping[str, Any]) -> list[Resolution]:
    """Return the resolutions that a search has found."""
    return [as_resolution(hit["_source"]["stored"]) for hit in answer["hits"]["hits"]]


def are_all(found: Sequence[Resolution]) -> bool:
    """Return whether one search can have found them all."""
    return len(found) < MOST


def _every(query: dict[str, Any]) -> dict[str, Any]:
    return {"query": query, "size": MOST, "track_total_hits": False}


@lru_cache(maxsize=2**14)  # 4 MB: lists and facets ask about the same names again and again
def _id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _chunks(values: Sequence[_Value]) -> Iterable[Sequence[_Value]]:
    return (values[start : start + TOGETHER] for start in range(0, len(values), TOGETHER))
