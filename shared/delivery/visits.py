"""Visits to hosts that strangers' addresses name, counted in Redis, so that manners hold over all workers."""

from __future__ import annotations

from dataclasses import dataclass

import redis

from shared.delivery import scripts
from shared.delivery.connection import redis_errors
from shared.delivery.receipts import Clock

LONGEST_VISIT_SECONDS = 60.0
"""After which the visit of a worker that died counts no longer."""


@dataclass(frozen=True)
class Manners:
    """How often a host is asked."""

    at_once: int = 2
    """Visits to one host at the same time."""
    seconds_between: float = 5.0
    """Seconds between the starts of two. Both numbers are those of mediacloud/rss-fetcher, which asks 180,000 feeds."""


class Visits:
    """Turns at hosts. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, manners: Manners, clock: Clock = lambda: None) -> None:
        self._prefix, self._manners, self._clock = prefix, manners, clock
        self._visit = scripts.load(client)["visit"]

    def ask(self, host: str, ticket: str, *, delay: float = 0) -> float:
        """Begin a visit and return 0; or return the seconds until the ticket's turn.

        ``delay``: seconds between two starts that the host itself asks for, where they are more than ours. Whoever has
        begun a visit ends it (:meth:`end`); whoever has to wait asks again with the same ticket.
        """
        return float(self._run("ask", host, ticket, max(delay, self._manners.seconds_between)))

    def end(self, host: str, ticket: str) -> None:
        """End a visit."""
        self._run("end", host, ticket, 0)

    def pause(self, host: str, seconds: float) -> None:
        """Begin no visit to a host for so long: it has answered that we come too often."""
        self._run("pause", host, "", seconds)

    def _run(self, action: str, host: str, ticket: str, seconds: float) -> str:
        now = self._clock()
        with redis_errors():
            answer: str = self._visit(
                args=[
                    self._prefix, "" if now is None else now, action, host, ticket, seconds, self._manners.at_once,
                    LONGEST_VISIT_SECONDS,
                ]
            )  # fmt: skip
        return answer
