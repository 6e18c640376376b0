"""Quotes: searched, and one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from services.search import examples
from services.search.answers.models import FoundQuotes
from services.search.endpoints import routing
from services.search.endpoints.found import found
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.index.results import FoundQuote
from services.search.parameters import ID, NoParameters, Parameters
from shared import errors


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes below ``/v1/quotes``."""

    @app.get(
        "/v1/quotes",
        tags=["quotes"],
        openapi_extra=described(Parameters),
        response_model=FoundQuotes,
        responses=routing.LIST | examples.listed("quotes"),
    )
    def find_quotes(request: Request, asked: Annotated[Parameters, read(Parameters)]) -> Response:
        """Quotes by their own words, who said them, whom they are about, and where and when they stood."""
        return found(reader, request, asked, "quotes")

    @app.get(
        "/v1/quotes/{id}",
        tags=["quotes"],
        dependencies=[read(NoParameters)],
        response_model=FoundQuote,
        responses=routing.ONE | examples.answer("quote"),
    )
    def get_quote(id: Annotated[str, Path(description="The quote's id", examples=[examples.QUOTE_ID])]) -> Response:
        """One quote, with the article that it stands in."""
        quote = reader.index.quote(id) if ID.fullmatch(id) else None
        if quote is None:
            raise errors.NotFound("There is no such quote. It may have left its article in a later version.")
        return json_answer(quote)
