"""Schedule of one feed: when it is polled next, by what its polls brought.

A poll costs one request; an item costs its readers the time until it is found. Where so many requests are spent that
the sum of all delays is least, each feed's interval goes with the root of the time between two of its items: a feed
with four times as many is polled twice as often. That is the interval here; the share of the items already known, by
which mediacloud/rss-fetcher steers, guards it: where less than a third of what a feed lists is known, some may have
been missed, and the interval is halved until two thirds are known again. ``docs/feeds.md`` has what both make of the
same hundred feeds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pydantic import BaseModel

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

DELAY_FOR_A_REQUEST = 120.0
"""Seconds of one item's delay that are worth one request. An item an hour is then asked for every 11 minutes, one a day
every 54. Chosen on simulated feeds (``docs/feeds.md``): the median delay is that of a poll every 15 minutes there, for
six tenths of its requests."""

LONGEST_INTERVAL = 6 * HOUR
"""Of feeds that list something now and then; where mediacloud/rss-fetcher begins."""

LONGEST_HINT = DAY
"""How long a feed's own ttl, updatePeriod, Cache-Control or Expires is heeded, as miniflux has it."""

LONGEST_BACKOFF = DAY
"""Between two polls of a feed that fails: it is never given up, and one request a day harms nobody."""

MEMORY = 7 * DAY
"""After which what was learnt of a feed counts half."""

TOO_FEW_KNOWN, ENOUGH_KNOWN = 1 / 3, 2 / 3
"""Shares of the items that a poll knows already; those of mediacloud/rss-fetcher."""

ON_TIME = 20 * MINUTE
"""How late a poll may be so that the share of known items says something about the interval; likewise."""

LEAST_GUARD = 1 / 64

JITTER = 0.1
"""Share of an interval that is added or left out at random, so that feeds do not meet at one host every time."""

MOST_AFTER_429 = HOUR
"""Added at random after a 429 that does not say when to come back; mediacloud/rss-fetcher's number."""


class Pace(BaseModel):
    """Pace of a feed, as its polls have shown it; both sums fade by :data:`MEMORY`."""

    items: float = 0.0
    seconds: float = 0.0
    guard: float = 1.0
    """By which the interval is shortened since too few items were known."""

    @classmethod
    def of_dates(cls, ages: Sequence[float]) -> Pace:
        """Return the pace that the first listing shows: ``ages`` of its items, in seconds."""
        known = [age for age in ages if 0 <= age <= 60 * DAY]
        return cls(items=len(known) - 1, seconds=max(*known, HOUR)) if len(known) > 1 else cls()

    def after(self, elapsed: float, *, new: int, known: int, due: float | None) -> Pace:
        """Return the pace after a poll, ``elapsed`` seconds after the one before.

        ``due``: seconds after which it was to come; None where the poll before it failed, so that it says nothing.
        """
        fade = 0.5 ** (elapsed / MEMORY)
        guard = self.guard
        if new + known and due is not None and elapsed <= due + ON_TIME:
            share = known / (new + known)
            guard = guard / 2 if share < TOO_FEW_KNOWN else guard * 2 if share > ENOUGH_KNOWN else guard
        return Pace(
            items=self.items * fade + new,
            seconds=self.seconds * fade + elapsed,
            guard=min(1.0, max(LEAST_GUARD, guard)),
        )

    def interval(self) -> float:
        """Return the seconds between two polls that suit the pace."""
        per_second = (self.items + 0.5) / (self.seconds + DAY / 4)  # what is not known yet: two items a day
        return min(LONGEST_INTERVAL, math.sqrt(DELAY_FOR_A_REQUEST / per_second)) * self.guard


def wait_after_success(interval: float, *, least: float, hint: float) -> float:
    """Return the seconds until the next poll: not before ``least``, nor before the feed's own ``hint``."""
    return jittered(max(interval, least, min(hint, LONGEST_HINT)))


def wait_after_failure(interval: float, failures: float, *, asked: float | None, rate_limited: bool) -> float:
    """Return the seconds until the next poll after weighted ``failures`` in a row: longer with each, never for ever.

    ``asked``: seconds of a Retry-After, which are the least.
    """
    wait = max(interval, min(LONGEST_BACKOFF, interval * (1 + failures)))
    if rate_limited and asked is None:
        wait += random.uniform(0, MOST_AFTER_429)  # noqa: S311 - jitter, not a secret
    return max(jittered(wait), (asked or 0) * random.uniform(1, 1 + JITTER))  # noqa: S311


def jittered(seconds: float) -> float:
    """Return a time that differs at random by a tenth."""
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311


def freshness(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Return the seconds for which an answer stays fresh: Cache-Control, else Expires; 0 where it does not say.

    ``headers`` by names in lower case.
    """
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and value.strip('"').isdigit():
            age = headers.get("age", "").strip()
            return max(0.0, float(value.strip('"')[:9]) - (float(age[:9]) if age.isdigit() else 0.0))
    try:
        expires = parsedate_to_datetime(headers.get("expires", ""))
    except ValueError:
        return 0.0
    return max(0.0, (expires.replace(tzinfo=expires.tzinfo or UTC) - (now or datetime.now(UTC))).total_seconds())
