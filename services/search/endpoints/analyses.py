"""Analyses: a timeline, a network, suggestions, a comparison, who is in the news, each in one answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI
from starlette.responses import Response

from services.search import examples
from services.search.answers import comparison, network, suggestions, timeline
from services.search.answers.in_the_news import in_the_news
from services.search.answers.models import Comparison, InTheNews, Network, Suggestions, Timeline
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.parameters import (
    CompareParameters,
    InTheNewsParameters,
    NetworkParameters,
    SuggestParameters,
    TimelineParameters,
)


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
    def draw_timeline(parameters: Annotated[TimelineParameters, read(TimelineParameters)]) -> Response:
        """How many articles or quotes match in each hour, day, week, month or year, without gaps.

        The counts of all points and `undated` add up to `total`; a series has a count for each point.
        """
        return json_answer(timeline.draw_timeline(index, parameters))

    @app.get(
        "/v1/network",
        tags=["analyses"],
        openapi_extra=described(NetworkParameters),
        response_model=Network,
        responses=routing.ANALYSIS | examples.answer("network"),
    )
    def draw_network(parameters: Annotated[NetworkParameters, read(NetworkParameters)]) -> Response:
        """Who speaks about whom, or who is named together: the strongest links, and whom they join."""
        return json_answer(network.draw_network(index, parameters))

    @app.get(
        "/v1/suggest",
        tags=["analyses"],
        openapi_extra=described(SuggestParameters),
        response_model=Suggestions,
        responses=routing.ANALYSIS | examples.answer("suggest"),
    )
    def suggest(parameters: Annotated[SuggestParameters, read(SuggestParameters)]) -> Response:
        """Completions as somebody types: people, organisations, places, titles; accents and typos are forgiven."""
        return json_answer(suggestions.suggest(index, parameters))

    @app.get(
        "/v1/compare",
        tags=["analyses"],
        openapi_extra=described(CompareParameters),
        response_model=Comparison,
        responses=routing.ANALYSIS | examples.answer("compare"),
    )
    def compare(parameters: Annotated[CompareParameters, read(CompareParameters)]) -> Response:
        """Two speakers, sources or periods on one topic: what each said, whom it named, the words that set it apart.

        Terms are ranked by log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008) over
        the 1,000 newest quotes of each side; function words are left out, a reprinted quote counts once. A `score` is
        a z-score: below 2 it may be chance.
        """
        return json_answer(comparison.compare(index, parameters))

    @app.get(
        "/v1/in-the-news",
        tags=["analyses"],
        openapi_extra=described(InTheNewsParameters),
        response_model=InTheNews,
        responses=routing.ANALYSIS | examples.answer("in_the_news"),
    )
    def get_in_the_news(parameters: Annotated[InTheNewsParameters, read(InTheNewsParameters)]) -> Response:
        """Names that articles of some days mention more often than those of the weeks before.

        `expected` is how many would mention it if nothing had changed, `score` the difference in standard deviations.
        """
        return json_answer(in_the_news(index, parameters))
