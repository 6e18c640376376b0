"""Acceptance of posts and deletions: the one place where they become the service's promise."""

from __future__ import annotations

import time
from collections.abc import Callable

from shared import errors, logs, metrics
from shared.delivery.connection import REFUSE_ABOVE
from shared.delivery.doorbell import Doorbell
from shared.delivery.receipts import Accepted, Post, Receipts

log = logs.get(__name__)


class Acceptance:
    """Accept posts and deletions: the receipt first, then the doorbell, then the answer."""

    def __init__(self, receipts: Receipts, doorbell: Doorbell) -> None:
        self._receipts, self._doorbell = receipts, doorbell
        self._measured: tuple[float, float] = (-1.0, 0.0)

    def put(self, post: Post, request_id: str) -> Accepted:
        """Accept a post. Raises Overloaded while Redis is nearly full, Unavailable while it is away."""
        self._refuse_when_full()
        return self._accept(lambda: self._receipts.accept(post, request_id))

    def delete(self, id: str, request_id: str) -> Accepted:
        """Accept a deletion; also while Redis is nearly full, since it makes room."""
        return self._accept(lambda: self._receipts.delete(id, request_id))

    def _accept(self, accept: Callable[[], Accepted]) -> Accepted:
        accepted = accept()
        metrics.ACCEPTED.labels(accepted.outcome).inc()
        with logs.bound(article_id=accepted.id, version=accepted.version):
            log.info("accepted", outcome=accepted.outcome, state=accepted.state)
            if accepted.outcome != "unchanged":
                try:
                    self._doorbell.ring(accepted.state)
                except errors.Unavailable as error:
                    log.warning("could not ring; the sweeper will", detail=error.detail)
        return accepted

    def _refuse_when_full(self) -> None:
        at, share = self._measured
        if time.monotonic() - at > 1:
            share = self._receipts.share_used()
            self._measured = time.monotonic(), share
        if share > REFUSE_ABOVE:
            raise errors.Overloaded(
                f"Redis' memory is {share:.0%} full; what was accepted is being processed. Try again later.",
                retry_after=30,
            )
