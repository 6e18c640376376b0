"""How many results there are over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.search.elastic.engine import Engine
from services.search.elastic.facets import bucket_label, buckets, counted, counting
from services.search.elastic.filters import question
from services.search.index import MAX_GROUPS, Series, TimelineCounts, TimelineRequest

Clause = dict[str, Any]

_SERIES = 10


def timeline(engine: Engine, request: TimelineRequest) -> TimelineCounts:
    """The counts. A split takes a second round: in one answer its buckets could be more than Elasticsearch gives."""
    query = question(request.words, request.filters, request.kind)
    # Documents have the beginnings of their intervals as keywords: exact in any year, and counted as fast as days.
    over_time = {"starts": {"terms": {"field": request.interval, "size": MAX_GROUPS, "order": {"_key": "desc"}}}}
    undated = {"undated": {"missing": {"field": "published_us"}}}
    split = {"split": counted(request.split, _SERIES)} if request.split else {}
    answer = engine.ask(request.kind, counting(query, {**over_time, **undated, **split}) | {"track_total_hits": True})
    found = answer["aggregations"]
    values = buckets(found, "split") if request.split else ()
    each = [
        (request.kind, counting(query, over_time, {"term": {str(request.split): bucket["key"]}})) for bucket in values
    ]
    counts = [_counts(part["aggregations"]) for part in engine.ask_together(*each)] if each else []
    return TimelineCounts(
        counts=_counts(found),
        undated=found["undated"]["doc_count"],
        total=answer["hits"]["total"]["value"],
        series=[
            Series(bucket["key"], bucket_label(bucket), bucket["doc_count"], of_it)
            for bucket, of_it in zip(values, counts, strict=True)
        ],
    )


def _counts(aggregations: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in reversed(buckets(aggregations, "starts"))}
