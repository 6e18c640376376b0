"""Route for many articles at once: a stream of lines in, a stream of results out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.ingest import examples
from services.ingest.acceptance import Acceptance
from services.ingest.bulk import BulkResult, accept_lines
from services.ingest.settings import Settings
from shared import errors, logs
from shared.http.bodies import UNLIMITED, Body
from shared.http.docs import problems
from shared.http.query_string import ONLY_DECLARED

MEDIA_TYPE = "application/x-ndjson"
BODY = Body("POST", "/v1/articles/bulk", (MEDIA_TYPE, "application/ndjson", "application/jsonl"), UNLIMITED)
"""The limit is one for each line."""


_RESULTS = {
    "description": "A result for each line, in order, as soon as it is accepted or refused",
    "content": {MEDIA_TYPE: {"schema": BulkResult.model_json_schema()}},
}
_PROBLEMS = problems(errors.Refused, errors.UnknownParameter, errors.Forbidden, errors.UnsupportedMedia)


class StreamedResults(Response):
    """Response whose lines are sent while the request's body is still being read.

    Starlette's own streaming response would read from the request, too, to notice a client that hangs up.
    """

    media_type = MEDIA_TYPE

    def __init__(self, results: AsyncIterator[bytes]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._results = results

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the head, then each batch of results as it comes."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self._results:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def bulk_routes(acceptance: Acceptance, settings: Settings) -> APIRouter:
    """Return the route over given parts."""
    router = APIRouter(dependencies=[ONLY_DECLARED])

    @router.post(
        "/articles/bulk",
        tags=["articles"],
        response_class=Response,
        responses={**_PROBLEMS, 200: _RESULTS},
        openapi_extra={"requestBody": examples.BULK_BODY},
    )
    async def post_bulk(request: Request) -> StreamedResults:
        """Accept a stream of articles, one JSON object on each line, and answer each line in order.

        A line that is refused has the problem in its result, and the rest goes on. Read the results while you send: a
        client that reads nothing is made to wait, and is cut off after half a minute. One that can only read at the end
        should send 1,000 lines at most.
        """
        lines = accept_lines(
            request.stream(), acceptance, limit=settings.max_request_bytes, request_id=logs.request_id()
        )
        return StreamedResults(lines)

    return router
