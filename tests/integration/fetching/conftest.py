"""A site to fetch from, and clients over a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

import pytest
import redis

from services.ingest.fetching.client import Client, Fetched
from services.ingest.settings import Settings
from shared import settings as shared_settings
from shared.delivery.visits import Manners, Visits
from tests.support.news_site import NewsSite, news_site

HURRIED = Manners(at_once=100, seconds_between=0)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as serving:
        yield serving


def on_this_machine(host: str, port: int) -> Sequence[str]:
    """Look any host up, and find it here."""
    return ["127.0.0.1"]


@pytest.fixture
def make_client(settings: shared_settings.Settings, redis_client: redis.Redis) -> Callable[..., Client]:
    """Make a client that may fetch from 127.0.0.1 and courier.example, which is here."""

    def make(*, manners: Manners = HURRIED, resolve: object = on_this_machine, **more: object) -> Client:
        known = {
            "redis_url": settings.redis_url,
            "fetch_private_hosts": "127.0.0.1,courier.example,gazette.example",
            "fetch_seconds": 10,
        }
        visits = Visits(redis_client, prefix=settings.queue_name_prefix, manners=manners)
        return Client(Settings.model_validate(known | more), visits, resolve=resolve)  # type: ignore[arg-type]

    return make


@pytest.fixture
def fetch(make_client: Callable[..., Client]) -> Callable[..., Fetched]:
    """Fetch an address with a client of its own; ``client`` holds what the client is made of."""

    def run(url: str, *, client: dict[str, object] | None = None, **options: object) -> Fetched:
        return asyncio.run(make_client(**(client or {})).fetch(url, ticket="t", **options))  # type: ignore[arg-type]

    return run
