"""The form ``feed_item``: an address that a feed lists. No client posts it; the poller makes it of an item."""

from __future__ import annotations

from services.ingest.forms.form import Form, waiting_post
from services.ingest.forms.html_page import Fallback
from services.ingest.forms.web_address import WebAddress, prepare
from services.ingest.identity import canonical_url
from shared.delivery.posts import Post
from shared.hashing import digest

NAME = "feed_item"


class FeedItem(WebAddress):
    """An address, and what its feed says of its article, for what the page does not say."""

    fallback: Fallback


def identify(item: FeedItem) -> Post:
    """Return the item as a post under the id and the fingerprint that its address alone would have."""
    address = WebAddress.model_validate(item.model_dump(exclude={"fallback"}))
    return waiting_post(NAME, item, address, content=f"f1:{digest(canonical_url(item.url))}")


FEED_ITEM = Form(
    name=NAME,
    model=FeedItem,
    recognises=lambda _document: False,
    identify=identify,
    prepare=prepare,
    example={},
)
