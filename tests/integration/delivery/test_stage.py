"""A stage at work: what becomes of articles whose handling fails, and of the stage itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import pytest
import redis

from services.ingest.forms.article import identify
from shared import errors
from shared.delivery.jobs import Job
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Done, Handler, Line, Next, Result, drain
from shared.models.articles import Article
from shared.models.receipts import Receipt, Stage
from shared.settings import Settings

pytestmark = pytest.mark.redis

Work: TypeAlias = Callable[..., int]
Post: TypeAlias = Callable[[str], str]
State: TypeAlias = Callable[[str], Receipt]


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000_000

    def __call__(self) -> int:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += int(seconds * 1e6)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def receipts(settings: Settings, redis_client: redis.Redis, clock: Clock) -> Receipts:
    return Receipts(redis_client, prefix=settings.queue_name_prefix, keep_days=1, clock=clock)


@pytest.fixture
def work(receipts: Receipts, settings: Settings) -> Callable[..., int]:
    def work(handle: Handler, batch: int = 8) -> int:
        return drain(Line(Stage.ANNOTATING, handle, lambda _: None, batch), receipts, settings)

    return work


@pytest.fixture
def post(receipts: Receipts) -> Callable[[str], str]:
    return lambda body: receipts.accept(identify(Article(title="t", body=body)), "r").id


@pytest.fixture
def state(receipts: Receipts) -> Callable[[str], Receipt]:
    def state(id: str) -> Receipt:
        receipt = receipts.receipt(id)
        assert receipt is not None
        return receipt

    return state


def onward(jobs: Sequence[Job]) -> list[Result]:
    return [Next(Stage.INDEXING, annotation="{}") for _ in jobs]


def choking_on(word: str, error: Callable[[], Exception]) -> Handler:
    def handle(jobs: Sequence[Job]) -> list[Result]:
        if any(word in job.payload for job in jobs):
            raise error()
        return onward(jobs)

    return handle


def test_a_batch_goes_on_together(work: Work, post: Post, state: State) -> None:
    ids = [post(f"text {n}") for n in range(20)]
    sizes = []

    def handle(jobs: Sequence[Job]) -> list[Result]:
        sizes.append(len(jobs))
        return onward(jobs)

    assert work(handle) == 20
    assert sizes == [8, 8, 4]
    assert {state(id).state for id in ids} == {Stage.INDEXING}


def test_a_worker_that_stops_ends_its_batch_and_leaves_the_rest(
    receipts: Receipts, settings: Settings, post: Post, state: State
) -> None:
    ids = [post(f"text {n}") for n in range(6)]
    rung: list[Stage] = []
    asked = iter([False, True])

    settled = drain(
        Line(Stage.ANNOTATING, onward, rung.append, batch=2), receipts, settings, stopping=lambda: next(asked)
    )

    assert settled == 2
    assert [state(id).state for id in ids].count(Stage.INDEXING) == 2
    assert rung[-1] is Stage.ANNOTATING, "another worker is told"


def test_the_one_that_is_to_blame_is_found_and_the_others_go_on(work: Work, post: Post, state: State) -> None:
    good = [post(f"good {n}") for n in range(6)]
    bad = post("bad")

    work(choking_on("bad", lambda: ValueError("cannot read this")))

    assert {state(id).state for id in good} == {Stage.INDEXING}
    assert (state(bad).state, state(bad).attempts) == (Stage.ANNOTATING, 1)
    assert state(bad).reason == "ValueError: cannot read this"


def test_a_surprise_is_tried_three_times_and_then_quarantined_with_its_reason(
    work: Work, post: Post, state: State, clock: Clock
) -> None:
    id = post("bad")
    tries = 0

    def handle(_jobs: Sequence[Job]) -> list[Result]:
        nonlocal tries
        tries += 1
        raise ValueError("cannot read this")

    for _ in range(6):
        work(handle)
        clock.passes(100)

    assert tries == 3
    assert (state(id).state, state(id).reason) == (Stage.QUARANTINED, "ValueError: cannot read this")


def test_rejected_is_quarantined_at_once(work: Work, post: Post, state: State) -> None:
    id = post("hopeless")

    work(choking_on("hopeless", lambda: errors.Rejected("No text in it.")))

    assert (state(id).state, state(id).reason) == (Stage.QUARANTINED, "No text in it.")


def test_an_article_that_kills_its_worker_is_quarantined_and_its_neighbours_are_not(
    receipts: Receipts, work: Work, post: Post, state: State, clock: Clock, settings: Settings
) -> None:
    killer, *innocent = post("killer"), *(post(f"innocent {n}") for n in range(5))

    class Killed(BaseException):
        pass

    def handle(jobs: Sequence[Job]) -> list[Result]:
        if any("killer" in job.payload for job in jobs):
            raise Killed
        return onward(jobs)

    for _ in range(20):
        try:
            work(handle)
        except Killed:
            clock.passes(settings.lease_seconds + 1)
            receipts.sweep(Stage.ANNOTATING)

    assert {state(id).state for id in innocent} == {Stage.INDEXING}
    assert state(killer).state is Stage.QUARANTINED
    assert "took its worker down 3 times" in str(state(killer).reason)


def test_while_a_part_is_away_everything_waits_and_no_attempt_counts(
    receipts: Receipts, work: Work, post: Post, state: State, clock: Clock
) -> None:
    ids = [post(f"text {n}") for n in range(5)]
    asked = 0

    def away(_jobs: Sequence[Job]) -> list[Result]:
        nonlocal asked
        asked += 1
        raise errors.Unavailable("The engine is away.")

    for _ in range(60):  # a minute
        work(away)
        clock.passes(1)

    assert 4 <= asked <= 12, "it asks less and less often"
    assert {(state(id).state, state(id).attempts) for id in ids} == {(Stage.ANNOTATING, 0)}
    clock.passes(40)
    work(onward)
    clock.passes(2)
    work(onward)
    assert {state(id).state for id in ids} == {Stage.INDEXING}


def test_a_stage_takes_up_its_articles_within_ten_seconds_of_the_return_of_a_part_that_was_long_away(
    work: Work, post: Post, state: State, clock: Clock
) -> None:
    ids = [post(f"text {n}") for n in range(5)]

    def away(_jobs: Sequence[Job]) -> list[Result]:
        raise errors.Unavailable("The engine is away.")

    for _ in range(120):  # two minutes
        work(away)
        clock.passes(1)
    for _ in range(10):
        work(onward)
        clock.passes(1)

    assert {state(id).state for id in ids} == {Stage.INDEXING}


def test_when_most_articles_fail_the_stage_pauses_rather_than_quarantine_the_backlog(
    receipts: Receipts, work: Work, post: Post, state: State, clock: Clock
) -> None:
    ids = [post(f"text {n}") for n in range(100)]

    def broken(_jobs: Sequence[Job]) -> list[Result]:
        raise TypeError("a bug that came with today's release")

    for _ in range(120):  # two minutes
        work(broken)
        clock.passes(1)

    assert receipts.sweep(Stage.ANNOTATING).waiting >= 90
    clock.passes(40)
    for _ in range(200):
        work(onward)
        clock.passes(1)
    arrived = sum(state(id).state is Stage.INDEXING for id in ids)
    assert arrived >= 90


def test_a_long_good_record_does_not_keep_a_stage_from_pausing(
    receipts: Receipts, work: Work, post: Post, clock: Clock
) -> None:
    for n in range(400):
        post(f"good {n}")
    work(onward)
    for n in range(200):
        post(f"later {n}")
    tried: set[str] = set()

    def broken(jobs: Sequence[Job]) -> list[Result]:
        tried.update(job.id for job in jobs)
        raise TypeError("a bug that came with today's release")

    for _ in range(20):
        work(broken)
        clock.passes(1)

    assert len(tried) < 60, "of 200"


def test_a_version_overtaken_while_it_is_worked_on_is_dropped(receipts: Receipts, work: Work, state: State) -> None:
    url = "https://example.org/1"
    first = receipts.accept(identify(Article(title="t", body="old", url=url)), "r")

    def handle(jobs: Sequence[Job]) -> Iterator[Result] | list[Result]:
        if jobs[0].version == first.version:
            receipts.accept(identify(Article(title="t", body="new", url=url)), "r")
        return onward(jobs)

    work(handle)

    old = receipts.receipt(first.id, first.version)
    assert old is not None
    assert old.state is Stage.SUPERSEDED
    assert state(first.id).state is Stage.INDEXING


def test_a_newer_version_waits_until_nobody_works_on_the_older_one(receipts: Receipts) -> None:
    def lease(token: str) -> list[int]:
        jobs, _ = receipts.lease(
            Stage.ANNOTATING, token, seconds=30, count=8, size=10**7, max_attempts=3, lanes=["quick"]
        )
        return [job.version for job in jobs]

    def post(tag: str) -> int:
        article = Article(title="t", body=f"words {tag}", url="https://example.org/1")
        return receipts.accept(identify(article), "r").version

    older = post("a")
    assert lease("one") == [older]
    post("b")

    assert lease("other") == []


def test_a_final_version_keeps_its_receipt_but_not_its_text(
    work: Work, post: Post, state: State, redis_client: redis.Redis, settings: Settings
) -> None:
    id = post("text")

    work(lambda jobs: [Done(Stage.INDEXED) for _ in jobs])

    version = state(id).version
    prefix = settings.queue_name_prefix
    assert not redis_client.exists(f"{prefix}:work:{id}:{version}")
    assert 0 < int(str(redis_client.ttl(f"{prefix}:receipt:{id}:{version}"))) <= 86_400


def test_a_large_article_does_not_wait_for_ever_and_comes_alone(
    receipts: Receipts, settings: Settings, post: Post
) -> None:
    large = post("x" * 5_000)
    post("small")

    leased, _ = receipts.lease(Stage.ANNOTATING, "w", seconds=30, count=8, size=1_000, max_attempts=3)

    assert [job.id for job in leased] == [large]


def test_where_memory_is_tight_the_oldest_finished_are_forgotten_and_nothing_else(
    receipts: Receipts, work: Work, post: Post, clock: Clock
) -> None:
    oldest = post("first")
    work(lambda jobs: [Done(Stage.INDEXED) for _ in jobs])
    clock.passes(10)
    newer = post("second")
    work(lambda jobs: [Done(Stage.INDEXED) for _ in jobs])
    waiting = post("third")

    forgotten = receipts.forget(1)

    assert forgotten == 1
    assert receipts.receipt(oldest) is None
    assert receipts.receipt(newer) is not None
    assert receipts.forget(10) == 1, "what waits is not forgotten"
    assert receipts.receipt(waiting) is not None
    again = receipts.accept(identify(Article(title="t", body="first")), "r")
    assert (again.id, again.outcome, again.state) == (oldest, "new", Stage.ANNOTATING)


@pytest.mark.parametrize("deleted", [False, True])
def test_what_a_forgotten_article_once_said_leads_nobody_else_to_its_id(
    receipts: Receipts, work: Work, deleted: bool
) -> None:
    """Its record has gone with the names it had last; those of its earlier words are still there."""

    def post(paper: str, body: str) -> str:
        article = Article(title="t", body=body, source=paper, external_id="7")
        accepted = receipts.accept(identify(article), "r")
        work(lambda jobs: [Done(Stage.INDEXED) for _ in jobs])
        return accepted.id

    first = post("Courier", "the wire's words")
    post("Courier", "words of its own")
    receipts.forget(10)
    if deleted:
        receipts.delete(first, "r")

    other = post("Gazette", "the wire's words")

    assert other != first
    assert post("Courier", "words of its own") == first
    assert post("Gazette", "the wire's words") == other


def test_a_repost_keeps_what_is_being_worked_on_from_being_forgotten(
    receipts: Receipts, work: Work, clock: Clock
) -> None:
    url = "https://example.org/1"
    receipts.accept(identify(Article(title="t", body="old", url=url)), "r")
    work(lambda jobs: [Done(Stage.INDEXED) for _ in jobs])
    clock.passes(10)

    receipts.accept(identify(Article(title="t", body="new", url=url)), "r")

    assert receipts.forget(10) == 0


def test_a_final_version_may_have_a_reason_and_is_forgotten_sooner(
    work: Work, receipts: Receipts, state: State, redis_client: redis.Redis, settings: Settings
) -> None:
    accepted = receipts.delete("a" * 20, "r")

    drain(
        Line(Stage.INDEXING, lambda jobs: [Done(Stage.DELETED, "was not held") for _ in jobs], lambda _: None, 8),
        receipts,
        settings,
    )

    assert (state(accepted.id).state, state(accepted.id).reason) == (Stage.DELETED, "was not held")
    receipt_key = f"{settings.queue_name_prefix}:receipt:{accepted.id}:{accepted.version}"
    assert 0 < int(str(redis_client.ttl(receipt_key))) <= 86_400
