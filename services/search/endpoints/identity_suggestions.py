"""Suggestions of identities that may be one: asked for, and answered."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from services.search.answers import decisions
from services.search.answers import identity_suggestions as answers
from services.search.answers.decisions import DecisionAnswer
from services.search.answers.identity_suggestions import (
    IdentitySuggestions,
    IdentitySuggestionsParameters,
    PostedAnswer,
)
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.endpoints.waiting import WRITE, WaitParameter, accept
from shared import errors
from shared.delivery.decisions import WaitingDecisions
from shared.http.docs import problems


def add(app: FastAPI, reader: Reader, waiting: WaitingDecisions) -> None:
    """Add the routes. They stand before ``/v1/identities/{id}``."""
    index = reader.index
    show = partial(decisions.of_receipt, index)

    @app.get(
        "/v1/identities/suggestions",
        tags=["identities"],
        openapi_extra=described(IdentitySuggestionsParameters),
        response_model=IdentitySuggestions,
        responses=routing.ONE | problems(errors.InvalidCursor, errors.CursorExpired),
    )
    def find_suggestions(
        parameters: Annotated[IdentitySuggestionsParameters, read(IdentitySuggestionsParameters)],
    ) -> Response:
        """Identities that may be one, with what speaks for it and against it, for people to judge.

        Neither what the rules have joined nor what people have answered is among them, so who begins again goes on.
        """
        return json_answer(answers.find_suggestions(index, reader.cursors, parameters))

    @app.post(
        "/v1/identities/suggestions",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(WaitParameter),
        response_model=DecisionAnswer,
        responses=WRITE
        | problems(errors.Conflict)
        | {200: {"description": "It was answered so already; or, with `wait`: it is applied", "model": DecisionAnswer}},
    )
    async def answer_suggestion(
        request: Request,
        parameters: Annotated[WaitParameter, read(WaitParameter)],
        answer: Annotated[PostedAnswer, Body()],
    ) -> Response:
        """Answer whether two identities are one, whether that was suggested or not.

        The answer is a decision (`merge`, `not_the_same` or `unsure`), is listed among them, and is undone as they are.
        """
        posted: dict[str, Any] | DecisionAnswer = await run_in_threadpool(answers.request_of, index, answer)
        if isinstance(posted, DecisionAnswer):
            return json_answer(posted)
        sent_before = await run_in_threadpool(answers.sent_before, waiting, posted)
        return await accept(request, waiting, posted, seconds=parameters.wait, show=show, sent_before=sent_before)
