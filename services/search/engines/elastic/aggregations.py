"""Aggregations that count the values of a field, and find the labels of ids; pure.

A second search finds the names, when the ids are known: asking for each bucket's newest document takes ten times as
long as counting, since Elasticsearch then looks at the documents of all buckets, shown or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.search.engines.elastic import patterns
from services.search.engines.elastic.name_fields import SEPARATOR

Clause = dict[str, Any]

MOST = 50_000
"""Values counted in one request; Elasticsearch refuses more than 65,536 (`search.max_buckets`)."""

BY_COUNT = [{"_count": "desc"}, {"_key": "asc"}]

_LABELS = " labels "


def counting(query: Clause, aggs: Mapping[str, Any], *more: Clause) -> Clause:
    """Return the body of a search that counts what matches all of ``query`` and ``more``, and shows no results."""
    return {"query": {"bool": {"filter": [query, *more]}}, "aggs": aggs, "size": 0, "track_total_hits": False}


def most_frequent(field: str, size: int, **more: Any) -> Clause:
    """Return the aggregation of a field's most frequent values, ties by value."""
    return {"terms": {"field": field, "size": size, "order": BY_COUNT, **more}}


def of_these(field: str, values: Sequence[str]) -> Clause:
    """Return the aggregation that counts these values of a field, in no order."""
    return {"terms": {"field": field, "size": len(values), "include": list(values)}}


def buckets(aggregations: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Return the buckets of the aggregation with this name."""
    counted: Sequence[Mapping[str, Any]] = aggregations[name]["buckets"]
    return counted


def tally(aggregations: Mapping[str, Any], name: str) -> dict[str, int]:
    """Return the values that the aggregation with this name has counted, with their counts."""
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets(aggregations, name)}


def labelling(field: str, ids: Sequence[str]) -> dict[str, Clause]:
    """Return the aggregations of what ``ids`` are called in ``field``, and when last, for :func:`labels`."""
    newest = {"newest": {"max": {"field": "published_us"}}}
    return {
        f"{field}{_LABELS}{number}": {
            "terms": {"field": f"{field}_labels", "size": MOST, "include": pattern},
            "aggs": newest,
        }
        for number, pattern in enumerate(patterns.with_id(ids))
    }


def labels(aggregations: Mapping[str, Any]) -> dict[str, str]:
    """Return the label that the newest document gives each id, from the answer to :func:`labelling`."""
    newest_labels: dict[str, tuple[tuple[bool, float], str]] = {}
    for name in aggregations:
        for bucket in buckets(aggregations, name) if _LABELS in name else ():
            id, _, label = bucket["key"].partition(SEPARATOR)
            newest = bucket["newest"]["value"]
            place = (newest is not None, newest or 0.0)
            if id not in newest_labels or place > newest_labels[id][0]:
                newest_labels[id] = (place, label)
    return {id: label for id, (_, label) in newest_labels.items()}
