"""Query strings: refuse what a route would otherwise pass over in silence."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.errors import Invalid, Refused, TooLarge, UnknownParameter

MAX_QUERY_BYTES = 32_768
"""Bytes of a query string: every value that is allowed at once, and a cursor with the snapshot of an engine."""


def check_query_string(
    query: bytes,
    given: Iterable[tuple[str, str]],
    *,
    names: Collection[str],
    single: Collection[str],
    synonyms: Mapping[str, str] | None = None,
) -> None:
    """Refuse unknown parameters, a single-valued one given twice, and bytes that are not UTF-8.

    ``query`` is the query string as it was received, ``given`` the names and values in it; ``names`` are those that the
    route knows, ``single`` those of them that may stand there once, and ``synonyms`` lead from what other services call
    a parameter to its name here. Raises UnknownParameter, Invalid, Refused or TooLarge.
    """
    if len(query) > MAX_QUERY_BYTES:
        raise TooLarge(f"A query string may have {MAX_QUERY_BYTES:,} bytes.", limit=MAX_QUERY_BYTES)
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise Refused("The query string is not UTF-8, percent-encoded.") from None
    seen = set()
    for name, _ in given:
        if name not in names:
            raise unknown_parameter(name, names, synonyms or {})
        if name in seen and name in single:
            raise Invalid.of(name, "may be given only once")
        seen.add(name)


def unknown_parameter(name: str, names: Collection[str], synonyms: Mapping[str, str]) -> UnknownParameter:
    """Return the refusal of a parameter that a route does not know, with the nearest of those that it does."""
    shown = name if len(name) <= 40 else name[:40] + "…"
    alike = difflib.get_close_matches(name[:40].lower(), names, 1)
    nearest = next((near for near in [synonyms.get(name.lower()), *alike] if near in names), None)
    hint = f"Did you mean {nearest}?" if nearest else f"Known are {', '.join(names)}." if names else "None is taken."
    return UnknownParameter(f"There is no parameter {shown!r} here. {hint}", parameter=shown, nearest=nearest)


async def _only_declared(request: Request) -> None:
    if not request.scope["query_string"]:
        return
    route = request.scope["route"]
    assert isinstance(route, APIRoute)
    names = list(_declared(route.dependant))
    given = request.query_params.multi_items()
    check_query_string(request.scope["query_string"], given, names=names, single=names)


def _declared(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for dependency in dependant.dependencies:
        yield from _declared(dependency)


ONLY_DECLARED: Any = Depends(_only_declared)
"""FastAPI dependency of routes that declare their parameters in their signature, each of them single-valued."""
