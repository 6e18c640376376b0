"""The sweeper of a worker: what it returns, when it rings, and when it gives the worker up."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest
import redis

from services.ingest.forms.article import identify
from shared import errors
from shared.delivery.receipts import Receipts
from shared.delivery.tokens import tokens_of
from shared.models.articles import Article
from shared.models.receipts import Stage
from shared.settings import Settings
from shared.worker import Sweeper

pytestmark = pytest.mark.redis


class Parts:
    """Receipts, a sweeper over them, and the stages it has rung for."""

    def __init__(self, client: redis.Redis, settings: Settings) -> None:
        self.now = 1_700_000_000_000_000
        self.receipts = Receipts(client, prefix=settings.queue_name_prefix, keep_days=1, clock=lambda: self.now)
        self.rung: list[Stage] = []
        self.sweeper = Sweeper(Stage.ANNOTATING, self.receipts, self.rung.append, settings)

    def post(self) -> str:
        return self.receipts.accept(identify(Article(title="t", body="text")), "r").id

    def lease(self, token: str = "w") -> int:
        jobs, _ = self.receipts.lease(Stage.ANNOTATING, token, seconds=30, count=8, size=10**6, max_attempts=3)
        return len(jobs)


@pytest.fixture
def parts(redis_client: redis.Redis, settings: Settings) -> Parts:
    return Parts(redis_client, settings)


def test_it_rings_where_an_article_waits_and_no_job_does(parts: Parts) -> None:
    parts.post()

    parts.sweeper.sweep()

    assert parts.rung == [Stage.ANNOTATING]


def test_it_does_not_ring_where_nothing_waits(parts: Parts) -> None:
    parts.sweeper.sweep()

    assert parts.rung == []


def test_it_does_not_ring_where_a_job_waits_already(
    parts: Parts, redis_client: redis.Redis, settings: Settings
) -> None:
    parts.post()
    redis_client.lpush(f"{settings.queue_name_prefix}.{Stage.ANNOTATING}", "a doorbell job")

    parts.sweeper.sweep()

    assert parts.rung == []


def test_an_article_is_held_until_another_worker_may_have_it(parts: Parts) -> None:
    parts.post()
    [job], _ = parts.receipts.lease(Stage.ANNOTATING, "w", seconds=30, count=8, size=10**6, max_attempts=3)
    parts.now += 31_000_000
    assert parts.receipts.held(Stage.ANNOTATING, [job]) == {job.id}, "nobody has taken it away yet"

    parts.sweeper.sweep()
    assert parts.lease("another") == 1

    assert parts.receipts.held(Stage.ANNOTATING, [job]) == frozenset()


def test_it_returns_an_expired_lease_and_leaves_one_that_holds(parts: Parts) -> None:
    parts.post()
    assert parts.lease() == 1
    parts.now += 29_000_000
    parts.sweeper.sweep()
    assert parts.lease() == 0, "the lease holds"

    parts.now += 2_000_000
    parts.sweeper.sweep()

    assert parts.lease() == 1, "another worker takes it up"


def test_it_returns_what_a_dead_child_held_at_once_and_not_what_a_living_one_holds(parts: Parts) -> None:
    parts.post()
    assert parts.lease(f"{tokens_of(7)}x") == 1

    parts.sweeper.watch_children([7, 8])
    parts.sweeper.watch_children([7])  # the other one died
    assert parts.lease() == 0
    parts.sweeper.watch_children([9])

    assert parts.lease() == 1


def test_while_nothing_is_to_do_it_looks_around(parts: Parts) -> None:
    looks: list[str] = []
    parts.sweeper.look = lambda: looks.append("look")
    parts.sweeper.sweep()
    parts.post()

    parts.sweeper.sweep()

    assert looks == ["look"]


def test_a_consumer_that_sweeps_is_well(parts: Parts) -> None:
    parts.sweeper.sweep()

    parts.sweeper.consumes()


def test_a_consumer_whose_loop_stands_still_is_not_well(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    later = time.monotonic() + 60
    monkeypatch.setattr("shared.worker.time.monotonic", lambda: later)

    with pytest.raises(errors.Unavailable, match="has not moved for 60 s"):
        parts.sweeper.consumes()


def test_redis_away_is_survived(parts: Parts, own_redis_server: object, settings: Settings) -> None:
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    from shared.delivery.connection import connect

    receipts = Receipts(connect(away), prefix="x", keep_days=1)

    Sweeper(Stage.ANNOTATING, receipts, parts.rung.append, away).sweep()

    assert parts.rung == []


def test_a_worker_that_takes_nothing_up_ends_itself_for_a_new_one(parts: Parts, settings: Settings) -> None:
    parts.post()
    script = textwrap.dedent(
        """
        import sys, time
        from shared import worker
        from shared.delivery.connection import connect
        from shared.delivery.receipts import Receipts
        from shared.models.receipts import Stage
        from shared.settings import Settings

        worker.STALLED_SECONDS = 0.2
        settings = Settings()
        receipts = Receipts(connect(settings), prefix=settings.queue_name_prefix, keep_days=1)
        sweeper = worker.Sweeper(Stage.ANNOTATING, receipts, lambda stage: None, settings)
        for _ in range(20):
            sweeper.sweep()
            time.sleep(0.1)
        """
    )
    environment = {"QUOTEWIRE_REDIS_URL": settings.redis_url, "QUOTEWIRE_QUEUE_NAME_PREFIX": settings.queue_name_prefix}

    ended = subprocess.run([sys.executable, "-c", script], env=environment, timeout=60, check=False)

    assert ended.returncode == 75  # EX_TEMPFAIL
