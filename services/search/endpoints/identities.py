"""Identities: who somebody is, and what people decide about it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Annotated, Any

from fastapi import Body, FastAPI, Path, Request, Response
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from services.search.answers import decisions as answers
from services.search.answers.decisions import DecisionAnswer, Decisions, PostedDecision
from services.search.answers.identities import IdentityInFull, get_identity
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.parameters import NoParameters
from services.search.parameters.values import Value
from shared import errors
from shared.delivery.decisions import ID_LENGTH, WaitingDecisions
from shared.http.docs import problems

LONGEST_WAIT = 60
"""Seconds that ``wait=`` may ask for, as of an article."""

_WRITE = routing.ONE | problems(errors.Malformed, errors.UnsupportedMedia, errors.Overloaded)

DecisionId = Annotated[
    str,
    Path(
        description="The decision's id",
        min_length=ID_LENGTH,
        max_length=ID_LENGTH,
        pattern=f"^[0-9a-z]{{{ID_LENGTH}}}$",
    ),
]


class WaitParameter(BaseModel):
    """Parameters of what is decided."""

    wait: float = Field(0, ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="Seconds to wait for the result")


class UndoParameters(WaitParameter):
    """Parameters of an undoing."""

    by: Annotated[Value, StringConstraints(max_length=100)] = Field("local", description="Who undoes it: any name")


class DecisionsParameters(BaseModel):
    """Parameters of the list of decisions."""

    id: Value | None = Field(None, description="Only about this identity, by its id or a name id")
    before: str | None = Field(
        None, pattern=f"^[0-9a-z]{{{ID_LENGTH}}}$", description="Only older than the decision with this id"
    )
    size: int = Field(20, ge=1, le=100, description="Decisions of a page")


def add(app: FastAPI, reader: Reader, waiting: WaitingDecisions) -> None:
    """Add the routes below ``/v1/identities``."""
    index = reader.index

    @app.post(
        "/v1/identities/decisions",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(WaitParameter),
        response_model=DecisionAnswer,
        responses=_WRITE | {200: {"description": "With `wait`: it is applied, or refused", "model": DecisionAnswer}},
    )
    async def post_decision(
        request: Request,
        parameters: Annotated[WaitParameter, read(WaitParameter)],
        decision: Annotated[PostedDecision, Body()],
    ) -> Response:
        """Decide something about an identity: merge it, split it, rename it, give it a type, or say that it is none.

        It is applied within some seconds, outdoes what rules say, and holds whatever articles come, until it is undone.
        """
        posted = await run_in_threadpool(answers.request_of, index, decision)
        return await _accept(request, posted, parameters.wait)

    @app.delete(
        "/v1/identities/decisions/{id}",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(UndoParameters),
        response_model=DecisionAnswer,
        responses=_WRITE | {200: {"description": "With `wait`: it is undone", "model": DecisionAnswer}},
    )
    async def undo_decision(
        request: Request, id: DecisionId, parameters: Annotated[UndoParameters, read(UndoParameters)]
    ) -> Response:
        """Undo a decision. It stays in the history."""
        receipt = await run_in_threadpool(waiting.receipt, id)
        await run_in_threadpool(answers.of_receipt, index, receipt, id)  # is there one?
        return await _accept(request, {"undo": id, "by": parameters.by}, parameters.wait, about=id)

    async def _accept(request: Request, posted: dict[str, Any], seconds: float, about: str | None = None) -> Response:
        id = await run_in_threadpool(waiting.post, json.dumps(posted))
        end, state = time.monotonic() + seconds, "waiting"
        while time.monotonic() < end and not await request.is_disconnected():
            receipt = await run_in_threadpool(waiting.receipt, id)
            state = receipt.state if receipt else "applied"
            if state != "waiting":
                break
            await asyncio.sleep(0.1)
        shown = about if about and state == "applied" else id
        receipt = await run_in_threadpool(waiting.receipt, shown)
        answer = await run_in_threadpool(answers.of_receipt, index, receipt, shown)
        found = json_answer(answer)
        found.status_code = 202 if state == "waiting" else 200
        return found

    @app.get(
        "/v1/identities/decisions",
        tags=["identities"],
        openapi_extra=described(DecisionsParameters),
        response_model=Decisions,
        responses=routing.ONE,
    )
    def find_decisions(parameters: Annotated[DecisionsParameters, read(DecisionsParameters)]) -> Response:
        """What people decided about identities, newest first, with what was undone and what holds no more."""
        found = answers.find_decisions(index, about=parameters.id, size=parameters.size, before=parameters.before)
        return json_answer(found)

    @app.get(
        "/v1/identities/decisions/{id}",
        tags=["identities"],
        response_model=DecisionAnswer,
        responses=routing.ONE,
        dependencies=[read(NoParameters)],
    )
    def get_decision(id: DecisionId) -> Response:
        """A decision: whether it is applied, and whether it holds."""
        try:
            receipt = waiting.receipt(id)
        except errors.Unavailable:  # what is applied can be read all the same
            receipt = None
        return json_answer(answers.of_receipt(index, receipt, id))

    @app.get(
        "/v1/identities/{id}",
        tags=["identities"],
        response_model=IdentityInFull,
        responses=routing.ONE,
        dependencies=[read(NoParameters)],
    )
    def get_one(id: Annotated[str, Path(description="An identity's id, however old, or a name id")]) -> Response:
        """Who somebody is: the names that lead there, with their articles, and what people decided."""
        return json_answer(get_identity(index, id))
