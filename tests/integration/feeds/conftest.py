"""A site with feeds, the API to add them, and a poller at a time that a test sets; over a real Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import redis

from services.ingest.acceptance import Acceptance
from services.ingest.feeds.feed import PollState
from services.ingest.feeds.polling import Poller
from services.ingest.fetching.client import Client
from services.ingest.settings import Settings
from shared import settings as shared_settings
from shared.delivery.accounts import Accounts, ReceiptFilter
from shared.delivery.feeds import Feeds
from shared.delivery.receipts import Receipts, queue_name
from shared.delivery.visits import Manners, Visits
from shared.models.receipts import Receipt, Stage
from tests.support.feeds import rss, rss_item
from tests.support.ingest_api import ingesting
from tests.support.news_site import NewsSite, news_site

START = datetime(2026, 6, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The time as a test has it, in Redis' scripts and in the poller."""

    at: datetime = START

    def __call__(self) -> int:
        return round(self.at.timestamp() * 1e6)

    def go(self, **more: float) -> None:
        self.at += timedelta(**more)

    def seconds(self) -> float:
        return self.at.timestamp()


def here(host: str, port: int) -> Sequence[str]:
    """Look any host up, and find it on this machine."""
    return ["127.0.0.1"]


@dataclass
class Desk:
    """What a test has: a site, the API, the poller's parts, the time."""

    site: NewsSite
    api: httpx.Client
    feeds: Feeds
    receipts: Receipts
    accounts: Accounts
    settings: Settings
    clock: Clock
    redis: redis.Redis
    rung: list[str] = field(default_factory=list)
    manners: Manners = field(default_factory=lambda: Manners(100, 0))

    def poller(self) -> Poller:
        visits = Visits(self.redis, prefix=self.settings.queue_name_prefix, manners=self.manners, clock=self.clock)
        client = Client(self.settings, visits, resolve=here)
        acceptance = Acceptance(self.receipts, self.rung.append, self.accounts)
        return Poller(self.feeds, client, acceptance, self.settings, now=self.clock.seconds, limited=False)

    def work(self) -> None:
        """Poll all that is due, as a worker does that has heard the doorbell."""
        self.redis.delete(queue_name(self.settings.queue_name_prefix, Stage.PREPARING))
        self.poller().work(lambda: False, lambda: self.rung.append("feeds"))

    def add(self, path: str = "/rss", host: str = "127.0.0.1", **more: object) -> str:
        """Add a feed without fetching it; return its id."""
        answer = self.api.post("/v1/feeds", json={"url": self.site.url(path, host), "check": False, **more})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def feed(self, id: str) -> dict[str, Any]:
        document: dict[str, Any] = self.api.get(f"/v1/feeds/{id}").raise_for_status().json()
        return document

    def minutes_to_next(self, id: str) -> float:
        following = datetime.fromisoformat(self.feed(id)["next_poll_at"])
        return (following - self.clock.at).total_seconds() / 60

    def state(self, id: str) -> PollState:
        record = self.feeds.record(id)
        assert record is not None
        return PollState.model_validate_json(record.poll)

    def listed(self, *numbers: int, path: str = "/rss", **headers: Any) -> None:
        """Let a feed list the news of these numbers."""
        items = [rss_item(self.site.url(f"/news/{n}"), f"News {n}") for n in numbers]
        self.site.put(path, rss(items), **({"content_type": "application/rss+xml"} | headers))

    def articles(self) -> list[Receipt]:
        return self.accounts.receipts(ReceiptFilter(), 100, None)[0]


@pytest.fixture
def desk(settings: shared_settings.Settings, redis_client: redis.Redis) -> Iterator[Desk]:
    clock = Clock()
    own = Settings(
        redis_url=settings.redis_url,
        queue_name_prefix=settings.queue_name_prefix,
        fetch_private_hosts=["127.0.0.1", "courier.example", "gazette.example"],
        fetch_seconds=10,
        feed_max_bytes=3_000_000,
        feed_robots="ignore",  # tests count requests
    )
    prefix = own.queue_name_prefix
    feeds = Feeds(redis_client, prefix=prefix, clock=clock)
    receipts = Receipts(redis_client, prefix=prefix, keep_days=30, clock=clock)
    accounts = Accounts(redis_client, prefix=prefix, keep_days=30, clock=clock)
    with news_site() as site, ingesting(own, clock) as (api, _):
        yield Desk(site, api, feeds, receipts, accounts, own, clock, redis_client)


Polled = Callable[[str], dict[str, Any]]


@pytest.fixture
def polled(desk: Desk) -> Polled:
    """Add what the site has at a path, poll it, and return the feed."""

    def run(path: str) -> dict[str, Any]:
        id = desk.add(path)
        desk.work()
        return desk.feed(id)

    return run
