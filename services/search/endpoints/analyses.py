"""What is counted, drawn, completed or compared in one answer: timeline, network, suggestions, comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import FastAPI
from starlette.responses import Response

from services.search import examples
from services.search.answers.models import (
    Comparison,
    Network,
    NetworkLink,
    NetworkNode,
    Suggested,
    Suggestions,
    Timeline,
)
from services.search.answers.timeline import without_gaps
from services.search.endpoints import routing
from services.search.endpoints.comparison import comparison
from services.search.endpoints.counting import counts
from services.search.endpoints.routing import Reader, Watch, described, json_answer, read
from services.search.index.port import Index
from services.search.index.questions import Link, NetworkRequest, SuggestionKind
from services.search.index.rules import type_of
from services.search.parameters import CompareParameters, NetworkParameters, SuggestParameters, TimelineParameters


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes."""
    index = reader.index

    @app.get(
        "/v1/timeline",
        tags=["analyses"],
        openapi_extra=described(TimelineParameters),
        response_model=Timeline,
        responses=routing.ANALYSIS | examples.answer("timeline"),
    )
    def draw_timeline(asked: Annotated[TimelineParameters, read(TimelineParameters)]) -> Response:
        """How many articles or quotes match in each hour, day, week, month or year, without gaps.

        The counts of all points and `undated` add up to `total`; a series has a count for each point.
        """
        watch = Watch()
        found = index.timeline(asked.request())
        return json_answer(without_gaps(found, asked.interval, watch.ms))

    @app.get(
        "/v1/network",
        tags=["analyses"],
        openapi_extra=described(NetworkParameters),
        response_model=Network,
        responses=routing.ANALYSIS | examples.answer("network"),
    )
    def draw_network(asked: Annotated[NetworkParameters, read(NetworkParameters)]) -> Response:
        """Who speaks about whom, or who is named together: the strongest links, and whom they join."""
        return json_answer(_network(index, asked.request(), Watch()))

    @app.get(
        "/v1/suggest",
        tags=["analyses"],
        openapi_extra=described(SuggestParameters),
        response_model=Suggestions,
        responses=routing.ANALYSIS | examples.answer("suggest"),
    )
    def suggest(asked: Annotated[SuggestParameters, read(SuggestParameters)]) -> Response:
        """Completions as somebody types: people, organisations, places, titles; accents and typos are forgiven."""
        watch = Watch()
        kinds = asked.kind or get_args(SuggestionKind)
        results = [
            Suggested(kind=each.kind, text=each.text, id=each.id, count=each.count)
            for each in index.suggest(asked.q, kinds, asked.size)
        ]
        return json_answer(Suggestions(took_ms=watch.ms, results=results))

    @app.get(
        "/v1/compare",
        tags=["analyses"],
        openapi_extra=described(CompareParameters),
        response_model=Comparison,
        responses=routing.ANALYSIS | examples.answer("compare"),
    )
    def compare(asked: Annotated[CompareParameters, read(CompareParameters)]) -> Response:
        """Two speakers, sources or periods on one topic: what each said, whom it named, the words that set it apart.

        Terms are ranked by log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) over
        the 1,000 newest quotes of each side; function words are left out, a reprinted quote counts once. A `score` is
        a z-score: below 2 it may be chance.
        """
        return json_answer(comparison(index, asked, Watch()))


def _network(index: Index, wanted: NetworkRequest, watch: Watch) -> Network:
    links = index.network(wanted)
    ids = _by_weight(links)
    found = counts(index, ids, wanted.words, wanted.filters)
    return Network(
        links_mean=wanted.links,
        took_ms=watch.ms,
        nodes=[
            NetworkNode(
                id=id,
                label=found[id].label or id,
                type=type_of(id),
                articles=found[id].articles,
                quotes_by=found[id].quotes_by,
                quotes_about=found[id].quotes_about,
            )
            for id in ids
        ],
        links=[NetworkLink(source=each.source, target=each.target, count=each.count) for each in links],
    )


def _by_weight(links: Sequence[Link]) -> list[str]:
    """Whom the links join, the best connected first."""
    weights: Counter[str] = Counter()
    for link in links:
        for id in {link.source, link.target}:
            weights[id] += link.count
    return sorted(weights, key=lambda id: (-weights[id], id))
