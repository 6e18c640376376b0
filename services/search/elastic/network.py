"""Who speaks about whom, and who is named together."""

from __future__ import annotations

from typing import Any

from services.search.elastic import patterns
from services.search.elastic.engine import Engine
from services.search.elastic.facets import BY_COUNT, buckets, counting
from services.search.elastic.filters import question
from services.search.elastic.names import SEPARATOR
from services.search.index import Link, NetworkRequest
from services.search.records import KINDS_OF_NAME

_NAMED_MOST = 100


def network(engine: Engine, request: NetworkRequest) -> list[Link]:
    """The strongest links."""
    return _speaks_about(engine, request) if request.links == "speaks_about" else _named_together(engine, request)


def _speaks_about(engine: Engine, request: NetworkRequest) -> list[Link]:
    # A tab sorts before whatever ids are made of, so pairs are in the order of their ids.
    pairs = {"terms": {"field": "pairs", "size": request.size, "order": BY_COUNT}}
    query = question(request.words, request.filters, "quotes")
    answer = engine.ask("quotes", counting(query, {"pairs": pairs}))
    return [
        Link(speaker, about, bucket["doc_count"])
        for bucket in buckets(answer["aggregations"], "pairs")
        for speaker, _, about in [bucket["key"].partition(SEPARATOR)]
    ]


def _named_together(engine: Engine, request: NetworkRequest) -> list[Link]:
    query = question(request.words, request.filters, "articles")
    prefixes = [prefix for kind in KINDS_OF_NAME.values() for prefix in kind]
    named: dict[str, Any] = {"field": "entity", "size": _NAMED_MOST, "order": BY_COUNT}
    terms = {"terms": named | {"include": patterns.starting_with(prefixes)}}
    ids = [
        bucket["key"]
        for bucket in buckets(engine.ask("articles", counting(query, {"ids": terms}))["aggregations"], "ids")
    ]
    if len(ids) < 2:
        return []
    among = {"terms": {"field": "entity", "size": len(ids), "include": ids}}
    answer = engine.ask("articles", counting(query, {"first": among | {"aggs": {"second": among}}}))
    links = [
        Link(one["key"], other["key"], other["doc_count"])
        for one in buckets(answer["aggregations"], "first")
        for other in buckets(one, "second")
        if one["key"] < other["key"]
    ]
    return sorted(links, key=lambda link: (-link.count, link.source, link.target))[: request.size]
