"""Adding of a feed: its address is fetched once, to see that it is one, or which feeds its page links to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from services.ingest.feeds.feed import FeedAbout, Offer
from services.ingest.feeds.finding import find_feeds
from services.ingest.feeds.listing import NotAFeed
from services.ingest.feeds.outcome import of_answer
from services.ingest.feeds.polling import ACCEPT
from services.ingest.feeds.reading import is_html, read_feed
from services.ingest.fetching.client import Client, Fetched
from services.ingest.fetching.failures import FetchFailed, NotYet
from services.ingest.forms.fetched_page import decoded
from services.ingest.settings import Settings
from shared import errors

LONGEST_TURN = 12.0
"""Seconds that somebody who adds a feed waits for a turn at its host; afterwards they are asked to come again."""


@dataclass(frozen=True)
class Checked:
    """A feed that was seen to be one."""

    url: str
    title: str


async def check(about: FeedAbout, client: Client, settings: Settings) -> Checked:
    """Return the feed at an address. Raises NoFeed; Unavailable while its host is busy with others."""
    try:
        fetched = await _fetch(about.url, client, settings)
    except FetchFailed as failed:
        raise errors.NoFeed(failed.detail, feed_status=failed.failure, feeds=[]) from None
    if status := of_answer(fetched.status, retry_after=fetched.retry_after is not None):
        raise errors.NoFeed(f"The server answers {fetched.status}.", feed_status=status, feeds=[])
    try:
        listing = await asyncio.to_thread(read_feed, fetched.body, fetched.url)
    except NotAFeed as error:
        raise _no_feed(await asyncio.to_thread(_offers, fetched), str(error)) from None
    return Checked(about.url, listing.title)


def _offers(fetched: Fetched) -> list[Offer]:
    return find_feeds(decoded(fetched), fetched.url) if is_html(fetched.body) else []


def _no_feed(offers: list[Offer], why: str) -> errors.NoFeed:
    detail = "This doesn't look like a feed, but it links to these feeds." if offers else f"This is no feed. {why}"
    return errors.NoFeed(detail, feed_status="not_a_feed", feeds=[offer.model_dump() for offer in offers])


async def _fetch(url: str, client: Client, settings: Settings) -> Fetched:
    waited = 0.0
    while True:
        try:
            return await client.fetch(
                url,
                ticket=f"add:{url}",
                accept=ACCEPT,
                max_bytes=settings.feed_max_bytes,
                robots=settings.feed_robots == "heed",
            )
        except NotYet as turn:
            waited += turn.seconds
            if waited > LONGEST_TURN:
                raise errors.Unavailable(
                    f"{turn.host} is being asked for much else; try again in {turn.seconds:.0f} s,"
                    ' or add the feed with "check": false.',
                    retry_after=max(1, round(turn.seconds)),
                ) from None
            await asyncio.sleep(turn.seconds)
