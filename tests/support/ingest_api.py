"""The write API over a real Redis and a real HTTP server, for the tests beside this."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from services.ingest.api import make_api
from services.ingest.fetching.client import Client
from services.ingest.settings import Settings
from shared.delivery.accounts import Accounts
from shared.delivery.census import Census
from shared.delivery.connection import connect
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.events import Events
from shared.delivery.feeds import Feeds
from shared.delivery.index_record import IndexRecord
from shared.delivery.receipts import Clock, Receipts
from shared.delivery.visits import Manners, Visits
from tests.support.serving import serving

ARTICLE: dict[str, Any] = {"title": "The bridge", "body": "“It was worth it,” said Mayor Ana Torres."}


@contextmanager
def ingesting(settings: Settings, clock: Clock = lambda: None) -> Iterator[tuple[httpx.Client, Receipts]]:
    """A client of the API, and the receipts behind it. ``clock``: the time as a test has it."""
    redis = connect(settings)
    receipts = Receipts(redis, prefix=settings.queue_name_prefix, keep_days=settings.receipt_days, clock=clock)
    record = IndexRecord(redis, prefix=settings.queue_name_prefix)
    census = Census(redis, settings.queue_name_prefix)
    accounts = Accounts(redis, prefix=settings.queue_name_prefix, keep_days=settings.receipt_days, clock=clock)
    events = Events(redis, prefix=settings.queue_name_prefix)
    feeds = Feeds(redis, prefix=settings.queue_name_prefix, clock=clock)
    visits = Visits(redis, prefix=settings.queue_name_prefix, manners=Manners(100, 0))
    doorbell = Doorbell(make_celery(settings), settings)
    app = make_api(settings, receipts, doorbell, record, census, accounts, events, feeds, Client(settings, visits))
    with serving(app) as client:
        yield client, receipts
    redis.close()
