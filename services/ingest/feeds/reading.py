"""Reading of feeds: RSS, Atom, JSON Feed and news sitemaps, from bytes to a listing, bounded in time and memory.

fastfeedparser reads first, in a fifteenth of feedparser's time; feedparser reads what the first cannot, or where it
finds no items. Both are given bytes and nothing else: the first would fetch a text that begins as an address, the
second would open a file of that name.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import fastfeedparser
import feedparser

from services.ingest.feeds.listing import MOST_ITEMS, Item, Listing, NotAFeed, line, make_item
from services.ingest.feeds.schedule import DAY, HOUR, MINUTE
from services.ingest.feeds.sitemap import is_sitemap, read_sitemap

MOST_FOR_FEEDPARSER = 1_000_000
"""Bytes that feedparser is given: it reads some 2 MB in a second, and what is cut off in the middle as well."""

_HEAD = 20_000
"""Bytes in which a feed says how often it changes: before its items."""
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:\w{1,20}:)?updatePeriod>\s*(\w{1,10})\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<(?:\w{1,20}:)?updateFrequency>\s*(\d{1,6})\s*<", re.IGNORECASE)
_PERIODS = {
    b"hourly": HOUR, b"always": HOUR, b"daily": DAY, b"weekly": 7 * DAY, b"monthly": 30 * DAY, b"yearly": 365 * DAY,
}  # fmt: skip
_HTML = re.compile(
    rb"(?>\s+|<\?xml.{0,500}?\?>|<!--.{0,2000}?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def read_feed(content: bytes, url: str) -> Listing:
    """Return what a feed lists; ``url`` is its address, to which those of its items may be relative.

    Raises NotAFeed where the bytes are none.
    """
    content = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not content:
        raise NotAFeed("The answer is empty.")
    if is_html(content):
        raise NotAFeed("It is a page of HTML.")
    if is_sitemap(content):
        return read_sitemap(content, url)
    document = _fast(content) or _thorough(content)
    entries = document["entries"]
    items = [_item(entry, url) for entry in entries[:MOST_ITEMS]]
    about = document["feed"]
    home = make_item(url, link=_text(about.get("link"))).url
    return Listing(
        items=items,
        title=line(_text(about.get("title")), 200),
        home=home,
        hint=_hint(content[:_HEAD]),
        cut=len(entries) > MOST_ITEMS,
    )


def is_html(content: bytes) -> bool:
    """Return whether bytes begin as a page of HTML."""
    return bool(_HTML.match(content[:10_000]))


def _fast(content: bytes) -> Mapping[str, Any] | None:
    """Return the document as fastfeedparser reads it; None where it cannot, or finds no items."""
    try:
        document: Mapping[str, Any] = fastfeedparser.parse(
            content, include_content=False, include_media=False, include_enclosures=False
        )
    except Exception:  # noqa: BLE001 - whatever a stranger's bytes do to it, the other parser is asked next
        return None
    return document if document["entries"] else None


def _thorough(content: bytes) -> Mapping[str, Any]:
    """Return the document as feedparser reads it. Raises NotAFeed."""
    try:
        document: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(content[:MOST_FOR_FEEDPARSER]), sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001
        raise NotAFeed(f"It cannot be read ({type(error).__name__}).") from None
    if document["entries"] or document.get("version"):
        return document
    if content[:1] == b"{":
        return _empty_json(content)
    raise NotAFeed("It is neither RSS nor Atom, JSON Feed or a news sitemap.")


def _empty_json(content: bytes) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = fastfeedparser.parse(content)
    except Exception:  # noqa: BLE001
        raise NotAFeed("It is JSON, but not a JSON Feed.") from None
    return document


def _item(entry: Mapping[str, Any], base: str) -> Item:
    people = entry.get("authors") or [{"name": entry.get("author")}]
    return make_item(
        base,
        link=_text(entry.get("link")),
        id=_text(entry.get("id")),
        title=_text(entry.get("title")),
        published=_date(entry, "published") or _date(entry, "updated"),
        authors=[_text(person.get("name")) for person in people if isinstance(person, Mapping)],
        tags=[_text(tag.get("term")) for tag in entry.get("tags") or [] if isinstance(tag, Mapping)],
    )


def _date(entry: Mapping[str, Any], field: str) -> str:
    """Return a date as ISO 8601: fastfeedparser's text, or feedparser's tuple in UTC."""
    parsed = entry.get(f"{field}_parsed")
    if parsed:
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
        except (TypeError, ValueError, OverflowError, OSError):
            return ""
    return _text(entry.get(field))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _hint(head: bytes) -> float:
    """Return the seconds between polls that a feed asks for: the longer of its ttl and its update period."""
    return max([0.0, *_hints(head)])


def _hints(head: bytes) -> Iterator[float]:
    if ttl := _TTL.search(head):
        yield int(ttl[1]) * MINUTE
    if period := _PERIOD.search(head):
        frequency = _FREQUENCY.search(head)
        yield _PERIODS.get(period[1].lower(), 0.0) / max(1, int(frequency[1]) if frequency else 1)
