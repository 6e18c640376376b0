"""Shortcut of a busy route past FastAPI's reading of parameters and shaping of answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response


def with_shortcut(answer: Callable[[Request], Awaitable[Response]]) -> type[APIRoute]:
    """Return a class of routes that answer requests without a query string by ``answer``, and others as declared."""

    class Shortcut(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            as_declared = super().get_route_handler()

            async def handle(request: Request) -> Response:
                return await (as_declared if request.scope["query_string"] else answer)(request)

            return handle

    return Shortcut
