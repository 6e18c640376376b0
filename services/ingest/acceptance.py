"""Acceptance of posts and deletions: the one place where they become the service's promise."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence

from services.ingest.parsing import parse_post
from services.ingest.refusals import refusal_of
from shared import errors, logs, metrics
from shared.delivery.accounts import Accounts
from shared.delivery.connection import REFUSE_ABOVE, REFUSE_DELETIONS_ABOVE
from shared.delivery.posts import Accepted, Post
from shared.delivery.receipts import Receipts
from shared.models.receipts import Refusal, Stage

log = logs.get(__name__)

MEASURE_EVERY_SECONDS, MEASURE_EVERY_BYTES = 1.0, 500_000
"""How often the share of Redis' memory is measured: the sooner of the two. In a second many posts could come."""


class Acceptance:
    """Accept posts and deletions: the receipt first, then the doorbell, then the answer."""

    def __init__(self, receipts: Receipts, ring: Callable[[Stage], None], accounts: Accounts) -> None:
        """``ring`` rings a stage's doorbell; it may raise Unavailable, as the sweeper rings again."""
        self._receipts, self._ring_stage, self._accounts = receipts, ring, accounts
        self._measured_at, self._share, self._accepted_since = -MEASURE_EVERY_SECONDS, 0.0, 0

    def parse(self, raw: bytes) -> Post:
        """Parse what was posted, see :func:`parse_post`; a refusal is counted and raised."""
        try:
            return parse_post(raw)
        except errors.Refused as error:
            self.refuse([refusal_of(raw, error)])
            raise

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Count inputs that were refused; while Redis is away, in the metrics alone."""
        for refusal in refusals:
            metrics.REFUSED.labels(refusal.form, refusal.code).inc()
        try:
            self._accounts.refuse(refusals)
        except errors.Unavailable as error:
            log.warning("refusals are not kept", refusals=len(refusals), detail=error.detail)

    def post(self, raw: bytes, request_id: str) -> Accepted:
        """Parse and accept what was posted; raises what :meth:`parse` and :meth:`put` do."""
        return self.put(self.parse(raw), request_id)

    def put(self, post: Post, request_id: str) -> Accepted:
        """Accept a post. Raises Overloaded while Redis is nearly full, Unavailable while it is away."""
        self._refuse_above(REFUSE_DELETIONS_ABOVE if post.operation == "delete" else REFUSE_ABOVE)
        self._accepted_since += len(post.payload)
        return self._accept(lambda: self._receipts.accept(post, request_id))

    def put_all(self, posts: Sequence[Post], request_id: str) -> list[Accepted | errors.Unavailable]:
        """Accept posts in one round trip, see :meth:`Receipts.accept_all`; ring once for each stage."""
        self._refuse_above(REFUSE_ABOVE)
        self._accepted_since += sum(len(post.payload) for post in posts)
        results = self._receipts.accept_all(posts, request_id)
        accepted = [result for result in results if isinstance(result, Accepted)]
        outcomes: Counter[str] = Counter(result.outcome for result in accepted)
        for outcome, count in outcomes.items():
            metrics.ACCEPTED.labels(outcome).inc(count)
        log.info("accepted together", posts=len(posts), **outcomes)
        for stage in sorted({result.state for result in accepted if result.ring}):
            self.ring(stage)
        return results

    def delete(self, id: str, request_id: str) -> Accepted:
        """Accept a deletion; also while posts are refused, since it makes room."""
        self._refuse_above(REFUSE_DELETIONS_ABOVE)
        return self._accept(lambda: self._receipts.delete(id, request_id))

    def _accept(self, accept: Callable[[], Accepted]) -> Accepted:
        accepted = accept()
        metrics.ACCEPTED.labels(accepted.outcome).inc()
        with logs.bound(article_id=accepted.id, version=accepted.version):
            log.info("accepted", outcome=accepted.outcome, state=accepted.state)
            if accepted.ring:
                self.ring(accepted.state)
        return accepted

    def ring(self, stage: Stage) -> None:
        """Wake a worker of a stage; where that fails, its sweeper will."""
        try:
            self._ring_stage(stage)
        except errors.Unavailable as error:
            log.warning("could not ring; the sweeper will", detail=error.detail)

    def _refuse_above(self, limit: float) -> None:
        now = time.monotonic()
        if now - self._measured_at > MEASURE_EVERY_SECONDS or self._accepted_since > MEASURE_EVERY_BYTES:
            self._share = self._receipts.share_used()
            self._measured_at, self._accepted_since = now, 0
        if self._share > limit:
            raise errors.Overloaded(
                f"Redis' memory is {self._share:.0%} full; what was accepted is being processed. Try again later.",
                retry_after=30,
            )
