"""Routes that account for every input: receipts, sources, the latest refusals, and events as they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi import Path as PathParam
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from services.ingest import examples
from services.ingest.identity import known_form
from shared import errors
from shared.delivery.accounts import Accounts, ReceiptFilter
from shared.delivery.events import Event, Events, check_event_id
from shared.delivery.receipts import Receipts
from shared.http.docs import problems
from shared.http.query_string import ONLY_DECLARED
from shared.models.receipts import Receipt, Refusal, SourceCounts, Stage
from shared.models.values import Moment

MAX_STREAMS = 100
"""Streams of events that one process keeps open; each asks Redis once or twice a second."""

EVENTS_TOGETHER = 200
PAUSE_SECONDS, LONGEST_PAUSE = 0.2, 1.0
"""Between two looks for events: short while there are some."""

_PROBLEMS = problems(
    errors.Refused, errors.UnknownParameter, errors.InvalidCursor, errors.Forbidden, errors.Invalid, errors.Unavailable
)


class ReceiptPage(BaseModel):
    """Page of receipts, newest first. It may hold fewer than were asked for and still lead on."""

    results: list[Receipt]
    next_cursor: str | None


class SourcePage(BaseModel):
    """Page of sources with what became of their inputs; the one that was seen last is first."""

    total: int
    all: SourceCounts
    results: list[SourceCounts]


class RefusalPage(BaseModel):
    """The latest refusals, newest first; all are counted in `/v1/sources`."""

    results: list[Refusal]


class StateEvent(BaseModel):
    """An event: a version of an article entered a state."""

    id: str
    version: int
    state: Stage


def _last_event(
    header: Annotated[
        str | None, Header(alias="Last-Event-ID", description="Id of the last event received; those after it follow")
    ] = None,
    parameter: Annotated[
        str | None, Query(alias="last_event_id", description="The same, for clients that cannot set headers")
    ] = None,
) -> str | None:
    """Return the event after which to go on; checked before the answer begins, so that it can still be refused."""
    given = header or parameter
    return check_event_id(given) if given else None


LastEvent = Annotated[str | None, Depends(_last_event)]


def _article(id: Annotated[str, PathParam(description="The article's id", examples=[examples.ID])]) -> str:
    return known_form(id)


def account_routes(receipts: Receipts, accounts: Accounts, events: Events) -> APIRouter:
    """Return the routes over given parts."""
    router = APIRouter(dependencies=[ONLY_DECLARED])
    streams = _Streams(events)

    @router.get("/receipts", tags=["articles"], responses=_PROBLEMS)
    def get_receipts(
        state: Annotated[Stage | None, Query(description="State that they are in")] = None,
        source: Annotated[str | None, Query(max_length=200, description="Source that was posted with them")] = None,
        feed: Annotated[str | None, Query(max_length=20, description="Feed that they came from")] = None,
        since: Annotated[Moment | None, Query(description="Accepted at this time or later (UTC)")] = None,
        size: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[str | None, Query(max_length=100, description="`next_cursor` of the page before")] = None,
    ) -> ReceiptPage:
        """List what became of articles, newest first, for `receipt_days` after they were accepted."""
        page, next_cursor = accounts.receipts(ReceiptFilter(state, source, since, feed), size, cursor)
        return ReceiptPage(results=page, next_cursor=next_cursor)

    @router.get("/sources", tags=["operations"], responses=_PROBLEMS)
    def get_sources(
        size: Annotated[int, Query(ge=1, le=100)] = 20, offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0
    ) -> SourcePage:
        """Count the inputs of each source by what became of them, and of all sources together."""
        total, results = accounts.sources(offset, size)
        return SourcePage(total=total, all=accounts.all_sources(), results=results)

    @router.get("/refusals", tags=["operations"], responses=_PROBLEMS)
    def get_refusals() -> RefusalPage:
        """List the latest 100 inputs that were refused, with the reason."""
        return RefusalPage(results=accounts.refusals())

    following: dict[str, Any] = {
        "response_class": EventSourceResponse,
        "responses": _PROBLEMS,
        "dependencies": [Depends(streams.enter)],
    }

    @router.get("/receipts/events", **following)
    async def follow_all(request: Request, last_event: LastEvent) -> AsyncIterator[ServerSentEvent]:
        """Follow the states of all articles as server-sent events, from now or from the last event received.

        An event `resync` says that some are gone: look at `/v1/receipts` for what happened meanwhile.
        """
        async for event in streams.follow(request, last_event, None):
            yield event

    @router.get("/receipts/{id}/events", **following)
    async def follow_one(
        request: Request, id: Annotated[str, Depends(_article)], last_event: LastEvent
    ) -> AsyncIterator[ServerSentEvent]:
        """Follow the states of one article. The first event is the state that it is in now."""
        if last_event is None:
            last_event = await run_in_threadpool(events.latest)
            if receipt := await run_in_threadpool(receipts.receipt, id):
                now = StateEvent(id=receipt.id, version=receipt.version, state=receipt.state)
                yield ServerSentEvent(data=now, event="state", id=last_event)
        async for event in streams.follow(request, last_event, id):
            yield event

    return router


class _Streams:
    """Open streams of events, no more than a process can serve."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._open = 0

    async def enter(self) -> None:
        """Raise Overloaded where too many streams are open."""
        if self._open >= MAX_STREAMS:
            raise errors.Overloaded(f"{MAX_STREAMS} streams of events are open already; try again later.")

    async def follow(self, request: Request, after: str | None, id: str | None) -> AsyncIterator[ServerSentEvent]:
        """Yield the events after one (None: from now on), of one article if its id is given, while the client stays."""
        self._open += 1
        try:
            if after is None:
                after = await run_in_threadpool(self._events.latest)
            elif await run_in_threadpool(self._events.are_lost, after):
                yield ServerSentEvent(data={"lost_after": after}, event="resync")
            pause = PAUSE_SECONDS
            while not await request.is_disconnected():
                found = await self._read(after)
                for event in found:
                    after = event.event_id
                    if id in (None, event.id):
                        state = StateEvent(id=event.id, version=event.version, state=Stage(event.state))
                        yield ServerSentEvent(data=state, event="state", id=event.event_id)
                pause = PAUSE_SECONDS if found else min(LONGEST_PAUSE, pause * 1.5)
                if len(found) < EVENTS_TOGETHER:
                    await asyncio.sleep(pause)
        finally:
            self._open -= 1

    async def _read(self, after: str) -> list[Event]:
        try:
            return await run_in_threadpool(self._events.read, after, EVENTS_TOGETHER)
        except errors.Unavailable:  # the client keeps its place, and goes on when Redis is back
            await asyncio.sleep(LONGEST_PAUSE)
            return []
