"""Parsing: from the bytes of a request to a post that can be accepted, or to an error that says what to change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, NoReturn

from pydantic import ValidationError

from services.ingest.dates import require_dates
from services.ingest.forms import form_of
from shared import errors
from shared.delivery.posts import Post
from shared.http.problem import invalid
from shared.models.articles import ArticleMetadata

MAX_FIELDS = 200
"""Fields of a posted document: no form has so many, and each unknown one costs a message to its client."""


def parse_post(raw: bytes) -> Post:
    """Parse and validate what was posted, in any of the forms, and identify its article.

    Raises Malformed where the bytes are not JSON, Invalid where a field is wrong.
    """
    document = parse_json(raw)
    fields = document if isinstance(document, dict) else {}
    if len(fields) > MAX_FIELDS:
        raise errors.Invalid.of(
            "", f"has more than {MAX_FIELDS} fields; /docs lists those of each form", "too_many_fields"
        )
    form = form_of(fields)
    try:
        posted = form.model.model_validate(document)
    except ValidationError as error:
        raise invalid(error) from None
    if isinstance(posted, ArticleMetadata) and posted.external_id and not posted.source:
        raise errors.Invalid.of("external_id", "needs a source beside it, since two sources may use the same id")
    if isinstance(posted, ArticleMetadata):
        require_dates(posted)
    try:
        return replace(form.identify(posted), form=form.name)
    except ValueError as error:
        raise errors.Invalid.of("url", str(error)) from None


def parse_json(raw: bytes) -> Any:
    """Parse JSON as RFC 8259 has it: UTF-8, no NaN, and no deeper than a parser can go. Raises Malformed."""
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise errors.Malformed(
            f"The body is not UTF-8: byte {error.start} cannot be read. Encode it as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        raise errors.Malformed(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except RecursionError:
        raise errors.Malformed("The JSON is nested too deeply; an article needs two levels.") from None
    except ValueError as error:  # NaN, numbers of thousands of digits
        raise errors.Malformed(f"The body is not JSON that can be read: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")
