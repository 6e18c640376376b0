"""Errors as ``application/problem+json`` (RFC 9457), mapped here and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from shared import errors

_UNREADABLE = "There was an error parsing the body"
"""What the framework says of a body that is not UTF-8, nested without end, or holds a number without end."""

_KIND = re.compile(r"^(Input|String|Value|List|Tuple) (?=should )")

_TITLES = {404: "Not found", 405: "Method not allowed", 406: "Not acceptable"}


_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that is known here; /docs lists them",
    "string_unicode": "holds a lone surrogate or other text that is not Unicode; remove it",
    "model_type": "should be a JSON object",
    "model_attributes_type": "should be a JSON object",
    "string_type": "should be text",
    "tuple_type": "should be a list",
    "list_type": "should be a list",
}
"""Messages in place of Pydantic's, where a client would not understand these."""


class ProblemResponse(JSONResponse):
    """Response with a problem document."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        """Return ASCII, since what is quoted from a bad request may hold what UTF-8 cannot."""
        return json.dumps(content).encode("ascii")


def problem_response(error: errors.QuotewireError) -> Response:
    """Return the answer to a request that ended in ``error``."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, errors.Unavailable) else None
    return ProblemResponse(problem_document(error), error.status, headers)


def problem_document(error: errors.QuotewireError) -> dict[str, Any]:
    """Return the problem document of an error: for an answer, or for one line of it."""
    return _document(error.status, error.code, error.title, error.detail) | error.extra


def _document(status: int, code: str, title: str, detail: str) -> dict[str, Any]:
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    kind = f"urn:quotewire:problem:{code}"
    return {
        "type": kind, "title": title, "status": status, "detail": detail, "code": code, "request_id": request_id,
    }  # fmt: skip


def invalid(error: ValidationError | RequestValidationError) -> errors.Invalid:
    """Return a validation error as a problem that names each field, without echoing what was sent."""
    return errors.Invalid.of_all(
        errors.FieldError(
            ".".join(str(part)[:100] for part in item["loc"] if part not in ("query", "path", "header")),
            _message(item),
            item["type"],
        )
        for item in error.errors()
    )


def _message(item: Mapping[str, Any]) -> str:
    """Return what is wrong with one field, in words that its client understands."""
    limits = item.get("ctx", {})
    if limits.get("field_type") == "Value":  # text, whose characters pydantic calls items
        if item["type"] == "too_short":
            return "is empty"
        if item["type"] == "too_long":
            return f"should have at most {limits['max_length']:,} characters; it has {limits['actual_length']:,}"
    if item["type"] == "too_long":
        return f"should have at most {limits['max_length']:,} items; it has {limits['actual_length']:,}"
    if item["type"] == "string_too_short" and limits["min_length"] == 1:
        return "is empty"
    if item["type"].startswith("union_tag"):
        known = limits.get("expected_tags")
        return f"needs the field {limits['discriminator']}" + (f", one of {known}" if known else "")
    return _MESSAGES.get(item["type"], _KIND.sub("", str(item["msg"]).removeprefix("Value error, ")))


async def on_error(_request: Request, error: Exception) -> Response:
    """Handle errors of ours, for FastAPI."""
    assert isinstance(error, errors.QuotewireError)
    return problem_response(error)


async def on_validation_error(_request: Request, error: Exception) -> Response:
    """Handle parameters that do not validate, for FastAPI."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        place = f"{first['ctx']['error']} at character {first['loc'][-1] + 1}"
        return problem_response(errors.Malformed(f"The body is not JSON: {place}."))
    return problem_response(invalid(error))


async def on_http_exception(_request: Request, error: Exception) -> Response:
    """Handle refusals of the framework itself, for FastAPI: unknown paths, wrong methods."""
    assert isinstance(error, HTTPException)
    if error.detail == _UNREADABLE:
        return problem_response(
            errors.Malformed("The body cannot be read; send JSON in UTF-8, without deep nesting or endless numbers.")
        )
    title = _TITLES.get(error.status_code, "The request cannot be served")
    code = title.lower().replace(" ", "_")
    document = _document(error.status_code, code, title, f"{error.detail}. /docs lists what is served.")
    return ProblemResponse(document, error.status_code, error.headers)
