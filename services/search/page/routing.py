"""Routing of pages: query strings as forms send them, and problems as pages with their status codes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from services.search.endpoints import routing
from shared import logs
from shared.errors import QuotewireError

log = logs.get(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
ProblemPage = Callable[[Request, QuotewireError], Response]


def read(parameters: type[BaseModel]) -> Any:
    """Return a dependency that reads the query string into ``parameters``, as the API's does."""
    return routing.read(parameters)


def page_route(problem_page: ProblemPage) -> type[APIRoute]:
    """Return the class of a page's route: it leaves out what a form sends empty, and answers problems as pages."""

    class PageRoute(APIRoute):
        """Route of a page."""

        def get_route_handler(self) -> Handler:
            """Return the handler, wrapped."""
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
                if request.method == "GET" and (clean := _without_blanks(request)) is not None:
                    return RedirectResponse(clean, 303)
                try:
                    return await handler(request)
                except QuotewireError as error:
                    return await run_in_threadpool(problem_page, request, error)
                except ClientDisconnect:
                    raise
                except Exception:
                    log.exception("unhandled error in a page")
                    ours = QuotewireError("It was not your doing; the log has it.")
                    return await run_in_threadpool(problem_page, request, ours)

            return handle

    return PageRoute


def _without_blanks(request: Request) -> str | None:
    """Return the address without parameters that are empty, None if there are none: a form sends every field that it
    has, and an address that somebody passes on should say what was asked and no more."""
    given = request.query_params.multi_items()
    filled = [(name, value) for name, value in given if value.strip()]
    if len(filled) == len(given):
        return None
    return f"{request.url.path}?{urlencode(filled)}" if filled else request.url.path
