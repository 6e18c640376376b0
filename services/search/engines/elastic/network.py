"""Network of names: who speaks about whom, and who is named together."""

from __future__ import annotations

from services.search.engines.elastic import patterns
from services.search.engines.elastic.aggregations import buckets, counting, most_frequent, of_these, tally
from services.search.engines.elastic.engine import Engine
from services.search.engines.elastic.filters import matching
from services.search.engines.elastic.name_fields import SEPARATOR
from services.search.index.questions import MAX_LINKED_NAMES, Link, NetworkRequest
from services.search.index.rules import KINDS_OF_NAME


def network(engine: Engine, request: NetworkRequest) -> list[Link]:
    """Return the strongest links."""
    return _speaks_about(engine, request) if request.links == "speaks_about" else _named_together(engine, request)


def _speaks_about(engine: Engine, request: NetworkRequest) -> list[Link]:
    # A tab sorts before whatever ids are made of, so pairs are in the order of their ids.
    query = matching(request.words, request.filters, "quotes")
    answer = engine.ask("quotes", counting(query, {"pairs": most_frequent("pairs", request.size)}))
    return [
        Link(speaker, about, count)
        for pair, count in tally(answer["aggregations"], "pairs").items()
        for speaker, _, about in [pair.partition(SEPARATOR)]
    ]


def _named_together(engine: Engine, request: NetworkRequest) -> list[Link]:
    query = matching(request.words, request.filters, "articles")
    names = patterns.starting_with(prefix for kind in KINDS_OF_NAME.values() for prefix in kind)
    answer = engine.ask("articles", counting(query, {"ids": most_frequent("entity", MAX_LINKED_NAMES, include=names)}))
    ids = list(tally(answer["aggregations"], "ids"))
    if len(ids) < 2:
        return []
    among = of_these("entity", ids)
    answer = engine.ask("articles", counting(query, {"first": among | {"aggs": {"second": among}}}))
    links = [
        Link(one["key"], other, count)
        for one in buckets(answer["aggregations"], "first")
        for other, count in tally(one, "second").items()
        if one["key"] < other
    ]
    return sorted(links, key=lambda link: (-link.count, link.source, link.target))[: request.size]
