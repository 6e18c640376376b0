"""Feeds in Redis: which there are, when each is polled next, who polls it now, and what it has listed.

They wait in a sorted set by the time of their next poll, and are leased as articles are, so that workers share them
and one that dies loses nothing. What a feed is (``about``) and how its polls went (``poll``) are JSON of ingest's,
kept apart since a person changes the one and a worker the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import redis

from shared.delivery import scripts
from shared.delivery.connection import redis_errors
from shared.delivery.notation import moment
from shared.delivery.receipts import Clock

MAX_FEEDS = 10_000
"""Feeds that are kept. Each takes 5 to 500 kB of Redis' memory, by how much it lists."""

KEPT_FETCHES = 30
"""Latest fetches of a feed that are kept, as mediacloud/rss-fetcher has it."""

KNOWN_DAYS = 7
"""How long an item is known after its feed has ceased to list it: some list old items again after a day or two. Later
ones are found out by their address (``receipt_days``)."""

LEASE_SECONDS = 120
"""For which a worker holds the feeds that it polls together: fetched within ten seconds, read within a few more. What a
killed process held is returned at once, so this is for machines that are gone."""

Added = Literal["new", "known", "full"]
Changed = Literal["done", "none", "paused"]


@dataclass(frozen=True)
class FeedRecord:
    """A feed as it stands."""

    id: str
    about: str
    poll: str
    """"" before its first poll."""
    added_at: datetime
    paused: bool
    polling: bool
    """Whether a worker is at it."""
    next_at: datetime | None
    """None while it is paused or being polled."""
    quiet_since: datetime | None
    """The time from which its silence is unusual, if that has come."""


@dataclass(frozen=True)
class LeasedFeed:
    """A feed to be polled."""

    id: str
    about: str
    poll: str
    attempts: int
    """How often it was taken up since a poll of it has come to an end, this time included."""


@dataclass(frozen=True)
class SweptFeeds:
    """Counts of one sweep."""

    returned: int
    due: int
    leased: int
    total: int
    quiet: int


