"""Finding of feeds: those that a page of HTML links to."""

from __future__ import annotations

import re

from services.ingest import html_tree
from services.ingest.feeds.feed import Offer
from services.ingest.feeds.listing import line
from services.ingest.identity import absolute_url, canonical_url
from shared import errors

MOST_OFFERS = 20

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_LOOKS_LIKE_ONE = re.compile(
    r"(?:\.(?:rss|atom)|/(?:rss|atom|feeds?)(?:\.xml|\.json)?/?|[/_-](?:rss|atom|feed)\.(?:xml|json)|news-?sitemap[\w-]*\.xml)$",
    re.IGNORECASE,
)


def find_feeds(html: str, url: str) -> list[Offer]:
    """Return the feeds that a page declares in its head; where it declares none, those that its links seem to be."""
    try:
        tree = html_tree.parse(html)
    except errors.Rejected:
        return []
    if tree is None:
        return []
    declared: dict[str, Offer] = {}
    linked: dict[str, Offer] = {}
    for element in tree.root.iter("link", "a"):
        href = (element.get("href") or "").strip()
        address = absolute_url(url, href)
        if not address or len(declared) >= MOST_OFFERS:
            continue
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        if "alternate" in (element.get("rel") or "").lower().split() and kind in _TYPES:
            declared.setdefault(canonical_url(address), Offer(url=address, title=line(element.get("title") or "", 200)))
        elif element.tag == "a" and len(linked) < MOST_OFFERS and _LOOKS_LIKE_ONE.search(href.partition("?")[0]):
            text = line(" ".join(element.itertext()), 200)
            linked.setdefault(canonical_url(address), Offer(url=address, title=text))
    return list(declared.values() or linked.values())
