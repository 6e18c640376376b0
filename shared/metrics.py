"""Metrics of all processes, each named once; in Prometheus' text format on /metrics.

Workers fork: ``quotewire work`` sets ``PROMETHEUS_MULTIPROC_DIR`` before this module is imported, and a worker's
parent answers for its children.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("quotewire_http_requests_total", "HTTP requests answered", ["route", "method", "status"])
REQUEST_SECONDS = Histogram("quotewire_http_request_seconds", "Time to answer an HTTP request", ["route", "method"])

ACCEPTED = Counter("quotewire_articles_accepted_total", "Posts by what they turned out to be", ["outcome"])
"""``outcome``: new, changed, unchanged, deleted."""

REFUSED = Counter("quotewire_articles_refused_total", "Posts that were refused, by form and code", ["form", "code"])
"""``form``: those of ``services/ingest/forms``, or unknown; ``code``: that of the problem."""

STAGE_OUTCOMES = Counter(
    "quotewire_stage_outcomes_total", "Article versions by how a stage ended", ["stage", "outcome"]
)
"""``outcome``: done, retried, waiting, quarantined, superseded, lost (its lease had expired)."""

FETCHES = Counter("quotewire_fetches_total", "Fetches of addresses by how they ended", ["outcome"])
"""``outcome``: the class of the answer's status (*2xx*), or what failed: bad_address, private_address, unknown_host,
no_connection, too_slow, too_large, bad_encoding, too_many_redirects, robots."""

FEED_POLLS = Counter("quotewire_feed_polls_total", "Polls of feeds by how they ended", ["status"])
"""``status``: the words of ``services/ingest/feeds/outcome.py``."""

FEEDS = Gauge(
    "quotewire_feeds", "Feeds: all, and those quiet for longer than is usual for them", ["state"],
    multiprocess_mode="livemostrecent",
)  # fmt: skip
"""``state``: all, quiet. An alarm on *quiet* tells of a source that has stopped without an error."""

STAGE_SECONDS = Histogram(
    "quotewire_stage_batch_seconds",
    "Time a stage spends on one batch",
    ["stage"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
)
LEASES_EXPIRED = Counter("quotewire_leases_expired_total", "Leases that the sweeper took back", ["stage"])
DOORBELLS = Counter("quotewire_doorbells_total", "Doorbell jobs handled", ["stage"])
WAITING = Gauge(
    "quotewire_waiting", "Article versions that wait for a stage", ["stage"], multiprocess_mode="livemostrecent"
)
BREAKER_OPEN = Gauge(
    "quotewire_breaker_open", "1 while a stage is stopped by its breaker", ["stage"], multiprocess_mode="livemostrecent"
)


def render() -> bytes:
    """Return all metrics of this process, and of its children where it has any, in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
