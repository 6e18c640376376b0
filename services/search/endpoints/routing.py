"""What the routes have in common: the parts they ask, the looks at a query string, the problems they document."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydantic_core
from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.search.cursor import Cursors
from services.search.index import Index
from services.search.parameters import check_query_string
from shared import errors
from shared.http.docs import problems

_SHARED = (errors.Refused, errors.UnknownParameter, errors.TooLarge, errors.Invalid, errors.Unavailable)
_ASKING = (*_SHARED, errors.QuerySyntax, errors.NeedsElasticsearch)
ONE = problems(*_SHARED, errors.NotFound)
"""How looking something up by its id may end."""
ANALYSIS = problems(*_ASKING)
"""How counting, drawing or comparing what matches may end."""
LIST = problems(*_ASKING, errors.UnknownField, errors.InvalidCursor, errors.CursorExpired, errors.NotAcceptable)
"""How asking for a list may end."""


@dataclass(frozen=True)
class Reader:
    """What the routes ask."""

    index: Index
    cursors: Cursors


class Watch:
    """Measures how long an answer takes."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    @property
    def ms(self) -> int:
        """Milliseconds so far."""
        return round((time.perf_counter() - self._began) * 1000)


def looking_for(parameters: type[BaseModel]) -> Any:
    """A dependency that looks at the query string before FastAPI reads ``parameters`` out of it."""

    async def check(request: Request) -> None:  # async: a thread of its own would cost more than the look
        check_query_string(request.scope["query_string"], request.query_params.multi_items(), parameters)

    return Depends(check)


def client(request: Request) -> str:
    """Whom the request comes from."""
    return request.client.host if request.client else ""


def json_answer(content: BaseModel | Mapping[str, Any], **headers: str) -> Response:
    """``content``, which is made of values that are known to be right, as JSON.

    FastAPI would check it against the model once more, which takes longer than the rest of a short answer.
    """
    return Response(pydantic_core.to_json(content), media_type="application/json", headers=headers)
