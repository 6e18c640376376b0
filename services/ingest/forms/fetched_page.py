"""The form ``fetched_page``: what an address answered. No client posts it; the worker makes it of the form ``url``."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from services.ingest.extraction.page import Extracted, extract
from services.ingest.fetching.client import Fetched
from services.ingest.forms.form import Form, waiting_payload
from services.ingest.forms.html_page import Fallback, HtmlPage, article_of
from services.ingest.forms.html_page import identify as identify_page
from services.ingest.forms.web_address import WebAddress
from shared import errors
from shared.models.articles import Article

NAME = "fetched_page"

LEAST_HIDDEN = 3.0
"""How many times longer than the extracted text the text is that a page declares, where most of it is behind a wall."""

_WALLS = frozenset({401, 402, 403, 451})
_CONSENT = re.compile(r"([\w-]*consent[\w-]*|guce|myprivacy|cookiewall)\.", re.IGNORECASE)
"""Hosts to which sites send those who have not agreed to cookies: *consent.google.com*, *guce.yahoo.com*."""
GONE = frozenset({404, 410})
"""Statuses of a page that is gone."""
_TEXTS = re.compile(r"text/html|application/xhtml\+xml|text/plain|application/xml|text/xml|", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class FetchedPage(HtmlPage):
    """A page as it was fetched."""

    fetched_from: str
    """The address that answered, after redirects."""
    fallback: Fallback | None = None
    """What the feed says that listed the address."""


def page_payload(address: WebAddress, fetched: Fetched) -> str:
    """Return a fetched page as a payload that waits to be prepared. Raises OutsideFault where the answer holds none."""
    if "challenge" in fetched.headers.get("cf-mitigated", "").lower():
        raise errors.OutsideFault("The site lets no program read the page (it answers with a challenge).")
    if _CONSENT.match(host := host_of(fetched.url)) and host != host_of(address.url):
        raise errors.OutsideFault(f"The site asks for consent first ({host}), which no program can give.")
    if fetched.status in _WALLS:
        raise errors.OutsideFault(f"The page is behind a wall: the site answers {fetched.status}.")
    if fetched.status in GONE:
        raise errors.OutsideFault(f"The page is gone: the site answers {fetched.status}.")
    if not 200 <= fetched.status < 300:
        raise errors.OutsideFault(f"The site answers {fetched.status}, which is no page.")
    media = fetched.headers.get("content-type", "").split(";")[0].strip()
    if not _TEXTS.fullmatch(media):
        raise errors.OutsideFault(f"The address holds {media[:60]!r}, not a page of HTML.")
    html = _NOT_TEXT.sub("", decoded(fetched))
    if not html.strip():
        raise errors.OutsideFault("The page is empty.")
    page = FetchedPage(html=html, fetched_from=fetched.url, **address.model_dump())
    return waiting_payload(NAME, page)


def host_of(url: str) -> str:
    """Return the host of an address; "" where it has none."""
    return urlsplit(url).hostname or ""


def decoded(fetched: Fetched) -> str:
    """Return a page's text: in the charset that its header names, or its head, or else UTF-8 where it is that.

    What is left is windows-1252, as the HTML standard has it.
    """
    head = _META_CHARSET.search(fetched.body[:4_096])
    named = [match[1] for match in [_CHARSET.search(fetched.headers.get("content-type", ""))] if match]
    named += [head[1].decode("ascii", "ignore")] if head else []
    for charset in (*named, "utf-8"):
        try:
            return fetched.body.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return fetched.body.decode("windows-1252", "replace")


def prepare(page: FetchedPage) -> Article:
    """Return the article of a page. Raises Rejected if there is none, OutsideFault if it is behind a wall."""
    extracted = extract(page.html, page.fetched_from)
    check_walls(extracted)
    if not extracted.own_address and urlsplit(page.fetched_from).path.strip("/"):
        extracted = replace(extracted, own_address=page.fetched_from)
    given = page.model_dump(exclude={"html", "fetched_from", "fallback"}, exclude_defaults=True)
    return article_of(extracted, given, page.fallback)


def check_walls(extracted: Extracted) -> None:
    """Raise OutsideFault where a page declares, in its structured data, that most of its text is not shown."""
    if extracted.free is False:
        raise errors.OutsideFault("The page is behind a paywall: it declares that it is not free to read.")
    if extracted.declared_length > LEAST_HIDDEN * max(len(extracted.text), 200):
        raise errors.OutsideFault(
            "The page shows a small part of the text that it declares; the rest is behind a wall."
        )


FETCHED_PAGE = Form(
    name=NAME,
    model=FetchedPage,
    recognises=lambda _document: False,
    identify=identify_page,
    prepare=prepare,
    example={},
)
