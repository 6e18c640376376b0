"""Redis goes away in the middle of a batch: what the worker held is taken up again when it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import pytest

from services.ingest.forms.article import identify
from shared import errors
from shared.delivery.connection import connect
from shared.delivery.receipts import Job, Receipts
from shared.delivery.stage import Line, Next, Result, drain, give_back
from shared.models import Article, Stage
from shared.settings import Settings
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.redis


def annotated(jobs: Sequence[Job]) -> list[Result]:
    return [Next(Stage.INDEXING, annotation="{}") for _ in jobs]


def test_results_that_could_not_be_settled_wait_for_redis_and_not_for_their_lease(
    own_redis_server: RedisServer,
) -> None:
    """They once waited for 30 s; seen in chaos as the longest wait, after connections were cut and a disk was full."""
    settings = Settings(redis_url=own_redis_server.url)
    receipts = Receipts(connect(settings), prefix="qw", keep_days=1)
    ids = {receipts.accept(identify(Article(title="t", body=f"text {n}")), "r").id for n in range(3)}
    rung: list[Stage] = []

    def annotated_while_redis_dies(jobs: Sequence[Job]) -> list[Result]:
        own_redis_server.kill()
        return annotated(jobs)

    with pytest.raises(errors.Unavailable):
        drain(Line(Stage.ANNOTATING, annotated_while_redis_dies, rung.append, batch=8), receipts, settings)

    threading.Timer(1, own_redis_server.start).start()
    began = time.monotonic()
    line = Line(Stage.ANNOTATING, annotated, rung.append, batch=8)
    give_back(line, receipts, seconds=20)

    assert rung == [Stage.ANNOTATING], "somebody is woken"
    assert drain(line, receipts, settings) == len(ids)
    assert time.monotonic() - began < settings.lease_seconds / 2


def test_what_another_process_holds_is_left_to_it(receipts: Receipts) -> None:
    receipts.accept(identify(Article(title="t", body="text")), "r")
    receipts.lease(Stage.ANNOTATING, "another.1.x", seconds=30, count=8, size=10**6, max_attempts=3)

    give_back(Line(Stage.ANNOTATING, annotated, lambda _: None, batch=8), receipts, seconds=1)

    swept = receipts.sweep(Stage.ANNOTATING)
    assert (swept.leased, swept.waiting) == (1, 0)


@pytest.fixture
def receipts(settings: Settings) -> Receipts:
    return Receipts(connect(settings), prefix=settings.queue_name_prefix, keep_days=1)
