"""A page of results as a feed: Atom (RFC 4287) or RSS 2.0, with links from page to page (RFC 5005, section 3)."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from services.search.answers.models import ListedEntity, ListedSpeaker
from services.search.index.results import FoundArticle, FoundQuote

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
ET.register_namespace("atom", _ATOM)
ET.register_namespace("dc", _DC)

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, not even escaped. Articles may hold a few of them."""

_TITLE_CHARS = 120
"""Characters of a quote in an entry's title; feed readers show one or two lines."""

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of change of an entry without any date: Atom demands one, and one that stays."""


@dataclass(frozen=True)
class Entry:
    """One result as a feed reader shows it."""

    id: str
    """A URN, the same as long as the result exists."""
    title: str
    link: str
    text: str
    updated: datetime
    published: datetime | None = None
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Feed:
    """One page of entries."""

    title: str
    address: str
    """Its own address."""
    first: str
    """The address of the feed's first page; it identifies the feed."""
    next: str | None
    updated: datetime
    entries: Sequence[Entry]


def article_entry(article: FoundArticle, base: str) -> Entry:
    """Return the entry of an article; ``base`` is the address of this API, without a slash at the end."""
    said = f"{article.quote_count} quote{'' if article.quote_count == 1 else 's'}"
    named = ", ".join(entity.name for entity in article.entities[:10])
    return Entry(
        id=_urn("article", article.id),
        title=article.title or "(no title)",
        link=_web(article.url) or f"{base}/v1/articles/{article.id}",
        text=" · ".join(filter(None, [article.source, said, named])),
        updated=article.modified_at or article.published_at or article.accepted_at,
        published=article.published_at,
        authors=article.authors,
        tags=article.tags,
    )


def quote_entry(said: FoundQuote, base: str) -> Entry:
    """Return the entry of a quote; its author is the speaker."""
    speaker = said.speaker.name if said.speaker else None
    where = said.article.title + (f" ({said.article.source})" if said.article.source else "")
    return Entry(
        id=_urn("quote", said.id),
        title=f"{speaker or 'Unknown'}: {textwrap.shorten(said.text, _TITLE_CHARS, placeholder=' …')}",
        link=_web(said.article.url) or f"{base}/v1/quotes/{said.id}",
        text=f"{said.text}\n\n{where}",
        updated=said.article.published_at or UNDATED,
        published=said.article.published_at,
        authors=[speaker] if speaker else [],
    )


def name_entry(named: ListedEntity | ListedSpeaker, base: str, now: datetime) -> Entry:
    """Return the entry of an entity or a speaker, with its counts as they are ``now``."""
    if isinstance(named, ListedEntity):
        counts = {"articles": named.articles, "quotes by": named.quotes_by, "quotes about": named.quotes_about}
    else:
        counts = {"quotes": named.quotes}
    return Entry(
        id=_urn("name", named.id),
        title=named.name,
        link=f"{base}/v1/entities/{quote(named.id, safe=':')}",
        text=", ".join(f"{what}: {count}" for what, count in counts.items()),
        updated=now,
    )


def atom(feed: Feed) -> bytes:
    """Return the feed as an Atom document."""
    root = ET.Element("feed", xmlns=_ATOM)
    _texts(root, id=feed.first, title=feed.title, updated=_rfc3339(feed.updated))
    _texts(_sub(root, "author"), name="Quotewire")  # of entries that name nobody
    _links(root, "link", feed)
    for each in feed.entries:
        entry = _sub(root, "entry")
        _texts(entry, id=each.id, title=each.title, updated=_rfc3339(each.updated))
        if each.published:
            _texts(entry, published=_rfc3339(each.published))
        _sub(entry, "link", rel="alternate", href=each.link)
        for name in each.authors:
            _texts(_sub(entry, "author"), name=name)
        for tag in each.tags:
            _sub(entry, "category", term=tag)
        _texts(entry, content=each.text)
    return _document(root)


def rss(feed: Feed) -> bytes:
    """Return the feed as an RSS document."""
    root = ET.Element("rss", version="2.0")
    channel = _sub(root, "channel")
    _texts(channel, title=feed.title, link=feed.first, description=feed.title)
    _texts(channel, lastBuildDate=_rfc822(feed.updated))
    _links(channel, f"{{{_ATOM}}}link", feed)
    for each in feed.entries:
        item = _sub(channel, "item")
        _texts(item, title=each.title, link=each.link, description=_html(each.text))
        _sub(item, "guid", isPermaLink="false").text = each.id
        if each.published:
            _texts(item, pubDate=_rfc822(each.published))
        for name in each.authors:
            _sub(item, f"{{{_DC}}}creator").text = _clean(name)
        for tag in each.tags:
            _texts(item, category=tag)
    return _document(root)


def _links(parent: ET.Element, name: str, feed: Feed) -> None:
    for rel, address in (("self", feed.address), ("first", feed.first), ("next", feed.next)):
        if address:
            _sub(parent, name, rel=rel, href=address)


def _sub(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        _sub(parent, name).text = _clean(text)


def _document(root: ET.Element) -> bytes:
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _html(text: str) -> str:
    """Return ``text`` as HTML, since RSS descriptions are read as that: a tag in it has to stay text."""
    return html.escape(text, quote=False).replace("\n\n", "<br><br>")


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _urn(kind: str, id: str) -> str:
    return f"urn:quotewire:{kind}:{quote(id, safe=':')}"


def _web(url: str | None) -> str | None:
    """Return ``url`` if a reader may be sent there: the address of an article was posted, and could be a script."""
    if url and re.match(r"https?://[^\s]+\Z", url, re.IGNORECASE):
        return quote(url, safe="%/:=&?~#+!$,;'@()*[]")
    return None
