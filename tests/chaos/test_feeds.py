"""A worker that is killed in the middle of a poll: no item of the feed is lost, none counted twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import psutil
import pytest
import redis

from services.ingest.feeds.feed import FeedAbout, feed_id
from shared.delivery.accounts import Accounts, ReceiptFilter
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.feeds import Feeds
from shared.models.receipts import Stage
from shared.settings import Settings
from tests.support.feeds import rss, rss_item
from tests.support.news_site import NewsSite, answer, news_site

pytestmark = [pytest.mark.redis, pytest.mark.slow]

ITEMS = 300


@contextmanager
def worker_of(settings: Settings) -> Iterator[psutil.Popen]:
    """Run ``quotewire work ingest`` meanwhile."""
    environment = os.environ | {
        "QUOTEWIRE_REDIS_URL": settings.redis_url,
        "QUOTEWIRE_QUEUE_NAME_PREFIX": settings.queue_name_prefix,
        "QUOTEWIRE_HEALTH_PORT": "0",
        "QUOTEWIRE_SWEEP_SECONDS": "1",
        "QUOTEWIRE_FETCH_PRIVATE_HOSTS": "127.0.0.1",
    }
    command = [sys.executable, "-m", "deploy.cli", "work", "ingest"]
    process = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        kill_all(process)


def kill_all(process: psutil.Popen) -> None:
    """SIGKILL a worker with its children, as when a machine's power fails."""
    if process.poll() is None:
        for each in [*process.children(recursive=True), process]:
            each.kill()
        process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as opened:

        def slowly(request: BaseHTTPRequestHandler) -> None:
            time.sleep(1.5)  # in which the worker is killed
            items = [rss_item(opened.url(f"/news/{n}"), f"Item {n}") for n in range(ITEMS)]
            answer(request, 200, {"content-type": "application/rss+xml"}, rss(items).encode())

        opened.pages["/rss"] = slowly
        yield opened


@pytest.mark.parametrize("whom", ["a child", "the worker"])
def test_a_worker_killed_in_the_middle_of_a_poll_loses_and_doubles_nothing(
    settings: Settings, redis_client: redis.Redis, site: NewsSite, whom: str
) -> None:
    prefix = settings.queue_name_prefix
    feeds, doorbell = Feeds(redis_client, prefix=prefix), Doorbell(make_celery(settings), settings)
    accounts = Accounts(redis_client, prefix=prefix, keep_days=1)
    url = site.url("/rss")
    id = feed_id(url)

    with worker_of(settings) as worker:
        feeds.add(id, FeedAbout(url=url).model_dump_json())
        doorbell.ring(Stage.PREPARING)
        wait_for(lambda: "/rss" in site.paths())
        if whom == "a child":
            token = str(redis_client.hget(f"{prefix}:feeds:owner", id))  # which names its process
            psutil.Process(int(token.split(".")[1])).kill()
            wait_for(lambda: feeds.fetches(id))
        else:
            kill_all(worker)
            redis_client.zadd(f"{prefix}:feeds:lease", {id: 0})  # as two minutes later, when its lease has expired
    with worker_of(settings):
        wait_for(lambda: feeds.fetches(id))

        assert site.paths().count("/rss") == 2
        receipts, _ = accounts.receipts(ReceiptFilter(feed=id), ITEMS + 1, None)
        assert len({receipt.id for receipt in receipts}) == len(receipts) == ITEMS
        counts = accounts.all_sources()
        assert (counts.sent, counts.unchanged, counts.refused) == (ITEMS, 0, 0)
