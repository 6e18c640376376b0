"""Identities: who somebody is, and what people decide about it."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Body, FastAPI, Path, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from services.search.answers import decisions as answers
from services.search.answers.decisions import DecisionAnswer, Decisions, PostedDecision
from services.search.answers.identities import IdentityInFull, get_identity
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.endpoints.waiting import (
    ID_FORM,
    WRITE,
    DecisionId,
    UndoParameters,
    WaitParameter,
    accept,
    receipt_if_redis_is_there,
)
from services.search.parameters import NoParameters
from services.search.parameters.values import Value
from shared.delivery.decisions import WaitingDecisions


class DecisionsParameters(BaseModel):
    """Parameters of the list of decisions."""

    id: Value | None = Field(None, description="Only about this identity, by its id or a name id")
    before: str | None = Field(None, pattern=ID_FORM, description="Only older than the decision with this id")
    size: int = Field(20, ge=1, le=100, description="Decisions of a page")


def add(app: FastAPI, reader: Reader, waiting: WaitingDecisions) -> None:
    """Add the routes below ``/v1/identities``."""
    index = reader.index
    show = partial(answers.of_receipt, index)

    @app.post(
        "/v1/identities/decisions",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(WaitParameter),
        response_model=DecisionAnswer,
        responses=WRITE | {200: {"description": "With `wait`: it is applied, or refused", "model": DecisionAnswer}},
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
        return await accept(request, waiting, posted, seconds=parameters.wait, show=show)

    @app.delete(
        "/v1/identities/decisions/{id}",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(UndoParameters),
        response_model=DecisionAnswer,
        responses=WRITE | {200: {"description": "With `wait`: it is undone", "model": DecisionAnswer}},
    )
    async def undo_decision(
        request: Request, id: DecisionId, parameters: Annotated[UndoParameters, read(UndoParameters)]
    ) -> Response:
        """Undo a decision. It stays in the history."""
        await run_in_threadpool(lambda: show(waiting.receipt(id), id))  # is there one?
        undoing = {"undo": id, "by": parameters.by}
        return await accept(request, waiting, undoing, seconds=parameters.wait, show=show, about=id)

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
        return json_answer(show(receipt_if_redis_is_there(waiting, id), id))

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
