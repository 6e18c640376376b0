"""A page of results as a feed: its address, the links from page to page, an entry for each result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from pydantic import BaseModel

from services.search.answers.export.feed import Entry, Feed, article_entry, name_entry, quote_entry
from services.search.answers.models import ListedEntity, ListedSpeaker
from services.search.index.results import FoundArticle, FoundQuote


def feed_of(results: Sequence[BaseModel], kind: str, format: str, request: Request, following: str | None) -> Feed:
    """The feed of one page. ``following``: the cursor of the next one. Its addresses name the format, since a reader
    that follows a link may accept something else."""
    base = str(request.base_url).rstrip("/")
    now = datetime.now(UTC)
    entries = [_entry(result, base, now) for result in results]
    asked = [(name, value) for name, value in request.query_params.multi_items() if name not in ("cursor", "format")]
    words = ", ".join(f"{name} {value}" for name, value in asked if name != "size")

    def address(**more: str) -> str:
        return f"{base}{request.url.path}?{urlencode([*asked, ('format', format), *more.items()])}"

    return Feed(
        title=f"Quotewire: {kind}" + (f" ({words})" if words else ""),
        address=str(request.url),
        first=address(),
        next=address(cursor=following) if following else None,
        updated=max((entry.updated for entry in entries), default=now),
        entries=entries,
    )


def _entry(result: Any, base: str, now: datetime) -> Entry:
    match result:
        case FoundArticle():
            return article_entry(result, base)
        case FoundQuote():
            return quote_entry(result, base)
        case ListedEntity() | ListedSpeaker():
            return name_entry(result, base, now)
        case _:
            raise TypeError(type(result))
