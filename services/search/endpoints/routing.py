"""What the routes have in common: the parts they ask, the looks at a query string, the problems they document."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydantic_core
from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.responses import Response

from services.search.answers.cursor import Cursors
from services.search.index.port import Index
from services.search.parameters import check_query_string
from shared import errors
from shared.http import problem
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


def read(parameters: type[BaseModel]) -> Any:
    """A dependency that reads the query string into ``parameters``. Raises what says what is wrong with it.

    FastAPI would do it too; but for forty parameters it needs longer than all the rest of a short answer, and it passes
    over those that it does not know. :func:`described` tells its OpenAPI document of them.
    """
    lists = {name for name, field in _by_alias(parameters).items() if isinstance(field.get_default(), list)}

    async def reading(request: Request) -> BaseModel:  # async: a thread of its own would cost more than the work
        given = request.query_params.multi_items()
        check_query_string(request.scope["query_string"], given, parameters)
        values: dict[str, Any] = {name: value for name, value in given if name not in lists}
        for name, value in given:
            if name in lists:
                values.setdefault(name, []).append(value)
        try:
            return parameters.model_validate(values)
        except ValidationError as error:
            raise problem.invalid(error) from None

    return Depends(reading)


def described(parameters: type[BaseModel]) -> dict[str, Any]:
    """FastAPI's ``openapi_extra`` of a route that reads ``parameters``."""
    schemas = parameters.model_json_schema()["properties"]
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": field.is_required(),
                "schema": schemas[name],
                "description": field.description or "",
            }
            for name, field in _by_alias(parameters).items()
        ]
    }


def _by_alias(parameters: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in parameters.model_fields.items()}


def client(request: Request) -> str:
    """Whom the request comes from."""
    return request.client.host if request.client else ""


def json_answer(content: BaseModel | Mapping[str, Any], **headers: str) -> Response:
    """``content``, which is made of values that are known to be right, as JSON.

    FastAPI would check it against the model once more, which takes longer than the rest of a short answer.
    """
    return Response(pydantic_core.to_json(content), media_type="application/json", headers=headers)
