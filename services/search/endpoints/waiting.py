"""Waiting for what people say: it is accepted, waits for the indexer, and is answered once applied if asked to."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path, Request, Response
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from services.search.endpoints import routing
from services.search.endpoints.routing import json_answer
from services.search.parameters.values import Value
from shared import errors
from shared.delivery.decisions import ID_LENGTH, DecisionReceipt, DecisionState, WaitingDecisions
from shared.http.docs import problems

LONGEST_WAIT = 60
"""Seconds that ``wait=`` may ask for, as of an article."""

WRITE = routing.ONE | problems(errors.Malformed, errors.UnsupportedMedia, errors.Overloaded)
"""Problems of a route that takes what somebody says."""

ID_FORM = f"^[0-9a-z]{{{ID_LENGTH}}}$"

DecisionId = Annotated[
    str, Path(description="The decision's id", min_length=ID_LENGTH, max_length=ID_LENGTH, pattern=ID_FORM)
]
CorrectionId = Annotated[
    str, Path(description="The correction's id", min_length=ID_LENGTH, max_length=ID_LENGTH, pattern=ID_FORM)
]


class WaitParameter(BaseModel):
    """Parameters of what is said."""

    wait: float = Field(0, ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="Seconds to wait for the result")


class UndoParameters(WaitParameter):
    """Parameters of an undoing."""

    by: Annotated[Value, StringConstraints(max_length=100)] = Field("local", description="Who undoes it: any name")


Show = Callable[[DecisionReceipt | None, str], BaseModel]
"""Returns how what has an id is shown."""


async def accept(
    request: Request,
    waiting: WaitingDecisions,
    posted: dict[str, Any],
    *,
    seconds: float,
    show: Show,
    about: str | None = None,
    sent_before: str | None = None,
) -> Response:
    """Let what was said wait, for its result if ``seconds`` are given, and return how it is shown; of an undoing that
    is done, how what it undid is (``about``). What waits already, as it was sent before, is not sent again."""
    id = sent_before if sent_before else await run_in_threadpool(waiting.post, json.dumps(posted))
    state = await settled(waiting, id, seconds, request)
    subject = about if about and state == "applied" else id
    receipt = await run_in_threadpool(waiting.receipt, subject)
    answer = json_answer(await run_in_threadpool(show, receipt, subject))
    answer.status_code = 202 if state == "waiting" else 200
    return answer


async def settled(waiting: WaitingDecisions, id: str, seconds: float, request: Request) -> DecisionState:
    """Return what came of what waits, within so many seconds and as long as whoever asks is there."""
    end = time.monotonic() + seconds
    state: DecisionState = "waiting"
    while time.monotonic() < end and not await request.is_disconnected():
        receipt = await run_in_threadpool(waiting.receipt, id)
        if (state := receipt.state if receipt else "applied") != "waiting":
            break
        await asyncio.sleep(0.1)
    return state


def receipt_if_redis_is_there(waiting: WaitingDecisions, id: str) -> DecisionReceipt | None:
    """Return a receipt; None while Redis is away, as what is applied can be read all the same."""
    try:
        return waiting.receipt(id)
    except errors.Unavailable:
        return None
