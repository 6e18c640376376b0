"""Route for articles that agencies and publishers push, signed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.ingest import examples
from services.ingest.acceptance import Acceptance
from services.ingest.acknowledgement import Acknowledgement, acknowledge, status_of
from services.ingest.settings import Settings
from services.ingest.signatures import check_signature
from shared import errors, logs
from shared.http.docs import problems
from shared.http.query_string import ONLY_DECLARED

_PROBLEMS = problems(
    errors.Refused, errors.UnknownParameter, errors.Forbidden, errors.InvalidSignature, errors.Malformed,
    errors.TooLarge, errors.UnsupportedMedia, errors.Invalid, errors.Unavailable, errors.Overloaded,
)  # fmt: skip


def push_routes(acceptance: Acceptance, settings: Settings) -> APIRouter:
    """Return the route over given parts."""
    router = APIRouter(dependencies=[ONLY_DECLARED])
    secrets = settings.push_keys

    @router.post(
        "/push",
        status_code=202,
        tags=["articles"],
        responses={**_PROBLEMS, 200: {"model": Acknowledgement}},
        openapi_extra={"requestBody": examples.POST_BODY},
    )
    async def push_article(request: Request, response: Response) -> Acknowledgement:
        """Accept what `POST /v1/articles` takes, signed as Standard Webhooks has it once a secret is set.

        Meant to be the one route that is open to others: agencies and publishers send a ninjs item, an article or a
        page as soon as it changes.
        """
        raw = await request.body()
        if secrets:
            check_signature(request.headers, raw, secrets)
        accepted = await run_in_threadpool(acceptance.post, raw, logs.request_id())
        response.status_code = status_of(accepted)
        return acknowledge(accepted)

    return router
