"""Items of a feed as posts: each goes in once, as an address with what the feed says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from services.ingest.acceptance import Acceptance
from services.ingest.feeds.listing import Item
from services.ingest.forms.feed_item import FEED_ITEM, FeedItem
from services.ingest.forms.html_page import Fallback
from shared import errors
from shared.delivery.feeds import Feeds
from shared.delivery.posts import Post
from shared.models.receipts import Refusal

TOGETHER = 100
"""Items that are accepted in one round trip."""


def take_in(
    feed: str,
    items: Sequence[Item],
    *,
    source: str | None,
    title: str,
    url: str,
    feeds: Feeds,
    acceptance: Acceptance,
    request_id: str,
) -> int:
    """Accept the items that a feed has not listed before; return how many those are.

    ``source``: the one that its articles get whatever their pages say; ``title`` and ``url``: the feed's. Each item is
    noted in the step that accepts it, so breaking off anywhere loses and doubles nothing. Raises Unavailable where
    Redis is away, Overloaded where it is nearly full.
    """
    unknown = set(feeds.unknown(feed, [item.name for item in items]))
    new = list({item.name: item for item in items if item.name in unknown}.values())
    counted_as = source or title[:200] or urlsplit(url).hostname or url[:200]
    without_address = [item for item in new if not item.url]
    if without_address:
        feeds.know(feed, [item.name for item in without_address])
        acceptance.refuse([_refusal(item, counted_as, request_id) for item in without_address])
    posts = [_post(item, feed, source, title, counted_as) for item in new if item.url]
    for start in range(0, len(posts), TOGETHER):
        for result in acceptance.put_all(posts[start : start + TOGETHER], request_id):
            if isinstance(result, errors.Unavailable):
                raise result
    return len(new)


def _post(item: Item, feed: str, source: str | None, title: str, counted_as: str) -> Post:
    posted = FeedItem(
        url=item.url,
        source=source,
        fallback=Fallback(
            title=item.title,
            published_at=item.published_at.isoformat() if item.published_at else None,
            authors=item.authors,
            source=item.source or title[:200] or None,
            language=item.language or None,
            tags=item.tags,
        ),
    )
    return replace(FEED_ITEM.identify(posted), form=FEED_ITEM.name, source=counted_as, feed=feed, item=item.name)


def _refusal(item: Item, source: str, request_id: str) -> Refusal:
    return Refusal(
        at=datetime.now(UTC),
        source=source,
        form=FEED_ITEM.name,
        code="no_address",
        detail=f"The feed's item {item.title[:100]!r} has no address that could be fetched.",
        request_id=request_id,
    )
