"""Make the FastAPI application that both APIs start from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from shared import errors, health, metrics
from shared.http import problem
from shared.http.bodies import Bodies, Body
from shared.http.cross_origin import NOWHERE, CrossOrigin
from shared.http.docs import ANY_PROBLEM, add_docs, problems
from shared.http.middlewares import add_middlewares
from shared.settings import Settings


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncIterator[None]:
    yield


def make_app(
    settings: Settings,
    *,
    title: str,
    description: str,
    checks: Mapping[str, health.Check],
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] = _nothing,
    bodies: Sequence[Body] = (),
    cross_origin: CrossOrigin = NOWHERE,
) -> FastAPI:
    """Return an application with health, metrics, middlewares and problem+json; routes are the service's.

    ``checks`` names the parts that /health/ready looks at. ``/health/live`` only says that the process answers.
    ``bodies`` declares what routes take that do not take JSON within the usual limit, ``cross_origin`` which of them
    pages of other origins may ask.
    """
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        lifespan=lifespan,
        openapi_tags=[{"name": name} for name in ("articles", "quotes", "operations")],  # in this order at /docs
        redirect_slashes=False,  # one address for one thing; behind a proxy's prefix the redirect would lead astray
        docs_url=None,
        redoc_url=None,
        responses=problems(errors.Forbidden) | {"default": ANY_PROBLEM},
    )
    add_middlewares(app, settings, Bodies(bodies), cross_origin)
    app.add_exception_handler(errors.QuotewireError, problem.on_error)
    app.add_exception_handler(RequestValidationError, problem.on_validation_error)
    app.add_exception_handler(HTTPException, problem.on_http_exception)

    @app.get("/health/live", tags=["operations"])
    async def live() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @app.get("/health/ready", tags=["operations"], responses={503: {"description": "A part is missing; it is named"}})
    async def ready() -> Response:
        """Say whether requests would be served now, and name the part that is missing."""
        state = await run_in_threadpool(health.run_checks, checks)
        return JSONResponse(state, 503 if state["missing"] else 200)

    @app.get("/metrics", tags=["operations"], response_class=Response)
    async def prometheus() -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")

    add_docs(app)
    return app
