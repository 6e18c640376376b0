"""Findings about Redis: whether it answers, keeps what it is given, has room, and what waits in it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from deploy.maintenance.doctor.finding import Finding
from shared.delivery.census import Server
from shared.delivery.connection import FORGET_ABOVE, REFUSE_ABOVE

CLOCK_SECONDS = 5
"""Two machines that ask the same time servers differ by less."""

AHEAD_SECONDS = 300
"""Longest pause before another try is a minute; what is to be taken up later than this waits for a clock set back."""


def findings(server: Server) -> Iterator[Finding]:
    """Yield what is to be said of the server."""
    yield Finding("redis", "ok", f"{server.name} answers.")
    yield _durability(server)
    yield _memory(server)
    yield _clock(server)
    yield _waiting(server)
    if server.quarantined:
        yield Finding(
            "quarantine",
            "look",
            f"{server.quarantined:,} articles are in quarantine: GET /v1/quarantine of ingest says why; replay or"
            " discard each.",
        )
    else:
        yield Finding("quarantine", "ok", "Nothing is in quarantine.")


def _durability(server: Server) -> Finding:
    if server.complaints:
        return Finding("durability", "bad", " ".join(server.complaints))
    return Finding("durability", "ok", "Redis has every accepted article on disk before the 202.")


def _memory(server: Server) -> Finding:
    used = f"Redis' memory is {server.share_used:.0%} full"
    if server.share_used > REFUSE_ABOVE:
        return Finding("memory", "bad", f"{used}: ingest refuses new articles. Add workers, or raise maxmemory.")
    if server.share_used > FORGET_ABOVE:
        return Finding("memory", "look", f"{used}: the oldest finished receipts are forgotten early. Raise maxmemory.")
    return Finding("memory", "ok", f"{used}." if server.share_used else "Redis has no memory limit.")


def _clock(server: Server) -> Finding:
    ahead = max((queue.latest for queue in server.queues), default=0.0) - time.time()
    if ahead > AHEAD_SECONDS:
        return Finding(
            "clock",
            "bad",
            f"Articles wait to be taken up {ahead:,.0f} s from now: the clock was set back. Set it right; they go on"
            " when it gets there.",
        )
    apart = abs(server.behind_us) / 1e6
    if apart > CLOCK_SECONDS:
        return Finding("clock", "look", f"The clocks here and at Redis differ by {apart:,.0f} s: set them by NTP.")
    return Finding("clock", "ok", f"The clocks here and at Redis differ by {apart:.1f} s.")


def _waiting(server: Server) -> Finding:
    queues = [f"{queue.waiting:,} at {queue.stage}" for queue in server.queues if queue.waiting]
    idle = [str(queue.stage) for queue in server.queues if queue.waiting and not queue.leased]
    if idle:
        return Finding(
            "waiting",
            "look",
            f"Articles wait and nobody works on them at this moment ({', '.join(queues)}). If it stays so: is a worker"
            f" of the stage {' and '.join(idle)} running, and what does its /health/ready say?",
        )
    return Finding("waiting", "ok", f"Waiting: {', '.join(queues)}." if queues else "Nothing waits.")
