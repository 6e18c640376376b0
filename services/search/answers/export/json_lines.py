"""Results as JSON lines: one JSON document a line."""

from __future__ import annotations

from collections.abc import Iterable

import pydantic_core
from pydantic import BaseModel

from services.search.answers.fields import Fields


def lines(results: Iterable[BaseModel], fields: Fields | None) -> bytes:
    """Return a line for each result, with these ``fields`` only, or whole."""
    shown = (result if fields is None else fields.of(result.model_dump(mode="json")) for result in results)
    return b"".join(pydantic_core.to_json(each) + b"\n" for each in shown)
