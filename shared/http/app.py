"""Makes the FastAPI application that both APIs start from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from shared import errors, metrics
from shared.http import problem
from shared.http.guard import Guard
from shared.settings import Settings

Check = Callable[[], None]
"""Returns if a part would work now; raises :class:`shared.errors.Unavailable` otherwise."""


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncIterator[None]:
    yield


def make_app(
    settings: Settings,
    *,
    title: str,
    description: str,
    checks: Mapping[str, Check],
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] = _nothing,
) -> FastAPI:
    """An application with health, metrics, guards and problem+json; routes are the service's.

    ``checks`` names the parts that /health/ready looks at. ``/health/live`` only says that the process answers.
    """
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        lifespan=lifespan,
        redoc_url=None,
        responses={"default": {"description": "A problem document", "content": {"application/problem+json": {}}}},
    )
    app.add_middleware(Guard, settings=settings)
    app.add_exception_handler(errors.QuotewireError, problem.on_error)
    app.add_exception_handler(RequestValidationError, problem.on_validation_error)
    app.add_exception_handler(HTTPException, problem.on_http_exception)

    @app.get("/health/live", tags=["operations"])
    async def live() -> dict[str, str]:
        """Whether the process answers."""
        return {"status": "ok"}

    @app.get("/health/ready", tags=["operations"], responses={503: {"description": "A part is missing; it is named"}})
    async def ready() -> Response:
        """Whether requests would be served now; names the part that is missing."""
        return health_response(await run_in_threadpool(look, checks))

    @app.get("/metrics", tags=["operations"], response_class=Response)
    async def prometheus() -> Response:
        """Metrics in Prometheus' text format."""
        return Response(metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return app


def look(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run every check; part -> "ok" or what is wrong with it."""
    state: dict[str, str] = {}
    for name, check in checks.items():
        try:
            check()
            state[name] = "ok"
        except errors.Unavailable as error:
            state[name] = error.detail
    return state


def health_response(state: dict[str, str]) -> Response:
    """200 with every part "ok", or 503 with the names of those that are missing."""
    missing = [name for name, what in state.items() if what != "ok"]
    body: dict[str, Any] = {"status": "unavailable" if missing else "ok", "missing": missing, "parts": state}
    return JSONResponse(body, 503 if missing else 200)
