"""Bulk acceptance: lines of JSON in, one result out for each of them, in order.

A line is any form that ``POST /v1/articles`` takes. What is wrong with one is told in its result, and the rest goes on.
Lines are accepted as they arrive: all that came while the batch before was accepted is the next batch, so a client that
sends much gets large batches, and one that sends a line and waits gets its result at once. Nothing is read ahead of
that, so a client that is quicker than Redis has to wait, and memory is flat however long the body is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from typing import Any, Literal

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from services.ingest.acceptance import Acceptance
from services.ingest.acknowledgement import status_of, status_url
from services.ingest.line_splitter import Line, LineSplitter
from services.ingest.parsing import parse_post
from services.ingest.refusals import refusal_of
from shared import errors
from shared.delivery.posts import Accepted, Outcome, Post
from shared.http.problem import problem_document
from shared.models.receipts import Stage

MAX_BATCH = 200
"""Lines that are accepted together: enough that the round trip and the write to Redis' disk cost each of them little,
few enough that Redis serves others in between."""

PATIENCE_SECONDS = 10
"""How long a batch waits where Redis is full or away, before its lines are answered 429 or 503."""

PAUSE_SECONDS = 0.5
"""Between two tries of a batch that has to wait."""


class BulkResult(BaseModel):
    """Result of one line: the status that the same post alone would get, and what its answer would hold."""

    line: int
    """Number of the line, from 1."""
    status: int
    outcome: Outcome | Literal["refused"]
    id: str | None = None
    version: int | None = None
    state: Stage | None = None
    status_url: str | None = None
    problem: dict[str, Any] | None = None
    """The problem document, where the line was refused."""


async def accept_lines(
    body: AsyncIterable[bytes], acceptance: Acceptance, *, limit: int, request_id: str
) -> AsyncIterator[bytes]:
    """Accept the lines of a body that is streamed in; yield their results as lines of JSON, batch by batch.

    ``limit``: bytes that a line may have.
    """
    splitter, number = LineSplitter(limit), 1
    async for lines in _batches(body, splitter):
        yield await _accept(lines, number, acceptance, request_id)
        number += len(lines)


async def _batches(body: AsyncIterable[bytes], splitter: LineSplitter) -> AsyncIterator[list[Line]]:
    batch: list[Line] = []
    async for chunk in body:
        for line in splitter.feed(chunk):
            batch.append(line)
            if len(batch) == MAX_BATCH:
                yield batch
                batch = []
        if batch:
            yield batch
            batch = []
    if last := list(splitter.end()):
        yield last


async def _accept(lines: Sequence[Line], number: int, acceptance: Acceptance, request_id: str) -> bytes:
    parsed = await run_in_threadpool(_parse, lines, acceptance)
    posts = [post for post in parsed if isinstance(post, Post)]
    accepted = iter(await _put(posts, acceptance, request_id))
    results = (next(accepted) if isinstance(post, Post) else post for post in parsed)
    return b"".join(
        result_of(line, result).model_dump_json(exclude_none=True).encode() + b"\n"
        for line, result in enumerate(results, number)
    )


def _parse(lines: Sequence[Line], acceptance: Acceptance) -> list[Post | errors.Refused]:
    """Parse the lines; those that are refused are counted."""
    parsed = [line if isinstance(line, errors.Refused) else _parse_line(line) for line in lines]
    acceptance.refuse(
        [
            refusal_of(line if isinstance(line, bytes) else None, result)
            for line, result in zip(lines, parsed, strict=True)
            if isinstance(result, errors.Refused)
        ]
    )
    return parsed


def _parse_line(line: bytes) -> Post | errors.Refused:
    try:
        return parse_post(line)
    except errors.Refused as error:
        return error


async def _put(
    posts: Sequence[Post], acceptance: Acceptance, request_id: str
) -> Sequence[Accepted | errors.Unavailable]:
    """Accept the posts, waiting a while where Redis is full or away."""
    if not posts:
        return []
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return await run_in_threadpool(acceptance.put_all, posts, request_id)
        except errors.Unavailable as error:
            if time.monotonic() > end:
                return [error] * len(posts)
        await asyncio.sleep(PAUSE_SECONDS)


def result_of(line: int, result: Accepted | errors.QuotewireError) -> BulkResult:
    """Return the result of a line as the client reads it."""
    if isinstance(result, errors.QuotewireError):
        return BulkResult(line=line, status=result.status, outcome="refused", problem=problem_document(result))
    return BulkResult(
        line=line,
        status=status_of(result),
        outcome=result.outcome,
        id=result.id,
        version=result.version,
        state=result.state,
        status_url=status_url(result),
    )
