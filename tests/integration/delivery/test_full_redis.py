"""Redis nearly full: posts are refused, and what is inside is finished all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import pytest

from services.ingest.acceptance import Acceptance
from services.ingest.forms.article import identify
from shared import errors
from shared.delivery.accounts import Accounts
from shared.delivery.connection import connect
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.index_record import IndexRecord
from shared.delivery.jobs import Job
from shared.delivery.posts import Accepted
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Done, Line, Next, Result, drain
from shared.models.articles import Article
from shared.models.receipts import Stage
from shared.settings import Settings
from tests.support.redis_server import RedisServer

pytestmark = [pytest.mark.redis, pytest.mark.timeout(300)]

POST = 10_000
"""Characters of a post's body."""


class Stack:
    """Acceptance and two stages over a Redis of a few megabytes; results are several times as large as posts."""

    def __init__(self, server: RedisServer, megabytes: int) -> None:
        self.settings = Settings(redis_url=server.url, health_port=0)
        self.client = connect(self.settings)
        self.memory = int(self.client.info("memory")["used_memory"]) + megabytes * 1_000_000
        self.client.config_set("maxmemory", self.memory)
        self.receipts = Receipts(self.client, prefix="qw", keep_days=1)
        self.doorbell = Doorbell(make_celery(self.settings), self.settings)
        self.acceptance = Acceptance(self.receipts, self.doorbell.ring, Accounts(self.client, prefix="qw", keep_days=1))
        self.indexed: list[str] = []

    def post(self, number: int, chars: int = POST) -> Accepted:
        body = f"Berth {number}. " + "“We took in ships,” said Anna Keller. " * (chars // 38)
        return self.acceptance.put(identify(Article(title="t", body=body)), "r")

    def post_until_refused(self) -> list[str]:
        ids: list[str] = []
        with pytest.raises(errors.Overloaded):
            while True:
                ids.append(self.post(len(ids)).id)
        return ids

    def fill(self, share: float) -> None:
        """Make the limit so low that this share of it is used."""
        self.client.config_set("maxmemory", int(int(self.client.info("memory")["used_memory"]) / share))

    def work(self, stage: Stage, handle: Callable[[Sequence[Job]], Sequence[Result]]) -> None:
        """One job at a stage, as a worker does it."""
        try:
            drain(Line(stage, handle, self.doorbell.ring, batch=16), self.receipts, self.settings, seconds=0.5)
        except errors.Unavailable:
            time.sleep(0.01)

    def annotate(self, times: int = 5) -> None:
        self.work(Stage.ANNOTATING, lambda jobs: [Next(Stage.INDEXING, annotation=job.payload * times) for job in jobs])

    def index(self) -> None:
        def handle(jobs: Sequence[Job]) -> list[Result]:
            self.indexed += [job.id for job in jobs]
            return [Done(Stage.INDEXED) for _ in jobs]

        self.work(Stage.INDEXING, handle)

    def waiting(self) -> int:
        return sum(self.receipts.sweep(stage).waiting for stage in (Stage.ANNOTATING, Stage.INDEXING))


def test_articles_waiting_for_an_index_that_was_away_are_finished_when_it_is_back(
    own_redis_server: RedisServer,
) -> None:
    stack = Stack(own_redis_server, megabytes=24)
    ids = stack.post_until_refused()
    for _ in range(3):
        stack.annotate()

    for _ in range(200):
        stack.index()
        stack.annotate()

    assert len(ids) > 1_000
    assert sorted(stack.indexed) == sorted(ids)


def test_while_the_index_is_away_annotations_do_not_take_the_last_of_the_memory(own_redis_server: RedisServer) -> None:
    stack = Stack(own_redis_server, megabytes=24)
    stack.post_until_refused()

    for _ in range(3):
        stack.annotate()

    assert 0.8 < stack.receipts.share_used() < 0.97
    stack.doorbell.ring(Stage.INDEXING)  # Celery's own writes go on


def test_a_result_larger_than_all_the_room_left_is_handed_on_to_an_idle_stage(own_redis_server: RedisServer) -> None:
    stack = Stack(own_redis_server, megabytes=4)
    ids = stack.post_until_refused()

    for _ in range(2 * len(ids)):
        stack.annotate(times=200)
        stack.index()

    assert sorted(stack.indexed) == sorted(ids)


def test_a_full_redis_refuses_posts_and_no_worker(
    own_redis_server: RedisServer,
) -> None:
    stack = Stack(own_redis_server, megabytes=8)
    ids = [stack.post(n).id for n in range(20)]
    stack.fill(1.1)
    with pytest.raises(errors.Overloaded):
        stack.receipts.accept(identify(Article(title="t", body="one more")), "r")

    stack.annotate(times=1)
    for _ in range(40):
        stack.index()
        stack.annotate(times=1)

    assert sorted(stack.indexed) == sorted(ids)


def test_a_flood_of_deletions_is_refused_before_memory_is_full(own_redis_server: RedisServer) -> None:
    stack = Stack(own_redis_server, megabytes=8)
    stack.post_until_refused()
    stack.fill(0.97)
    time.sleep(1.1)  # until memory is measured again

    with pytest.raises(errors.Overloaded):
        stack.acceptance.delete("a" * 20, "r")


@pytest.mark.slow
def test_an_import_of_five_times_the_memory_while_the_index_is_away_ends_whole(own_redis_server: RedisServer) -> None:
    stack = Stack(own_redis_server, megabytes=12)
    posts = 5 * stack.memory // 40_000
    over = threading.Event()
    ids: list[str] = []

    def run_until_over(work: Callable[[], None]) -> None:
        while not over.is_set():
            work()
            time.sleep(0.01)

    workers = [threading.Thread(target=run_until_over, args=[stack.annotate])]
    indexer = threading.Thread(target=run_until_over, args=[stack.index])
    workers[0].start()
    refused = 0
    try:
        for number in range(posts):
            while True:
                try:
                    ids.append(stack.post(number, chars=40_000).id)
                    break
                except errors.Overloaded:
                    refused += 1
                    if refused == 20 and not indexer.is_alive():  # the index was away for a while; now it is back
                        indexer.start()
                        workers.append(indexer)
                    time.sleep(0.1)
        end = time.monotonic() + 60
        while stack.waiting() and time.monotonic() < end:
            time.sleep(0.1)
        time.sleep(0.5)
    finally:
        over.set()
        for worker in workers:
            worker.join()

    assert refused >= 20
    assert sorted(stack.indexed) == sorted(ids)
    assert len(set(ids)) == posts


def test_the_indexer_says_what_it_wrote_although_redis_is_full(own_redis_server: RedisServer) -> None:
    stack = Stack(own_redis_server, megabytes=8)
    stack.fill(1.1)
    record = IndexRecord(stack.client, prefix="qw")

    record.wrote("a" * 20, 7)

    assert record.read().last_version == 7


def test_redis_errors_say_that_memory_is_full(own_redis_server: RedisServer) -> None:
    stack = Stack(own_redis_server, megabytes=1)
    stack.fill(1.1)

    with pytest.raises(errors.Overloaded, match="memory is full"):
        stack.receipts.accept(identify(Article(title="t", body="text")), "r")
