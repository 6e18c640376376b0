"""Refusals of posts, as they are counted: under the source and the form that the document names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.ingest.forms import FORMS
from services.ingest.parsing import parse_json
from shared import errors, logs
from shared.models.articles import ArticleMetadata
from shared.models.receipts import Refusal

UNKNOWN = "unknown"
"""Form of what cannot be read as any."""

MAX_DETAIL = 500
"""Characters of a reason that are kept."""


def refusal_of(raw: bytes | None, error: errors.Refused) -> Refusal:
    """Return the refusal of a document; None where it was too long to be read at all."""
    fields = _fields(raw)
    return Refusal(
        at=datetime.now(UTC),
        source=_source(fields),
        form=next((form.name for form in FORMS if form.recognises(fields)), UNKNOWN),
        code=error.code,
        detail=error.detail[:MAX_DETAIL].encode("utf-8", "replace").decode(),
        request_id=logs.request_id() or None,
    )


def _fields(raw: bytes | None) -> dict[str, Any]:
    try:
        document = parse_json(raw) if raw is not None else {}
    except errors.Malformed:
        return {}
    return document if isinstance(document, dict) else {}


def _source(fields: dict[str, Any]) -> str | None:
    """Return the source, if it is one that an article may have."""
    try:
        return ArticleMetadata.model_validate({"source": fields.get("source")}).source
    except ValueError:
        return None
