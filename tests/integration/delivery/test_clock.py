"""The clock of Redis' machine is set back by an hour while articles wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.ports import CannotStart
from services.ingest.forms.article import identify
from shared.delivery.connection import connect
from shared.delivery.jobs import Job
from shared.delivery.receipts import Receipts
from shared.models.articles import Article
from shared.models.receipts import Stage
from shared.settings import Settings
from tests.support.fake_clock import FakeClock
from tests.support.real_parts import missing
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.redis

HOUR = 3_600


@pytest.fixture
def clock(tmp_path: Path) -> FakeClock:
    return FakeClock(tmp_path)


@pytest.fixture
def server(tmp_path: Path, clock: FakeClock) -> Iterator[RedisServer]:
    try:
        server = RedisServer(tmp_path / "redis", clock.environment)
    except CannotStart as error:
        missing(str(error))
    yield server
    server.stop()


@pytest.fixture
def receipts(server: RedisServer) -> Receipts:
    return Receipts(connect(Settings(redis_url=server.url)), prefix="qw", keep_days=1)


def post(receipts: Receipts, body: str) -> str:
    return receipts.accept(identify(Article(title="t", body=body)), "r").id


def lease(receipts: Receipts, seconds: float = 30) -> list[Job]:
    jobs, _ = receipts.lease(Stage.ANNOTATING, "w", seconds=seconds, count=8, size=10**6, max_attempts=3)
    return jobs


def set_back(clock: FakeClock, receipts: Receipts) -> None:
    """Set the clock back, and wait until the server has noticed; every worker sweeps every few seconds."""
    clock.set(-HOUR)
    end = time.monotonic() + 10
    while server_time(receipts) > time.time() - HOUR / 2:
        assert time.monotonic() < end, "libfaketime does not work here"
        time.sleep(0.05)
    receipts.sweep(Stage.ANNOTATING)


def server_time(receipts: Receipts) -> float:
    return float(receipts._redis.time()[0])


def test_what_waited_before_is_taken_up_at_once(receipts: Receipts, clock: FakeClock) -> None:
    id = post(receipts, "text")

    set_back(clock, receipts)

    assert [job.id for job in lease(receipts)] == [id]


def test_a_lease_expires_in_its_time(receipts: Receipts, clock: FakeClock) -> None:
    id = post(receipts, "text")
    lease(receipts, seconds=2)

    set_back(clock, receipts)
    time.sleep(2)
    receipts.sweep(Stage.ANNOTATING)

    assert [job.id for job in lease(receipts)] == [id]


def test_a_pause_ends_in_its_time(receipts: Receipts, clock: FakeClock) -> None:
    id = post(receipts, "text")
    [job] = lease(receipts)
    receipts.settle(Stage.ANNOTATING, "w", job, "retry", "why", value=2)
    receipts.report(Stage.ANNOTATING, passed=0, failed=0, away=True)  # pauses the stage for a second

    set_back(clock, receipts)
    time.sleep(2)

    assert [job.id for job in lease(receipts)] == [id]


def test_times_go_by_the_clock_as_it_is_now(receipts: Receipts, clock: FakeClock) -> None:
    post(receipts, "before")
    set_back(clock, receipts)

    id = post(receipts, "after")

    receipt = receipts.receipt(id)
    assert receipt is not None
    assert abs(receipt.times["accepted"].timestamp() - (time.time() - HOUR)) < 60


def test_a_newer_version_stays_the_newest(receipts: Receipts, clock: FakeClock) -> None:
    url = "https://example.org/1"
    first = receipts.accept(identify(Article(title="t", body="old", url=url)), "r")
    set_back(clock, receipts)

    second = receipts.accept(identify(Article(title="t", body="new", url=url)), "r")

    assert second.id == first.id
    assert second.version > first.version


def test_a_newer_version_is_the_newest_even_where_the_one_before_was_forgotten(
    receipts: Receipts, clock: FakeClock
) -> None:
    url = "https://example.org/1"
    first = receipts.accept(identify(Article(title="t", body="old", url=url)), "r")
    [job] = lease(receipts)
    receipts.settle(Stage.ANNOTATING, "w", job, "final", Stage.INDEXED)
    assert receipts.forget(1) == 1
    set_back(clock, receipts)

    second = receipts.accept(identify(Article(title="t", body="new", url=url)), "r")

    assert second.id == first.id
    assert second.version > first.version
