"""Knowledge: lists of people, bodies and places that are loaded, looked at and removed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, FastAPI, Path, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from services.search.answers import knowledge as answers
from services.search.answers.knowledge import KnowledgeAnswer, KnowledgeEntries, KnowledgeSets, PostedKnowledge
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.endpoints.waiting import WRITE, WaitParameter, accept
from services.search.identities.knowledge import MAX_ID_CHARS
from services.search.parameters import NoParameters
from shared.delivery.decisions import WaitingDecisions

SetName = Annotated[str, Path(description="Name of a set", pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class EntriesParameters(BaseModel):
    """Parameters of the list of a set's entries."""

    after: str = Field("", max_length=MAX_ID_CHARS, description="Only behind the entry with this id: `next` of a page")
    size: int = Field(20, ge=1, le=1_000, description="Entries of a page")


def add(app: FastAPI, reader: Reader, waiting: WaitingDecisions) -> None:
    """Add the routes below ``/v1/identities/knowledge``."""
    index = reader.index

    @app.post(
        "/v1/identities/knowledge",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(WaitParameter),
        response_model=KnowledgeAnswer,
        responses=WRITE | {200: {"description": "With `wait`: it is taken in", "model": KnowledgeAnswer}},
    )
    async def post_knowledge(
        request: Request,
        parameters: Annotated[WaitParameter, read(WaitParameter)],
        knowledge: Annotated[PostedKnowledge, Body()],
    ) -> Response:
        """Load knowledge: people, bodies and places with their names, roles by date, and ids elsewhere.

        It is taken in within some seconds. Names are resolved with it from then on, in pauses of indexing.
        """
        posted = answers.request_of(knowledge)
        return await accept(request, waiting, posted, seconds=parameters.wait, show=answers.of_receipt)

    @app.get(
        "/v1/identities/knowledge",
        tags=["identities"],
        response_model=KnowledgeSets,
        responses=routing.ONE,
        dependencies=[read(NoParameters)],
    )
    def list_knowledge() -> Response:
        """The sets of knowledge that were loaded."""
        return json_answer(answers.list_sets(index))

    @app.get(
        "/v1/identities/knowledge/{id}",
        tags=["identities"],
        openapi_extra=described(EntriesParameters),
        response_model=KnowledgeEntries,
        responses=routing.ONE,
    )
    def list_entries(id: SetName, parameters: Annotated[EntriesParameters, read(EntriesParameters)]) -> Response:
        """The entries of a set, by id."""
        return json_answer(answers.list_entries(index, id, after=parameters.after, size=parameters.size))

    @app.delete(
        "/v1/identities/knowledge/{id}",
        status_code=202,
        tags=["identities"],
        openapi_extra=described(WaitParameter),
        response_model=KnowledgeAnswer,
        responses=WRITE | {200: {"description": "With `wait`: it is removed", "model": KnowledgeAnswer}},
    )
    async def remove_knowledge(
        request: Request, id: SetName, parameters: Annotated[WaitParameter, read(WaitParameter)]
    ) -> Response:
        """Remove a set. Its names mean what rules and decisions say; ids that it made lead on to them."""
        posted = await run_in_threadpool(answers.removal_of, index, id)
        return await accept(request, waiting, posted, seconds=parameters.wait, show=answers.of_receipt)
