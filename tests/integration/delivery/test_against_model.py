"""The Lua and the state machine do what a simple model does, whatever happens to jobs and workers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from services.ingest.forms.article import identify
from shared.delivery.jobs import Job, Lane, Learnt
from shared.delivery.posts import Post
from shared.delivery.receipts import Receipts
from shared.models.articles import Article
from shared.models.receipts import Stage
from tests.integration.delivery.model import FINAL, Model

pytestmark = [pytest.mark.redis, pytest.mark.timeout(600)]

STAGES = st.sampled_from([Stage.ANNOTATING, Stage.INDEXING])
LEASE, MAX_ATTEMPTS = 30.0, 3
LANES: list[list[Lane]] = [["quick"], ["quick", "slow"], ["slow", "quick"]]


@dataclass
class Held:
    """What a worker believes to hold. Lost doorbells never make one; repeated and late ones make several."""

    stage: Stage
    token: str
    jobs: list[Job]


class Delivery(RuleBasedStateMachine):
    """Clients, workers, crashes, late finishers, the sweeper and an operator, in any order."""

    client: redis.Redis  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_700_000_000_000_000
        self.model = Model()
        self.tokens = 0
        self.index: dict[str, int] = {}
        self.receipts = Receipts(self.client, prefix=f"m{uuid.uuid4().hex[:8]}", keep_days=30, clock=lambda: self.now)

    held = Bundle("held")

    @initialize()
    def some_posts(self) -> None:
        for who in range(3):
            self.post(who, 0, 0)

    @rule(who=st.integers(0, 2), text=st.integers(0, 1), held=held)
    def change_under_a_worker(self, who: int, text: int, held: Held) -> None:
        """The case that matters most: a new version comes while the old one is being worked on."""
        self.post(who, text, 1)
        self.finish(held)

    @rule(who=st.integers(0, 2), text=st.integers(0, 2), tag=st.integers(0, 1))
    def post(self, who: int, text: int, tag: int) -> None:
        large = text == 2
        body = f"text {who} {text} {'and so on ' * 3_000 * large}"
        article = Article(title="t", body=body, url=f"https://example.org/{who}", tags=[str(tag)])
        post = identify(article)
        accepted = self.receipts.accept(post, "r")
        expected = self.model.accept(self.now, post.url, post.candidate, post.fingerprint, post.text_hash, large)
        assert (accepted.outcome, accepted.id, accepted.version) == expected

    @rule(who=st.integers(0, 2))
    def delete(self, who: int) -> None:
        id = self.posted(who).candidate
        accepted = self.receipts.delete(id, "r")
        assert (accepted.outcome, accepted.version) == self.model.delete(self.now, id)

    @rule(target=held, stage=STAGES, count=st.integers(1, 3), lanes=st.sampled_from(LANES))
    def doorbell(self, stage: Stage, count: int, lanes: list[Lane]) -> Any:
        """A job arrives: in time, late, again or out of order, it leases what there is."""
        self.tokens += 1
        token = f"w{self.tokens}."
        jobs, _ = self.receipts.lease(
            stage, token, seconds=LEASE, count=count, size=10**9, max_attempts=MAX_ATTEMPTS, lanes=lanes
        )
        expected = self.model.lease(self.now, stage, token, LEASE, count, MAX_ATTEMPTS, list(lanes))
        assert [j.member for j in jobs] == expected
        assert all(j.first == self.model.versions[j.member].first for j in jobs)
        assert all(j.into == self.model.versions[j.member].into for j in jobs)
        return Held(stage, token, jobs) if jobs else multiple()

    @rule(held=held)
    def finish(self, held: Held) -> None:
        """A worker ends its batch; it may have been declared dead long ago, or have ended it once already."""
        for job in held.jobs:
            self._finish(held, job)

    def _finish(self, held: Held, job: Job) -> None:
        if held.stage is Stage.ANNOTATING:
            verdict, detail = "next", str(Stage.INDEXING)
        else:
            self.index[job.id] = max(self.index.get(job.id, 0), job.version)  # as external versions make it
            verdict, detail = "final", "indexed" if job.operation == "put" else "deleted"
            detail = "merged" if job.into else detail
        self._settle(held, job, verdict, detail, 0)

    @rule(held=held, who=st.integers(0, 2))
    def find_the_address_of(self, held: Held, who: int) -> None:
        """The page of what was posted says that its address is another one, perhaps one that is known."""
        if held.stage is Stage.ANNOTATING:
            for job in held.jobs:
                self._settle(held, job, "next", str(Stage.INDEXING), 0, url=self.posted(who).url)

    @rule(held=held, who=st.integers(0, 2))
    def find_it_merged(self, held: Held, who: int) -> None:
        """The index knows that it was merged into another, which Redis may know better."""
        if held.stage is Stage.INDEXING:
            for job in held.jobs:
                if not job.into:
                    self.index[job.id] = max(self.index.get(job.id, 0), job.version)
                    self._settle(held, job, "merged", self.posted(who).candidate, 0)

    @rule(held=held, verdict=st.sampled_from(["retry", "unavailable", "quarantine"]), pause=st.integers(0, 5))
    def fail(self, held: Held, verdict: str, pause: int) -> None:
        for job in held.jobs:
            self._settle(held, job, verdict, "why", pause)

    def posted(self, who: int) -> Post:
        return identify(Article(title="t", body="x", url=f"https://example.org/{who}"))

    def _settle(self, held: Held, job: Job, verdict: str, detail: str, pause: int, url: str = "") -> None:
        real = self.receipts.settle(
            held.stage,
            held.token,
            job,
            verdict,  # type: ignore[arg-type]
            detail,
            value=pause,
            learnt=Learnt(title=self.posted(0).title, canonical=url),
        )
        assert real == self.model.settle(self.now, held.stage, held.token, job.member, verdict, detail, pause, url)

    @rule(target=held, late=held)
    def overtaken(self, late: Held) -> Any:
        """A worker is so slow that its lease expires and another takes over; then it comes back."""
        self.time_passes(31)
        after = self.doorbell(late.stage, 3, ["quick", "slow"])
        self.finish(late)
        return after

    @rule(held=consumes(held))
    def crash(self, held: Held) -> None:
        """The worker is gone; its leases lie until they expire."""

    @rule(held=consumes(held))
    def seen_to_die(self, held: Held) -> None:
        """The worker is gone, and its parent has noticed: what it held waits again at once."""
        real = self.receipts.sweep(held.stage, [held.token]).returned
        assert real == self.model.sweep(self.now, held.stage, held.token)

    @rule(held=held)
    def renew(self, held: Held) -> None:
        if held.jobs:
            real = self.receipts.renew(held.stage, held.token, LEASE, held.jobs)
            assert real == self.model.renew(self.now, held.stage, held.token, LEASE, [j.member for j in held.jobs])

    @rule(seconds=st.sampled_from([-3_600, -3, 0.000001, 2, 31]))
    def time_passes(self, seconds: float) -> None:
        """The server's clock may be set back: by a little all the time, by an hour once. Sweepers run all the time."""
        self.now += int(seconds * 1_000_000)
        for stage in (Stage.ANNOTATING, Stage.INDEXING):
            self.sweep(stage)

    def sweep(self, stage: Stage) -> None:
        assert self.receipts.sweep(stage).returned == self.model.sweep(self.now, stage)

    @rule(who=st.integers(0, 2))
    def replay(self, who: int) -> None:
        id = self.posted(who).candidate
        assert (self.receipts.replay(id) is not None) == self.model.replay(self.now, id)

    @invariant()
    def receipts_agree(self) -> None:
        for version in self.model.versions.values():
            receipt = self.receipts.receipt(version.id, version.version)
            assert receipt is not None
            assert (receipt.state, receipt.attempts) == (version.state, version.attempts), version
            assert (receipt.into or "") == version.into, version

    def teardown(self) -> None:
        """Whatever happened: once workers live and parts answer, every newest version arrives."""
        for _ in range(40):
            self.now += 61_000_000
            for stage in (Stage.ANNOTATING, Stage.INDEXING):
                self.sweep(stage)
                for lanes in LANES[1:]:
                    if isinstance(held := self.doorbell(stage, 3, lanes), Held):
                        self.finish(held)
        for id, version in self.model.current.items():
            assert version.state in FINAL - {"superseded"}
            if version.state != "quarantined":
                assert self.index[id] == version.version
        assert self.receipts.sweep(Stage.ANNOTATING).waiting == self.receipts.sweep(Stage.INDEXING).waiting == 0


def test_delivery_agrees_with_the_model(redis_client: redis.Redis) -> None:
    Delivery.client = redis_client
    run_state_machine_as_test(
        Delivery,
        settings=settings(
            max_examples=120, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
