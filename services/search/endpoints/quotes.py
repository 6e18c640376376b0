"""Quotes: searched, and one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from services.search import examples
from services.search.answers import quotes
from services.search.answers.models import FoundQuotes
from services.search.endpoints import routing
from services.search.endpoints.lists import ListFormat
from services.search.endpoints.routing import Reader, client_of, described, json_answer, read
from services.search.index.results import FoundQuote
from services.search.parameters import FiguresParameter, Parameters


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes below ``/v1/quotes``."""
    index, cursors = reader.index, reader.cursors

    @app.get(
        "/v1/quotes",
        tags=["quotes"],
        openapi_extra=described(Parameters),
        response_model=FoundQuotes,
        responses=routing.LIST | examples.list_answer("quotes"),
    )
    def find_quotes(request: Request, parameters: Annotated[Parameters, read(Parameters)]) -> Response:
        """Quotes by their own words, who said them, whom they are about, and where and when they stood."""
        form = ListFormat(request, parameters, "quotes", FoundQuote)
        asked, client, highlights = form.adapted(parameters), client_of(request), form.highlights
        if form.is_export:
            return form.export(quotes.export_quotes(index, cursors, asked, client=client, highlights=highlights))
        return form.page(quotes.find_quotes(index, cursors, asked, client=client, highlights=highlights))

    @app.get(
        "/v1/quotes/{id}",
        tags=["quotes"],
        openapi_extra=described(FiguresParameter),
        response_model=FoundQuote,
        responses=routing.ONE | examples.answer("quote"),
    )
    def get_quote(
        id: Annotated[str, Path(description="The quote's id", examples=[examples.QUOTE_ID])],
        parameters: Annotated[FiguresParameter, read(FiguresParameter)],
    ) -> Response:
        """One quote, with the article that it stands in."""
        return json_answer(quotes.get_quote(index, id, figures=parameters.figures))
