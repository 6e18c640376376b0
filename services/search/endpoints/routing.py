"""Routing: what all routes share. The index and cursors they read from, query strings, documented problems, JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydantic_core
from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from starlette.responses import Response

from services.search.answers.cursors import Cursors
from services.search.index.port import Index
from services.search.parameters import check_query_string
from shared import errors
from shared.http import problem
from shared.http.docs import problems

_ALL = (errors.Refused, errors.UnknownParameter, errors.TooLarge, errors.Invalid, errors.Unavailable)
ONE = problems(*_ALL, errors.NotFound)
"""Problems of a route that looks something up by its id."""
ANALYSIS = problems(*_ALL, errors.QuerySyntax)
"""Problems of a route that counts, draws or compares what matches."""
LIST = problems(
    *_ALL,
    errors.QuerySyntax,
    errors.UnknownField,
    errors.InvalidCursor,
    errors.CursorExpired,
    errors.NotAcceptable,
)
"""Problems of a list."""


@dataclass(frozen=True)
class Reader:
    """What the routes read from."""

    index: Index
    cursors: Cursors


def read(parameters: type[BaseModel], *, passing_over: bool = False) -> Any:
    """Return a dependency that reads the query string into ``parameters``; it raises Refused and Invalid.

    ``passing_over``: parameters that it does not know are passed over, not refused.

    FastAPI would do it too; but for forty parameters it needs longer than all the rest of a short answer, and it passes
    over those that it does not know. :func:`described` puts them into its OpenAPI document.
    """
    known = _by_alias(parameters)
    lists = {name for name, field in known.items() if isinstance(field.get_default(), list)}

    async def reading(request: Request) -> BaseModel:  # async: a thread of its own would cost more than the work
        given = request.query_params.multi_items()
        if passing_over:
            given = [(name, value) for name, value in given if name in known]
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
    """Return FastAPI's ``openapi_extra`` for a route that reads ``parameters``."""
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


def client_of(request: Request) -> str:
    """Return the address that the request comes from."""
    return request.client.host if request.client else ""


def json_answer(content: BaseModel | Mapping[str, Any], **headers: str) -> Response:
    """Return ``content`` as JSON. Its values come from our own models and are not validated again.

    FastAPI would check it against the model once more, which takes longer than the rest of a short answer.
    """
    return Response(pydantic_core.to_json(content), media_type="application/json", headers=headers)
