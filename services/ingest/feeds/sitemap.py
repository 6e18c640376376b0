"""News sitemaps: what they list as news, read as a stream within limits.

Of a plain sitemap nothing is taken: it lists the whole site. Only what carries news tags counts, as
mediacloud/rss-fetcher has it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from lxml import etree

from services.ingest.feeds.listing import MOST_ITEMS, Item, Listing, NotAFeed, make_item

_START = re.compile(rb"(?>\s+|<\?.{0,500}?\?>|<!--.{0,2000}?-->)*+<(?:\w{1,20}:)?(urlset|sitemapindex)\b", re.DOTALL)
MOST_ENTRIES = 50_000
"""Entries that are looked at: the most that a sitemap may have (sitemaps.org)."""


def is_sitemap(content: bytes) -> bool:
    """Return whether bytes begin as a sitemap or an index of sitemaps."""
    return bool(_START.match(content[:10_000]))


def read_sitemap(content: bytes, url: str) -> Listing:
    """Return the news that a sitemap lists, those named first. Raises NotAFeed where it lists none."""
    start = _START.match(content[:10_000])
    if start and start[1] == b"sitemapindex":
        raise NotAFeed("It is an index of sitemaps; add the one of the news.")
    items: list[Item] = []
    entries, cut = 0, False
    for entry in _entries(content):
        entries += 1
        if entries > MOST_ENTRIES or len(items) > MOST_ITEMS:
            cut = True
            break
        fields = {_local(node): (node.text or "").strip() for node in entry.iter("{*}*")}
        if "news" not in fields:
            continue
        items.append(
            make_item(
                url,
                link=fields.get("loc", ""),
                title=fields.get("title", ""),
                published=fields.get("publication_date", ""),
                tags=fields.get("keywords", "").split(","),
                language=fields.get("language", ""),
                source=fields.get("name", ""),
            )
        )
    if not items and entries:
        raise NotAFeed("It is a sitemap without news tags, which lists the whole site.")
    return Listing(items=items[:MOST_ITEMS], title=items[0].source if items else "", cut=cut or len(items) > MOST_ITEMS)


def _local(node: etree._Element) -> str:
    """Return the name without its namespace; what a recovered tree has need not be a name that lxml takes."""
    return str(node.tag).rpartition("}")[2]


def _entries(content: bytes) -> Iterator[etree._Element]:
    """Yield the entries one by one; what is invalid behind them takes nothing away."""
    parser = etree.iterparse(
        io.BytesIO(content), events=("end",), tag="{*}url", resolve_entities=False, load_dtd=False, no_network=True,
        huge_tree=False, recover=True,
    )  # fmt: skip
    try:
        for _, entry in parser:
            yield entry
            entry.clear()
            while entry.getprevious() is not None:
                del entry.getparent()[0]
    except etree.XMLSyntaxError:
        return
