"""Saying: what a form says about a quote or an identity is posted as the API posts it, and waited for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Path, Request
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.search.endpoints.waiting import ID_FORM, settled
from services.search.page.site import Site
from shared.errors import Invalid

WAIT_SECONDS = 10
"""How long a page waits for what was said to be applied. It takes a second, unless the indexer is at a large batch."""

BY = "page"
"""Who says it where no name was given."""

SaidId = Annotated[str, Path(pattern=ID_FORM)]
"""Id of a correction or a decision, in an address."""

Posted = TypeVar("Posted")


class Refusal(Exception):
    """What a form says cannot be taken; its text says why."""


def posted(model: TypeAdapter[Posted], fields: Mapping[str, Any]) -> Posted:
    """Return what a form says as the API reads it. Raises Refusal."""
    try:
        return model.validate_python(fields)
    except ValidationError as error:
        raise Refusal("; ".join(_sentence(each["loc"], each["msg"]) for each in error.errors()[:3])) from None


def request_of(make: Callable[..., dict[str, Any]], site: Site, said: Any) -> dict[str, Any]:
    """Return the request for the indexer. Raises Refusal where it is about nothing that is there."""
    try:
        return make(site.index, said)
    except Invalid as invalid:
        raise Refusal("; ".join(f"{each['field']} {each['message']}" for each in invalid.extra["errors"])) from None


def _sentence(place: Sequence[str | int], message: str) -> str:
    return f"{place[-1] if place else 'the form'}: {message.removeprefix('Value error, ')}"


async def say(
    site: Site, request: Request, said: Mapping[str, Any], back: str, what: str, *, sent_before: str | None = None
) -> Response:
    """Let what was said wait for the indexer, and go back once it is applied; else say that it waits. ``{id}`` in
    ``back`` is its id; what waits already, as it was sent before, is not sent again."""
    id = sent_before if sent_before else await run_in_threadpool(site.waiting.post, json.dumps(said))
    back = back.replace("{id}", id)
    state = await settled(site.waiting, id, WAIT_SECONDS, request)
    if state == "applied":
        return RedirectResponse(back, 303)
    receipt = await run_in_threadpool(site.waiting.receipt, id)
    why = receipt.why if receipt else ""
    return await run_in_threadpool(
        lambda: site.page(request, "said.html", 409 if state == "refused" else 202, why=why, back=back, what=what)
    )


async def undo(site: Site, request: Request, id: str, by: str, back: str) -> Response:
    """Undo what somebody said, and go back."""
    return await say(site, request, {"undo": id, "by": by or BY}, back, "The undoing")
