"""Corrections: whose quote it is, and what is no quote."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import Body, FastAPI, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from services.search.answers import corrections as answers
from services.search.answers.corrections import CorrectionAnswer, Corrections, PostedCorrection
from services.search.answers.export import json_lines
from services.search.answers.export.formats import MEDIA_TYPES
from services.search.endpoints import routing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.endpoints.waiting import (
    ID_FORM,
    WRITE,
    CorrectionId,
    UndoParameters,
    WaitParameter,
    accept,
    receipt_if_redis_is_there,
)
from services.search.parameters import NoParameters
from services.search.parameters.values import Value
from shared.delivery.decisions import WaitingDecisions

_JSON_LINES = MEDIA_TYPES["jsonl"][0]


class CorrectionsParameters(BaseModel):
    """Parameters of the list of corrections."""

    article: Value | None = Field(None, description="Only of the article with this id")
    before: str | None = Field(None, pattern=ID_FORM, description="Only older than the correction with this id")
    size: int = Field(20, ge=1, le=100, description="Corrections of a page")
    format: Literal["json", "jsonl"] = Field(
        "json", description="`jsonl`: all of them, the oldest first, each on a line with the text that was corrected"
    )


def add(app: FastAPI, reader: Reader, waiting: WaitingDecisions) -> None:
    """Add the routes below ``/v1/corrections``."""
    index = reader.index
    show = partial(answers.of_receipt, index)

    @app.post(
        "/v1/corrections",
        status_code=202,
        tags=["corrections"],
        openapi_extra=described(WaitParameter),
        response_model=CorrectionAnswer,
        responses=WRITE | {200: {"description": "With `wait`: it is applied, or refused", "model": CorrectionAnswer}},
    )
    async def post_correction(
        request: Request,
        parameters: Annotated[WaitParameter, read(WaitParameter)],
        correction: Annotated[PostedCorrection, Body()],
    ) -> Response:
        """Correct a quote: say who said it, or that it is no quote.

        It is applied within some seconds, and holds in later versions and annotations until it is undone.
        """
        posted = await run_in_threadpool(answers.request_of, index, correction)
        return await accept(request, waiting, posted, seconds=parameters.wait, show=show)

    @app.get(
        "/v1/corrections",
        tags=["corrections"],
        openapi_extra=described(CorrectionsParameters),
        response_model=Corrections,
        responses=routing.ONE | {200: {"content": {_JSON_LINES: {"schema": {"type": "string"}}}}},
    )
    def find_corrections(
        parameters: Annotated[CorrectionsParameters, read(CorrectionsParameters)],
    ) -> Response:
        """What people said about quotes, newest first, with what was undone and what holds no more."""
        if parameters.format == "jsonl":
            exported = answers.export_corrections(index, article=parameters.article)
            return StreamingResponse(
                (json_lines.lines([each], None) for each in exported),
                media_type=_JSON_LINES,
                headers={"content-disposition": 'attachment; filename="quotewire-corrections.jsonl"'},
            )
        found = answers.find_corrections(
            index, article=parameters.article, size=parameters.size, before=parameters.before
        )
        return json_answer(found)

    @app.get(
        "/v1/corrections/{id}",
        tags=["corrections"],
        response_model=CorrectionAnswer,
        responses=routing.ONE,
        dependencies=[read(NoParameters)],
    )
    def get_correction(id: CorrectionId) -> Response:
        """A correction: whether it is applied, and whether it holds."""
        return json_answer(show(receipt_if_redis_is_there(waiting, id), id))

    @app.delete(
        "/v1/corrections/{id}",
        status_code=202,
        tags=["corrections"],
        openapi_extra=described(UndoParameters),
        response_model=CorrectionAnswer,
        responses=WRITE | {200: {"description": "With `wait`: it is undone", "model": CorrectionAnswer}},
    )
    async def undo_correction(
        request: Request, id: CorrectionId, parameters: Annotated[UndoParameters, read(UndoParameters)]
    ) -> Response:
        """Undo a correction. It stays in the history."""
        await run_in_threadpool(lambda: show(waiting.receipt(id), id))  # is there one?
        undoing = {"undo": id, "by": parameters.by}
        return await accept(request, waiting, undoing, seconds=parameters.wait, show=show, about=id)
