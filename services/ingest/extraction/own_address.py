"""Own address of a page: the one that it declares, where that can be the address of an article on the same site."""

from __future__ import annotations

from urllib.parse import urlsplit

import courlan
from lxml.html import HtmlElement

from services.ingest.extraction.meta_tags import MetaTags
from services.ingest.identity import absolute_url
from shared.models.articles import without_credentials


def own_address(root: HtmlElement, meta: MetaTags, url: str | None) -> str | None:
    """Return the address that a page says is its own (``rel=canonical``, else ``og:url``); None where it says none.

    Not believed, as search engines do not: several that differ, a site's front page, which many sites name on all of
    their pages, and another site's, which only says where the text was printed first. ``url`` is where it was read.
    """
    links = [
        (element.get("href") or "").strip()
        for element in root.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split()
    ]
    declared = {address for link in links if (address := _believable(link, url))}
    if not links and (address := _believable(meta.first("og:url"), url)):
        declared = {address}
    return declared.pop() if len(declared) == 1 else None


def _believable(link: str, url: str | None) -> str | None:
    address = absolute_url(url or "", link).partition("#")[0]
    parts = urlsplit(address)
    if not (parts.path.strip("/") or parts.query):
        return None
    return without_credentials(address) if url is None or site_of(address) == site_of(url) else None


def site_of(url: str) -> str:
    """Return what one owner has: the registered domain, or the host where no registry is known to give it out."""
    registered: str | None = courlan.extract_domain(url)
    return registered or (urlsplit(url).hostname or "").removeprefix("www.")