class Feeds:
    """Operations on feeds. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, clock: Clock = lambda: None) -> None:
        self._redis, self._prefix, self._clock = client, prefix, clock
        self._scripts = scripts.load(client)

    def _run(self, name: str, *args: str | float) -> Any:
        now = self._clock()
        with redis_errors():
            return self._scripts[name](args=[self._prefix, "" if now is None else now, *args])

    # --- what people do -----------------------------------------------------------------------------------------

    def add(self, id: str, about: str, delay: float = 0) -> Added:
        """Add a feed, to be polled in ``delay`` seconds; one that is known stays as it is."""
        added: Added = self._run("feed_change", "add", id, about, delay, MAX_FEEDS)
        return added

    def describe(self, id: str, about: str) -> Changed:
        """Replace what is known about a feed."""
        return self._change("about", id, about)

    def remove(self, id: str) -> Changed:
        """Forget a feed. Articles that came from it stay."""
        return self._change("remove", id)

    def pause(self, id: str) -> Changed:
        """Poll a feed no more."""
        return self._change("pause", id)

    def resume(self, id: str) -> Changed:
        """Poll a feed again, now."""
        return self._change("resume", id)

    def poll_now(self, id: str) -> Changed:
        """Let a feed be polled now. ``paused``: it has to be resumed first."""
        return self._change("poll", id)

    def _change(self, action: str, id: str, about: str = "") -> Changed:
        changed: Changed = self._run("feed_change", action, id, about, 0, 0)
        return changed

    def record(self, id: str) -> FeedRecord | None:
        """Return a feed; None if there is no such one."""
        records = self._records([id])
        return records[0] if records else None

    def page(self, offset: int, size: int, *, quiet: bool = False) -> tuple[int, list[FeedRecord]]:
        """Count the feeds, and return some of them, those added last first; of the quiet ones the longest quiet."""
        with redis_errors():
            if quiet:
                key, now = f"{self._prefix}:feeds:quiet", self._now()
                total = int(self._redis.zcount(key, "-inf", now))
                ids: list[str] = self._redis.zrangebyscore(key, "-inf", now, start=offset, num=size)  # type: ignore[assignment]
            else:
                total = int(self._redis.zcard(f"{self._prefix}:feeds"))
                ids = self._redis.zrevrange(f"{self._prefix}:feeds", offset, offset + size - 1)  # type: ignore[assignment]
        return total, self._records(ids)

    def fetches(self, id: str) -> list[str]:
        """Return the lines about a feed's latest fetches, newest first."""
        with redis_errors():
            lines: list[str] = self._redis.lrange(f"{self._prefix}:feed:{id}:fetches", 0, -1)  # type: ignore[assignment]
        return lines

    # --- what workers do ----------------------------------------------------------------------------------------

    def lease(self, token: str, count: int) -> tuple[list[LeasedFeed], int]:
        """Lease feeds that are due; also count those left. One that took its worker down comes alone."""
        left, *rows = self._run("feed_lease", token, LEASE_SECONDS, count)
        return [LeasedFeed(id, about, poll, int(attempts)) for id, about, poll, attempts in rows], int(left)

    def unknown(self, id: str, items: Sequence[str]) -> list[str]:
        """Return the items that the feed has not listed before, in their order."""
        if not items:
            return []
        with redis_errors():
            scores: list[float | None] = self._redis.zmscore(f"{self._prefix}:feed:{id}:items", list(items))
        return [item for item, score in zip(items, scores, strict=True) if score is None]

    def know(self, id: str, items: Sequence[str]) -> None:
        """Note items that are not accepted as articles, so that each is looked at once."""
        now = self._now()
        with redis_errors():
            self._redis.zadd(f"{self._prefix}:feed:{id}:items", dict.fromkeys(items, now))

    def settle(
        self,
        token: str,
        id: str,
        *,
        poll: str = "",
        wait: float,
        fetch: str = "",
        silence: float | None = None,
        items: Sequence[str] = (),
    ) -> Literal["done", "lost"]:
        """Settle a leased feed: its next poll comes after ``wait`` seconds.

        ``poll``: how its polls went ("": as it was); ``fetch``: a line for its list of fetches; ``silence``: seconds
        from now after which silence is unusual, -1 where that is not known, None to leave it; ``items``: all that it
        lists now.
        """
        settled: Literal["done", "lost"] = self._run(
            "feed_settle", token, id, poll, wait, fetch, KEPT_FETCHES, "" if silence is None else silence,
            KNOWN_DAYS * 86_400, *items,
        )  # fmt: skip
        return settled

    def sweep(self, dead: Sequence[str] = ()) -> SweptFeeds:
        """Let feeds wait again whose lease expired, or whose token begins with one of ``dead``; count the feeds."""
        return SweptFeeds(*map(int, self._run("feed_sweep", *dead)))

    # ------------------------------------------------------------------------------------------------------------

    def _records(self, ids: Sequence[str]) -> list[FeedRecord]:
        with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            now, ahead = self._now(), self._ahead()
            for id in ids:
                pipeline.hgetall(f"{self._prefix}:feed:{id}")
                for key in ("feeds", "feeds:wait", "feeds:lease", "feeds:quiet"):
                    pipeline.zscore(f"{self._prefix}:{key}", id)
            answers = iter(pipeline.execute())
        records = []
        for id, fields, added, next_at, leased, quiet_at in zip(ids, *[answers] * 5, strict=False):
            if fields and added is not None:
                records.append(
                    FeedRecord(
                        id=id,
                        about=fields["about"],
                        poll=fields.get("poll", ""),
                        added_at=moment(added),
                        paused="paused" in fields,
                        polling=leased is not None,
                        next_at=None if next_at is None else datetime.fromtimestamp(next_at - ahead, UTC),
                        quiet_since=None
                        if quiet_at is None or quiet_at > now
                        else datetime.fromtimestamp(quiet_at - ahead, UTC),
                    )
                )
        return records

    def _now(self) -> float:
        """Return the time on the clock of the waiting sets, see ``lua/state.lua``."""
        now = self._clock()
        if now is None:
            seconds, microseconds = self._redis.time()
            now = int(seconds) * 1_000_000 + int(microseconds)
        return now / 1e6 + self._ahead()

    def _ahead(self) -> float:
        return float(str(self._redis.hget(f"{self._prefix}:clock", "ahead") or 0)) / 1e6
