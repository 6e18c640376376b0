"""Query strings: the checks before parameters are read, and the parameters of what is looked up by its id."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from urllib.parse import unquote_to_bytes

from pydantic import BaseModel, Field

from shared.errors import Invalid, Refused, TooLarge, UnknownParameter

MAX_QUERY_BYTES = 32_768
"""Bytes of a query string: every value that is allowed at once, and a cursor with the snapshot of an engine."""

_OTHER_NAMES = {
    "query": "q", "search": "q", "since": "from", "after": "from", "until": "to", "before": "to", "limit": "size",
    "count": "size", "per_page": "size", "page": "cursor", "offset": "cursor", "order": "sort", "lang": "language",
    "person": "speaker", "verb": "cue", "outlet": "source", "publisher": "source", "byline": "author",
    "confidence": "confidence_min", "min_confidence": "confidence_min", "select": "fields", "include": "fields",
    "aggs": "facet", "facets": "facet", "output": "format", "granularity": "interval",
}  # fmt: skip
"""Names that other services have for the same parameters; likeness in spelling alone would not lead there."""


class VersionParameter(BaseModel):
    """Parameters of ``/v1/articles/{id}``."""

    version: int | None = Field(
        None,
        ge=1,
        # An index version is 1,024 times this and has to fit into 63 bits.
        lt=2**53,
        description="An older version; `versions` of the article lists them.",
    )


class NoParameters(BaseModel):
    """Parameters of ``/v1/quotes/{id}``: none."""


def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of a model's parameters, as clients write them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def check_query_string(query: bytes, given: Iterable[tuple[str, str]], model: type[BaseModel]) -> None:
    """Refuse what the fields of ``model`` cannot see: unknown names, a single value given twice, bytes beyond UTF-8.

    ``query`` is the query string as it was received, ``given`` what it holds, in order.
    """
    if len(query) > MAX_QUERY_BYTES:
        raise TooLarge(f"A query string may have {MAX_QUERY_BYTES:,} bytes.", limit=MAX_QUERY_BYTES)
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise Refused("The query string is not UTF-8, percent-encoded.") from None
    names = names_of(model)
    single = {
        field.alias or name for name, field in model.model_fields.items() if not isinstance(field.get_default(), list)
    }
    seen = set()
    for name, _ in given:
        if name not in names:
            raise unknown(name, names)
        if name in seen and name in single:
            raise Invalid.of(name, "may be given only once")
        seen.add(name)


def unknown(name: str, names: Collection[str]) -> UnknownParameter:
    """Return the refusal of ``name``, with the nearest of ``names``."""
    shown = name if len(name) <= 40 else name[:40] + "…"
    alike = difflib.get_close_matches(name[:40].lower(), names, 1)
    nearest = next((near for near in [_OTHER_NAMES.get(name.lower()), *alike] if near in names), None)
    hint = f"Did you mean {nearest}?" if nearest else f"Known are {', '.join(names)}." if names else "None is taken."
    return UnknownParameter(f"There is no parameter {shown!r} here. {hint}", parameter=shown, nearest=nearest)
