"""Counting values, as in the facets beside a list: Elasticsearch's aggregations, and back; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.search.elastic.reading import label
from shared.models import FacetValue

Clause = dict[str, Any]

_VALUES = 20
_DAYS = 1_000

_NAMED = frozenset({"speaker", "about", "entity"})
"""Fields whose values are ids, to be shown by name."""

BY_COUNT = [{"_count": "desc"}, {"_key": "asc"}]

LABEL: Clause = {
    "top_hits": {
        "size": 1,
        "_source": False,
        "docvalue_fields": ["labels"],
        "sort": [{"published_us": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    }
}
"""The document in a bucket whose name for an id is shown: the newest."""


def counted(field: str, size: int, **more: Any) -> Clause:
    """The ``size`` most frequent values of a field, with what they are called."""
    values: Clause = {"terms": {"field": field, "size": size, "order": BY_COUNT, **more}}
    return values | ({"aggs": {"label": LABEL}} if field in _NAMED else {})


def counting(query: Clause, aggs: Mapping[str, Any], *more: Clause) -> Clause:
    """The body of a search that counts within what matches all of ``query`` and ``more``, and shows no results."""
    return {"query": {"bool": {"filter": [query, *more]}}, "aggs": aggs, "size": 0, "track_total_hits": False}


def facet(name: str, late: Mapping[str, Sequence[Clause]]) -> Clause:
    """One facet. ``late``: the filters, by facet, that the query itself leaves out; its own it ignores."""
    others = [clause for other, group in late.items() if other != name for clause in group]
    if name == "day":
        values: Clause = {"terms": {"field": "day", "size": _DAYS, "order": {"_key": "desc"}}}
    else:
        values = counted(name, _VALUES)
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}}


def facet_values(aggregations: Mapping[str, Any]) -> dict[str, list[FacetValue]]:
    """The facets in the answer."""
    return {name: _values(name, found["values"]["buckets"]) for name, found in aggregations.items()}


def buckets(aggregations: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The values that one of :func:`counted` found."""
    found: Sequence[Mapping[str, Any]] = aggregations[name]["buckets"]
    return found


def bucket_label(bucket: Mapping[str, Any]) -> str:
    """What the value of a bucket of :func:`counted` is called."""
    id: str = bucket["key"]
    if "label" not in bucket:
        return id
    hit = bucket["label"]["hits"]["hits"][0]
    return label(hit.get("fields", {}).get("labels", ()), id)


def _values(name: str, buckets: Sequence[Mapping[str, Any]]) -> list[FacetValue]:
    values = [FacetValue(value=b["key"], label=bucket_label(b), count=b["doc_count"]) for b in buckets]
    return values[::-1] if name == "day" else values
