"""Sending of records through the bulk route: some hundred at a time, again where ingest is full or away."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import httpx

from services.ingest.endpoints.bulk import MEDIA_TYPE
from services.ingest.importing.record import Record
from shared import errors

MAX_LINES, MAX_BYTES = 500, 1_000_000
"""Of one request: its answers fit into the buffers between us, so that all may be sent before any is read."""

AGAIN = frozenset([429, 503])
GIVE_UP_SECONDS = 600
"""After so long without any progress an import ends; it goes on where it stopped when it is started again."""

Result = dict[str, Any]
Notice = Callable[[str, float], None]


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield records in batches that make one request each."""
    batch: list[Record] = []
    size = 0
    for record in records:
        if batch and (len(batch) >= MAX_LINES or size + len(record.line) > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.line)
    if batch:
        yield batch


def send(client: httpx.Client, lines: Sequence[bytes], waiting: Notice) -> list[Result]:
    """Post lines, and return the result of each.

    Lines that ingest cannot take at the moment are sent again, and so is all that was not answered when a connection
    broke: ``waiting`` is told why, and for how many seconds. Raises Unavailable where that goes on for too long.
    """
    results: dict[int, Result] = {}
    since, pause = time.monotonic(), 1.0
    while missing := [number for number in range(len(lines)) if number not in results]:
        before, why = len(results), ""
        try:
            for number, result in zip(missing, _post(client, [lines[n] for n in missing]), strict=False):
                if result["status"] in AGAIN:
                    why = str(result["problem"]["detail"])
                    break  # what follows is sent again with it, so that versions of one article keep their order
                results[number] = result
        except httpx.HTTPError as error:
            why = f"Ingest cannot be reached at {client.base_url} ({error or type(error).__name__})."
        if len(results) > before:
            since, pause = time.monotonic(), 1.0
        if len(results) < len(lines):
            if time.monotonic() - since > GIVE_UP_SECONDS:
                raise errors.Unavailable(why or "Ingest breaks off its answers.")
            waiting(why or "Ingest broke off its answer.", pause)
            time.sleep(pause)
            pause = min(30.0, pause * 2)
    return [results[number] for number in range(len(lines))]


def _post(client: httpx.Client, lines: Sequence[bytes]) -> Iterator[Result]:
    body = b"\n".join(lines) + b"\n"
    with client.stream("POST", "/v1/articles/bulk", content=body, headers={"content-type": MEDIA_TYPE}) as answer:
        if answer.status_code in AGAIN:
            raise httpx.HTTPError(f"it answers {answer.status_code}")
        if answer.is_error:
            answer.read()
            raise errors.Refused(f"Ingest at {client.base_url} refuses the import: {_detail(answer)}")
        for line in answer.iter_lines():
            yield json.loads(line)


def _detail(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"it answers {answer.status_code}"
