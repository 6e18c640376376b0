"""Lists of what a search finds: articles or quotes."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from services.search.answers.highlight import highlighted
from services.search.endpoints.lists import Listed, Listing, Step
from services.search.endpoints.routing import Reader, client
from services.search.index.questions import FoundArticleText, Kind
from services.search.index.results import FoundArticle, FoundQuote
from services.search.parameters import Parameters

_MODELS: dict[Kind, type[BaseModel]] = {"articles": FoundArticle, "quotes": FoundQuote}


def found(reader: Reader, request: Request, asked: Parameters, kind: Kind) -> Response:
    """The answer to ``/v1/articles`` or ``/v1/quotes``."""
    shown = Listing(request, asked, kind, _MODELS[kind])
    wanted = replace(asked.request(kind), client=client(request))
    if shown.is_feed and asked.sort is None:
        wanted = replace(wanted, sort="newest")

    def ask(step: Step) -> Listed:
        facets = wanted.facets if step.facets else ()
        page = reader.index.search(replace(wanted, size=step.size, after=step.after, facets=facets))
        if shown.shows_highlights:
            results = highlighted(page.hits, wanted.words)
        else:
            results = [hit.article if isinstance(hit, FoundArticleText) else hit for hit in page.hits]
        return Listed(results, page.total, page.next, page.facets)

    return shown.answer(reader, ask, wanted.sort)
