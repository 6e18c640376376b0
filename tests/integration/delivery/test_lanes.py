"""No single article holds up others: large ones have a lane of their own, and what exceeds its budget is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from services.ingest.forms.article import identify
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.jobs import Job
from shared.delivery.lanes import BATCH_SECONDS, Pace, SlowLane, budget
from shared.delivery.receipts import Receipts
from shared.models.articles import Article
from shared.models.receipts import Receipt, Stage
from shared.settings import Settings

pytestmark = [pytest.mark.redis, pytest.mark.timeout(600)]

LARGE = "and so on " * 3_100


class Pipeline:
    """Receipts and their doorbell, with a worker beside them when wanted."""

    def __init__(self, client: redis.Redis, settings: Settings) -> None:
        self.settings = settings
        self.receipts = Receipts(client, prefix=settings.queue_name_prefix, keep_days=1)
        self._doorbell = Doorbell(make_celery(settings), settings)

    def post(self, title: str, body: str = "text") -> str:
        id = self.receipts.accept(identify(Article(title=title, body=f"{title} {body} {time.monotonic_ns()}")), "r").id
        self._doorbell.ring(Stage.ANNOTATING)
        return id

    def receipt(self, id: str) -> Receipt:
        receipt = self.receipts.receipt(id)
        assert receipt is not None
        return receipt

    def seconds_until(self, state: Stage, ids: list[str], limit: float = 60) -> float:
        began = time.monotonic()
        while any(self.receipt(id).state is not state for id in ids):
            assert time.monotonic() - began < limit, [(self.receipt(id).state, self.receipt(id).reason) for id in ids]
            time.sleep(0.05)
        return time.monotonic() - began

    @contextmanager
    def worker(self) -> Iterator[None]:
        environment = os.environ | {
            "QUOTEWIRE_REDIS_URL": self.settings.redis_url,
            "QUOTEWIRE_QUEUE_NAME_PREFIX": self.settings.queue_name_prefix,
            "QUOTEWIRE_HEALTH_PORT": "0",
        }
        process = subprocess.Popen([sys.executable, "-m", "tests.integration.delivery.hostile_worker"], env=environment)
        try:
            self.seconds_until(Stage.INDEXED, [self.post("a first one, when the worker is there")])
            yield
        finally:
            process.terminate()
            process.wait(40)


@pytest.fixture
def pipeline(redis_client: redis.Redis, settings: Settings) -> Pipeline:
    return Pipeline(redis_client, settings)


@pytest.fixture
def lease(pipeline: Pipeline) -> Callable[..., list[Job]]:
    def lease(*lanes: str) -> list[Job]:
        jobs, _ = pipeline.receipts.lease(
            Stage.ANNOTATING,
            "w",
            seconds=30,
            count=8,
            size=10**7,
            max_attempts=3,
            lanes=lanes,  # type: ignore[arg-type]
        )
        return jobs

    return lease


def test_a_large_article_waits_in_the_slow_lane(pipeline: Pipeline, lease: Callable[..., list[Job]]) -> None:
    large, small = pipeline.post("large", LARGE), pipeline.post("small")

    assert [job.id for job in lease("quick")] == [small]
    assert [job.id for job in lease("quick", "slow")] == [large]


def test_slow_ones_come_one_at_a_time(pipeline: Pipeline, lease: Callable[..., list[Job]]) -> None:
    for n in range(3):
        pipeline.post(f"large {n}", LARGE)

    assert len(lease("slow", "quick")) == 1


def test_what_stopped_its_worker_twice_waits_in_the_slow_lane(
    pipeline: Pipeline, lease: Callable[..., list[Job]]
) -> None:
    pipeline.post("killer")
    for _ in range(2):
        [job] = lease("quick")
        pipeline.receipts.sweep(Stage.ANNOTATING, ["w"])

    assert lease("quick") == []
    assert [suspect.id for suspect in lease("slow")] == [job.id]


def test_leases_of_a_dead_worker_are_returned_and_no_others(
    pipeline: Pipeline, lease: Callable[..., list[Job]]
) -> None:
    pipeline.post("one")
    assert len(lease("quick")) == 1

    assert pipeline.receipts.sweep(Stage.ANNOTATING, ["x"]).returned == 0
    assert pipeline.receipts.sweep(Stage.ANNOTATING, ["w"]).returned == 1


def test_one_process_at_a_time_may_take_from_the_slow_lane(tmp_path: Path) -> None:
    one, other = SlowLane(tmp_path / "slow"), SlowLane(tmp_path / "slow")

    with one.lanes() as first, other.lanes() as meanwhile:
        assert meanwhile == ("quick",)
    with other.lanes() as afterwards:
        assert afterwards == first == ("slow", "quick")


def test_the_lanes_take_turns_in_a_process_that_is_alone() -> None:
    lane = SlowLane()
    with lane.lanes() as before:
        lane.took("slow")
    with lane.lanes() as after:
        assert (before, after) == (("slow", "quick"), ("quick", "slow"))


def test_a_batch_is_made_as_long_as_it_should_take() -> None:
    pace = Pace()
    pace.note(10_000, cpu_seconds=1)

    assert pace.batch_bytes(10**6) == BATCH_SECONDS * 10_000
    assert pace.batch_bytes(5_000) == 5_000


def test_the_budget_grows_with_the_size_in_the_slow_lane_only(
    pipeline: Pipeline, lease: Callable[..., list[Job]]
) -> None:
    pipeline.post("small")
    pipeline.post("large", LARGE)
    pipeline.post("larger", LARGE * 10)

    quick, large, larger = (budget(lease(lane)) for lane in ("quick", "slow", "slow"))

    assert quick.cpu_seconds < 10 < large.cpu_seconds < larger.cpu_seconds
    assert large.megabytes < larger.megabytes


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="workers fork children on Linux only")
@pytest.mark.parametrize("hostile", ["compute 120", "regex"])
def test_neighbours_of_an_article_without_end_wait_ten_seconds_at_most_and_it_goes_to_quarantine(
    pipeline: Pipeline, hostile: str
) -> None:
    with pipeline.worker():
        bad = pipeline.post(hostile)
        neighbours = [pipeline.post(f"neighbour {n}") for n in range(10)]

        waited = pipeline.seconds_until(Stage.INDEXED, neighbours)
        again = pipeline.seconds_until(Stage.INDEXED, [pipeline.post("a later one")])
        pipeline.seconds_until(Stage.QUARANTINED, [bad], limit=500)

    print(f"neighbours waited {waited:.1f} s, a later one {again:.1f} s")
    # Budgets are CPU time, which passes more slowly where others want the cores, too.
    slower = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert waited < 10 * slower
    assert again < 10 * slower


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="workers fork children on Linux only")
def test_quick_ones_pass_a_large_one_that_takes_long(pipeline: Pipeline) -> None:
    with pipeline.worker():
        large = pipeline.post("compute 20", LARGE)
        time.sleep(1)
        waited = pipeline.seconds_until(Stage.INDEXED, [pipeline.post(f"quick {n}") for n in range(10)])

        assert waited < 10
        assert pipeline.receipt(large).state is Stage.ANNOTATING
        pipeline.seconds_until(Stage.INDEXED, [large], limit=100)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted on Linux only")
def test_an_article_that_wants_too_much_memory_goes_to_quarantine_alone(pipeline: Pipeline) -> None:
    with pipeline.worker():
        bad = pipeline.post("memory")
        neighbours = [pipeline.post(f"neighbour {n}") for n in range(5)]

        pipeline.seconds_until(Stage.INDEXED, neighbours)
        pipeline.seconds_until(Stage.QUARANTINED, [bad], limit=60)

    assert "MemoryError" in str(pipeline.receipt(bad).reason)
