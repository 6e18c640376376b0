"""Outcomes of polls: fixed short words, for people to read in a list and for programs to count.

The weights of failures are those of mediacloud/rss-fetcher: active feeds do answer 404 and come back to life.
"""

from __future__ import annotations

from typing import Literal

from services.ingest.fetching.failures import Failure

FeedStatus = (
    Literal[
        "new_items", "no_new_items", "not_changed", "not_a_feed", "missing", "forbidden", "rate_limited",
        "server_error", "other_answer", "stopped",
    ]
    | Failure
)  # fmt: skip
"""``not_changed``: a 304, or the same bytes as before; ``missing``: 404 or 410; ``forbidden``: 401, 402, 403, 451;
``rate_limited``: 429, or 503 with a Retry-After; ``other_answer``: another status that is no success; ``stopped``:
reading the feed has stopped its worker again and again. The others are those of fetching."""

SUCCESSES: frozenset[FeedStatus] = frozenset({"new_items", "no_new_items", "not_changed"})

HARD, SOFT, TEMPORARY = 1.0, 0.5, 0.25
"""Weights of failures: what will hardly mend itself, what often does, what is known to pass."""

_SOFT: frozenset[FeedStatus] = frozenset({
    "missing", "server_error", "rate_limited", "no_connection", "too_slow", "robots"
})  # fmt: skip
_TEMPORARY: frozenset[FeedStatus] = frozenset({"unknown_host"})  # DNS, which often says so for a moment only


def weight(status: FeedStatus) -> float:
    """Return how much a failure counts."""
    return SOFT if status in _SOFT else TEMPORARY if status in _TEMPORARY else HARD


def of_answer(status: int, *, retry_after: bool) -> FeedStatus | None:
    """Return the outcome that an HTTP status means; None where the answer has to be read (2xx)."""
    if 200 <= status < 300:
        return None
    if status == 304:
        return "not_changed"
    if status == 429 or (status == 503 and retry_after):
        return "rate_limited"
    if status in (404, 410):
        return "missing"
    if status in (401, 402, 403, 451):
        return "forbidden"
    return "server_error" if status >= 500 else "other_answer"
