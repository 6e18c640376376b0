"""Dates of a page: when its article was published and changed, as it declares, shows, or as may be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import htmldate
from lxml.html import HtmlElement

from services.ingest.extraction.json_ld import Node, text_of
from services.ingest.extraction.meta_tags import MetaTags

EARLIEST = date(1600, 1, 1)
"""Dates before it are mistakes: the first newspapers were printed in the 1600s."""

LATEST_AHEAD = timedelta(days=1)
"""How far ahead of us a date may be: clocks and zones differ by less."""

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dcterms.created", "dc.date.issued", "dcterms.issued", "dc.date", "date", "publish-date", "pubdate",
    "article.published", "vr:published-time",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$"
)


def published(root: HtmlElement, articles: Sequence[Node], meta: MetaTags, url: str | None) -> datetime | date | None:
    """Return when the article was published: a time with its zone, or a bare date; None where nothing says."""
    for text in _declared(root, articles, meta):
        if (moment := read_date(text)) is not None:
            return moment
    guessed = htmldate.find_date(root, url=url, original_date=True, extensive_search=True)
    return read_date(guessed) if guessed else None


def modified(articles: Sequence[Node], meta: MetaTags) -> datetime | date | None:
    """Return when the article was changed last, as the page declares."""
    texts = [*(text_of(node, "dateModified") for node in articles[:3]), *(meta.first(name) for name in _MODIFIED)]
    return next((moment for text in texts if (moment := read_date(text)) is not None), None)


def read_date(text: str) -> datetime | date | None:
    """Return the moment that an ISO 8601 date or time means; None for anything else, and for what cannot be."""
    match = _ISO.fullmatch(text.strip()[:40])
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        if hour is None:
            moment: datetime | date = date(int(year), int(month), int(day))
            day_of = moment
        else:
            offset = "+00:00" if zone in (None, "Z") else zone
            moment = datetime.strptime(
                f"{year}-{month}-{day} {hour}:{minute}:{second or '00'} {offset}", "%Y-%m-%d %H:%M:%S %z"
            )
            day_of = moment.date()
    except ValueError:
        return None
    return moment if EARLIEST <= day_of <= (datetime.now(UTC) + LATEST_AHEAD).date() else None


def _declared(root: HtmlElement, articles: Sequence[Node], meta: MetaTags) -> Iterator[str]:
    for node in articles[:3]:
        yield text_of(node, "datePublished", "dateCreated", "uploadDate")
    for name in _PUBLISHED[:3]:
        yield meta.first(name)
    for element in root.iter("time", "span", "meta", "div"):
        if (element.get("itemprop") or "").lower() == "datepublished" or (
            element.tag == "time" and "pubdate" in element.attrib
        ):
            yield element.get("datetime") or element.get("content") or ""
    for name in _PUBLISHED[3:]:
        yield meta.first(name)
