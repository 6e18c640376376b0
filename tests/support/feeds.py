"""Feeds as text, for tests that serve or read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from html import escape


def rss_item(link: str, title: str = "", published: datetime | None = None, more: str = "") -> str:
    date = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
    return f"<item><title>{escape(title)}</title><link>{escape(link)}</link>{date}{more}</item>"


def rss(items: Iterable[str], title: str = "Example Courier", more: str = "") -> str:
    """Return an RSS feed of items as :func:`rss_item` makes them."""
    names = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    return f'<rss version="2.0" {names}><channel><title>{title}</title>{more}{"".join(items)}</channel></rss>'


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + '<!ENTITY file SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&i;&file;</title>'
    "<item><title>&i;&file;</title><link>https://courier.example/1</link></item></channel></rss>"
)
"""Entities that would expand to a gigabyte, and one that would read a file."""
