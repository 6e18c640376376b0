"""Timeline: how many results there are in each interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.search.engines.elastic.act_fields import counted, counted_names, searched
from services.search.engines.elastic.aggregations import counting, labelling, labels, most_frequent, tally
from services.search.engines.elastic.engine import Answer, Engine
from services.search.engines.elastic.filters import matching
from services.search.index.questions import MAX_GROUPS, MAX_SERIES, Series, TimelineCounts, TimelineRequest

Clause = dict[str, Any]


def timeline(engine: Engine, request: TimelineRequest) -> TimelineCounts:
    """Return the counts. A split takes a second round: in one its buckets could be more than Elasticsearch gives."""
    answer = engine.ask(request.kind, _body(request))
    if not request.split:
        return _counts(answer)
    query, totals = matching(request.words, request.filters, request.kind), tally(answer["aggregations"], "split")
    return replace(_counts(answer), series=_series(engine, request, query, _starts(request), totals))


def timelines(engine: Engine, requests: Sequence[TimelineRequest]) -> list[TimelineCounts]:
    """Return the counts of several requests, without a split."""
    if not requests:
        return []
    asked = [(request.kind, _body(request)) for request in requests]
    return [_counts(answer) for answer in engine.ask_together(*asked)]


def _body(request: TimelineRequest) -> Clause:
    aggs: dict[str, Clause] = {**_starts(request), "undated": {"missing": {"field": "published_us"}}}
    if request.split:
        aggs["split"] = most_frequent(counted_names(request.split, request.kind, request.filters.act), MAX_SERIES)
    query = matching(request.words, request.filters, request.kind)
    return counting(query, aggs) | {"track_total_hits": True}


def _starts(request: TimelineRequest) -> Clause:
    return {"starts": {"terms": {"field": request.interval, "size": MAX_GROUPS, "order": {"_key": "desc"}}}}


def _counts(answer: Answer) -> TimelineCounts:
    aggregated = answer["aggregations"]
    return TimelineCounts(
        counts=_ascending(aggregated),
        undated=aggregated["undated"]["doc_count"],
        total=answer["hits"]["total"]["value"],
    )


def _series(
    engine: Engine, request: TimelineRequest, query: Clause, starts: Clause, totals: Mapping[str, int]
) -> list[Series]:
    if not totals:
        return []
    split, kind, acts = str(request.split), request.kind, request.filters.act
    field = counted(split, kind, acts)
    each = [
        (
            request.kind,
            counting(
                query,
                starts | (labelling(field, [value]) if request.split != "source" else {}),
                {"bool": {"should": [{"term": {name: value}} for name in searched(split, kind, acts)]}},
            ),
        )
        for value in totals
    ]
    answers = [answer["aggregations"] for answer in engine.ask_together(*each)]
    return [
        Series(value, labels(aggregated).get(value, value), totals[value], _ascending(aggregated))
        for value, aggregated in zip(totals, answers, strict=True)
    ]


def _ascending(aggregations: Mapping[str, Any]) -> dict[str, int]:
    return dict(reversed(tally(aggregations, "starts").items()))
