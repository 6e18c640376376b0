"""The pages of the site; :data:`PAGES` lists them."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.search.endpoints.routing import Reader
from services.search.page import (
    about,
    adding,
    article,
    changes,
    compare,
    correcting,
    deciding,
    entity_card,
    feeds,
    front,
    judging,
    names,
    network,
    operations,
    preview,
    quote,
    search,
)
from services.search.page.problems import ProblemPages
from services.search.page.routing import page_route
from services.search.page.site import Site
from services.search.settings import Settings
from shared.delivery.decisions import WaitingDecisions
from shared.errors import NotFound
from shared.http import problem

PAGES = (
    front,
    search,
    quote,
    correcting,
    deciding,
    article,
    changes,
    judging,  # before names: /names/suggestions is not one of them
    names,
    compare,
    network,
    about,
    operations,
    adding,
    feeds,
    preview,
    entity_card,
)

BODIES = (*adding.BODIES, *feeds.BODIES, *operations.BODIES, *correcting.BODIES, *deciding.BODIES, *judging.BODIES)
"""Forms that pages take."""

HEAD = (
    ("/search", "Search"),
    ("/names", "People"),
    ("/compare", "Compare"),
    ("/network", "Network"),
    ("/add", "Add"),
    ("/feeds", "Feeds"),
)
"""What the head of every page leads to, by path."""
FOOT = (("/about", "About this record"), ("/operations", "Operations"))
"""What its foot leads to."""

_NOT_PAGES = ("/v1/", "/docs", "/health/", "/metrics", "/openapi.json")
"""Where programs ask: what is not there is told them as they can read it."""


def add(app: FastAPI, reader: Reader, settings: Settings, waiting: WaitingDecisions) -> Site:
    """Add every page to the application, and a page for addresses that lead nowhere. Who serves it closes the site."""
    site = Site(reader, settings, waiting, HEAD, FOOT)
    problem_page = ProblemPages(site)
    router = APIRouter(route_class=page_route(problem_page), include_in_schema=False)
    site.assets.add(router)
    for page in PAGES:
        page.add(router, site)
    app.include_router(router)

    async def on_http_exception(request: Request, error: Exception) -> Response:
        """Answer a browser that asks for what is not there with a page, everybody else as the API does."""
        asks_for_html = "text/html" in request.headers.get("accept", "")
        lost = isinstance(error, HTTPException) and error.status_code == 404
        if lost and asks_for_html and not request.url.path.startswith(_NOT_PAGES):
            return await run_in_threadpool(problem_page, request, NotFound("There is no such page."))
        return await problem.on_http_exception(request, error)

    app.add_exception_handler(HTTPException, on_http_exception)
    return site
