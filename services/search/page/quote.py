"""Quote page: one quote with who, where and when, the sentences around it, and ways to cite it."""

from __future__ import annotations

from typing import Annotated

import pydantic_core
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from services.search.answers import quotes
from services.search.page import citation, text_fragment
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/quotes/{id}", dependencies=[read(NoParameters)])
    def get_quote(request: Request, id: Annotated[str, Path()]) -> Response:
        quote = quotes.get_quote(site.index, id)
        permanent = str(request.url.replace(query="", fragment=""))
        return site.page(
            request,
            "quote.html",
            quote=quote,
            permanent=permanent,
            publisher=text_fragment.address_at(quote.article.url, quote.text.partition(" … ")[0]),
            copies=[
                ("sentence", "Sentence", citation.sentence(quote)),
                ("markdown", "Markdown", citation.markdown(quote, permanent)),
                ("json", "JSON", pydantic_core.to_json(quote, indent=2).decode()),
            ],
        )
