"""Listing of a feed: its items and what it says of itself, whatever format it came in, every field within limits."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from services.ingest.extraction.published import read_date
from services.ingest.identity import absolute_url, canonical_url
from shared.hashing import digest

MOST_ITEMS = 1_000
"""Items of a feed that are looked at, the first ones; Google's limit for a news sitemap. Others list 10 to 100."""

MOST_NAMES, MOST_TAGS = 20, 30

_TAG = re.compile(r"<[^<>]{1,300}>")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_EMAIL = re.compile(r"\S+@\S+")
_IN_BRACKETS = re.compile(r"^\S+@\S+\s+\((.{1,200})\)$")
_BETWEEN = re.compile(r"\s*(?:;|,\s|\s&\s|\sand\s)\s*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Format = Literal["rss", "atom", "json", "sitemap"]


class NotAFeed(Exception):
    """The bytes hold no feed; the message says what they seem to be."""


@dataclass(frozen=True)
class Item:
    """An item as its feed lists it; "" or None where it says nothing."""

    url: str
    """Its whole address; "" where there is none, or none that could be fetched."""
    name: str
    """Name of it among the feed's items: of its address, or else of its id and title."""
    title: str = ""
    published_at: datetime | None = None
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    language: str = ""
    source: str = ""


@dataclass(frozen=True)
class Listing:
    """What a feed listed at one time."""

    items: list[Item]
    title: str = ""
    home: str = ""
    hint: float = 0.0
    """Seconds that it asks to leave between polls; 0 where it does not."""
    cut: bool = False
    """Whether it lists more than :data:`MOST_ITEMS`."""


def make_item(
    base: str,
    *,
    link: str,
    id: str = "",
    title: str = "",
    published: str = "",
    authors: Iterable[str] = (),
    tags: Iterable[str] = (),
    language: str = "",
    source: str = "",
) -> Item:
    """Return an item of the fields' text as the feed has it; ``base`` is the feed's own address."""
    url = absolute_url(base, link.strip())
    names = [name for text in authors for name in _names(text)]
    return Item(
        url=url,
        name=digest(canonical_url(url) if url else f"{id}\n{title}\n{link}")[:16],
        title=line(title, 2_000),
        published_at=moment(published),
        authors=list(dict.fromkeys(names))[:MOST_NAMES],
        tags=list(dict.fromkeys(tag for text in tags if (tag := line(text, 100))))[:MOST_TAGS],
        language=language if _LANGUAGE.fullmatch(language) and len(language) <= 35 else "",
        source=line(source, 200),
    )


def line(text: str, most: int) -> str:
    """Return text as one line without markup, of so many characters at most."""
    plain = _TAG.sub("", html.unescape(text[: 4 * most]))
    return " ".join(_UNPRINTABLE.sub(" ", plain).split())[:most]


def moment(text: str) -> datetime | None:
    """Return an ISO 8601 date or time; None for anything else, and for what cannot be."""
    read = read_date(text)
    if isinstance(read, datetime):
        return read
    return datetime(read.year, read.month, read.day, tzinfo=UTC) if isinstance(read, date) else None


def _names(text: str) -> list[str]:
    whole = line(text, 500)
    if bracketed := _IN_BRACKETS.match(whole):
        whole = bracketed[1]
    return [name for part in _BETWEEN.split(_EMAIL.sub("", whole)) if 0 < len(name := part.strip(" ,;<>()")) <= 200]
