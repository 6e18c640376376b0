"""Dates of a page: when its article was published and changed, as it declares, shows, or as may be guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Literal

import htmldate
from lxml.html import HtmlElement

from services.ingest.dates import fault_of
from services.ingest.extraction.json_ld import Node, text_of
from services.ingest.extraction.meta_tags import MetaTags
from services.ingest.extraction.shown_dates import date_in, dates_around, shown_change, shown_date

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dcterms.created", "dc.date.issued", "dcterms.issued", "publish-date", "pubdate", "article.published",
    "vr:published-time",
)  # fmt: skip
_UNSAID = ("dc.date", "date")
"""Names of dates that do not say of what; many a site gives the day of the latest change there."""
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_SAME = timedelta(minutes=1)
_FARTHEST = 14
"""Hours between UTC and the zone that is farthest from it."""
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](0[1-9]|1[0-2]|[1-9])[/_-](0[1-9]|[12]\d|3[01]|[1-9])(?!\d)")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$"
)


@dataclass(frozen=True)
class Published:
    """When an article was published, and how that is known."""

    moment: datetime | date | None = None
    """A time with its zone, or a bare date."""
    origin: Literal["page", "url"] | None = None
    note: str | None = None
    """A date that the page declares and that cannot be."""


def published(root: HtmlElement, articles: Sequence[Node], meta: MetaTags, url: str | None, headline: str) -> Published:
    """Return when the article was published: as the page declares, shows, as its address says, or as may be guessed."""
    note, of_url = None, _url_date(url)
    for text in _declared(root, articles, meta):
        moment = _parsed(text)
        if moment is not None and (fault := fault_of(moment)):
            note = note or f"The page's date {text.strip()[:40]} {fault}."
        elif isinstance(moment, datetime):
            again = (_parsed(meta.first(name)) for name in (*_PUBLISHED, *_UNSAID))
            days = chain([of_url], dates_around(root, headline))
            return Published(_in_its_zone(moment, again, days), "page", note)
        elif moment is not None:
            return Published(moment, "page", note)
    shown = shown_date(root, headline)
    shown = None if shown and fault_of(shown) else shown
    unsaid = next((moment for name in _UNSAID if (moment := read_date(meta.first(name)))), None)
    if unsaid and not (shown and shown.isoformat() < unsaid.isoformat()[:10]):
        return Published(unsaid, "page", note)
    if shown:
        return Published(shown, "page", note)
    if of_url is not None:
        return Published(of_url, "url", note)
    guessed = shown_change(root) or read_date(htmldate.find_date(root, original_date=True, extensive_search=True) or "")
    return Published(guessed, "page" if guessed else None, note)


def _in_its_zone(moment: datetime, again: Iterable[date | None], shown: Iterable[date | None]) -> datetime:
    """Return the same moment in the zone of its page, where that tells it in UTC.

    The zone is the one in which the page declares the moment ``again``; else the nearest in which it is on the day that
    the page shows first, if that is the day before or after.
    """
    if moment.utcoffset():
        return moment
    for other in again:
        if isinstance(other, datetime) and other.utcoffset() and abs(other - moment) < _SAME:
            return moment.astimezone(other.tzinfo)
    day = next(filter(None, shown), None)
    days = (day - moment.date()).days if day else 0
    if abs(days) != 1:
        return moment
    hours = moment.hour + 1 if days < 0 else 24 - moment.hour
    return moment.astimezone(timezone(timedelta(hours=days * hours))) if hours <= _FARTHEST else moment


def _url_date(url: str | None) -> date | None:
    """Return the day in an address such as */2026/03/02/bridge*."""
    match = _IN_URL.search(url or "")
    return read_date("-".join(match.groups())) if match else None


def modified(articles: Sequence[Node], meta: MetaTags) -> datetime | date | None:
    """Return when the article was changed last, as the page declares."""
    texts = [*(text_of(node, "dateModified") for node in articles[:3]), *(meta.first(name) for name in _MODIFIED)]
    return next((moment for text in texts if (moment := read_date(text)) is not None), None)


def read_date(text: str) -> datetime | date | None:
    """Return the moment that an ISO 8601 date or time means; None for anything else, and for what cannot be."""
    moment = _parsed(text)
    return None if moment is None or fault_of(moment) else moment


def _parsed(text: str) -> datetime | date | None:
    match = _ISO.fullmatch(text.strip()[:40])
    if not match:
        return _parsed_words(text)
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        offset = "+00:00" if zone in (None, "Z") else zone
        return datetime.strptime(
            f"{year}-{month}-{day} {hour}:{minute}:{second or '00'} {offset}", "%Y-%m-%d %H:%M:%S %z"
        )
    except ValueError:
        return None


def _parsed_words(text: str) -> datetime | date | None:
    """Return the moment of a date that is written as in mails, or as readers know it."""
    try:
        moment = parsedate_to_datetime(text[:80])
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return date_in(text)


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
