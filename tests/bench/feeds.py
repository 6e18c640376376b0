"""How soon feeds' items are found, and for how many requests: ``python -m tests.bench.feeds``.

A hundred invented feeds on a small server of this machine, 37 of them rude, over some days of simulated time: the clock
jumps from one due poll to the next, and nobody waits. Ours polls them over HTTP with its real parts (poller, client,
Redis). Beside it, on the same feeds at the same times: a poller that asks every 15 minutes whatever happens, and
mediacloud/rss-fetcher's rule, which steers by the share of known items in steps of ten minutes from six hours on; these
two are given the listings without HTTP, and heed nothing else.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from services.ingest.acceptance import Acceptance
from services.ingest.feeds.feed import FeedAbout, feed_id
from services.ingest.feeds.polling import Poller
from services.ingest.fetching.client import Client
from services.ingest.forms import address_of
from services.ingest.settings import Settings
from shared import errors, logs
from shared.delivery.accounts import Accounts
from shared.delivery.connection import connect
from shared.delivery.feeds import Feeds
from shared.delivery.posts import Accepted, Post
from shared.delivery.receipts import Receipts
from shared.delivery.visits import Manners, Visits
from tests.support import figures
from tests.support.feed_wire import DAY, HOUR, Answer, WireFeed, make_feeds, wire_server
from tests.support.redis_server import RedisServer

START = datetime(2026, 6, 1, tzinfo=UTC)
WARM_UP = 12 * HOUR
"""Left out of the count: everybody has to get to know the feeds."""
STEP = 60.0
"""Seconds of simulated time in which what falls due is polled together."""


@dataclass
class Score:
    """What a poller needed, and when it found the items."""

    name: str
    requests: Counter[int] = field(default_factory=Counter)
    """By feed, like the next two."""
    without_body: Counter[int] = field(default_factory=Counter)
    """Answers 304."""
    intrusions: Counter[int] = field(default_factory=Counter)
    """Requests while a feed had asked to stay away."""
    found: dict[tuple[int, int], float] = field(default_factory=dict)
    """Time at which each item was found, by feed and number."""
    _stay_away: dict[int, float] = field(default_factory=dict)

    def request(self, feed: WireFeed, given: Answer, now: float) -> None:
        if now < WARM_UP:
            return
        self.requests[feed.number] += 1
        self.without_body[feed.number] += given.status == 304
        self.intrusions[feed.number] += now < self._stay_away.get(feed.number, 0.0) - 1
        if given.stay_away:
            self._stay_away[feed.number] = max(self._stay_away.get(feed.number, 0.0), now + given.stay_away)

    def find(self, feed: int, numbers: Sequence[int], now: float) -> None:
        for number in numbers:
            self.found.setdefault((feed, number), now)

    def figures(self, which: str, feeds: Sequence[WireFeed], until: float) -> dict[str, Any]:
        """Return the figures of some feeds: over the items that came between the warm-up and an hour before the end."""
        delays, missed = [], 0
        for feed in feeds:
            for number, at in enumerate(feed.times):
                if WARM_UP <= at < until - HOUR:
                    seen = self.found.get((feed.number, number))
                    if seen is None:
                        missed += 1
                    else:
                        delays.append((seen - at) / 60)
        delays.sort()
        if not delays:
            return {"feeds": which, "poller": self.name, "missed": missed}
        requests = sum(self.requests[feed.number] for feed in feeds)
        return {
            "feeds": which,
            "poller": self.name,
            "requests": requests,
            "not_modified": round(sum(self.without_body[feed.number] for feed in feeds) / requests, 2),
            "per_item": round(requests / len(delays), 2),
            "mean": round(statistics.mean(delays), 1),
            "median": round(statistics.median(delays), 1),
            "p90": round(delays[int(0.9 * len(delays))], 1),
            "items": len(delays),
            "missed": missed,
            "intrusions": sum(self.intrusions[feed.number] for feed in feeds),
        }


@dataclass
class Clock:
    """Simulated time: seconds since :data:`START`."""

    now: float = 0.0

    def seconds(self) -> float:
        return START.timestamp() + self.now

    def __call__(self) -> int:
        return round(self.seconds() * 1e6)


class NotingAcceptance(Acceptance):
    """Acceptance that notes when each item came."""

    def __init__(self, receipts: Receipts, accounts: Accounts, score: Score, clock: Clock) -> None:
        super().__init__(receipts, lambda _: None, accounts)
        self._score, self._clock = score, clock

    def put_all(self, posts: Sequence[Post], request_id: str) -> list[Accepted | errors.Unavailable]:
        for post in posts:
            address = address_of(post.payload)
            assert address is not None
            feed, number = address.url.rsplit("/", 2)[1:]
            self._score.find(int(feed), [int(number)], self._clock.now)
        return super().put_all(posts, request_id)


def ours(feeds: Sequence[WireFeed], days: float, folder: Path) -> Score:
    """Poll with the real parts over HTTP."""
    score, clock = Score("Quotewire"), Clock()
    redis = RedisServer(folder)
    connection = connect(Settings(redis_url=redis.url))
    connection.config_set("appendfsync", "no")  # nothing here has to outlive the machine
    try:
        settings = Settings(
            redis_url=redis.url, fetch_private_hosts=sorted({feed.host for feed in feeds}), fetch_seconds=10
        )
        prefix = settings.queue_name_prefix
        visits = Visits(connection, prefix=prefix, manners=Manners(), clock=clock)
        client = Client(settings, visits, resolve=lambda _host, _port: ["127.0.0.1"])
        known = Feeds(connection, prefix=prefix, clock=clock)
        receipts = Receipts(connection, prefix=prefix, keep_days=30, clock=clock)
        accounts = Accounts(connection, prefix=prefix, keep_days=30, clock=clock)
        acceptance = NotingAcceptance(receipts, accounts, score, clock)
        poller = Poller(known, client, acceptance, settings, now=clock.seconds, limited=False)
        with wire_server(list(feeds), START, clock.seconds, score.request) as port:
            for feed in feeds:
                url = f"http://{feed.host}:{port}/{feed.number}"
                known.add(feed_id(url), FeedAbout(url=url).model_dump_json(), random.uniform(0, 15 * 60))
            while clock.now < days * DAY:
                poller.work(lambda: False, lambda: None)
                clock.now += STEP
    finally:
        connection.close()
        redis.stop()
    return score


def simple(name: str, feeds: Sequence[WireFeed], days: float, rule: Callable[[], Callable[[int, int], float]]) -> Score:
    """Poll by a rule: new and known items in, seconds until the next poll out."""
    score = Score(name)
    for feed in feeds:
        wait, now, known = rule(), random.uniform(0, 15 * 60), set[int]()
        while now < days * DAY:
            given = feed.answer(now, name)
            score.request(feed, given, now)
            listed = [] if given.cut else list(given.items or ())
            new = [number for number in listed if number not in known]
            known.update(new)
            score.find(feed.number, new, now)
            now += wait(len(new), len(listed) - len(new))
    return score


def every_quarter() -> Callable[[int, int], float]:
    return lambda _new, _known: 15 * 60


def by_known_share() -> Callable[[int, int], float]:
    """mediacloud/rss-fetcher's rule with its numbers."""
    interval, polls = 6 * HOUR, 0

    def wait(new: int, known: int) -> float:
        nonlocal interval, polls
        polls += 1
        share = known / (new + known) if new + known else 1.0
        if polls > 1 and share < 0.33:
            interval = max(600.0, interval - 600)
        elif polls > 1 and share > 0.67:
            interval = min(DAY, interval + 600)
        return interval

    return wait


def main() -> None:
    """Measure, print, and record for the documents."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.feeds", description=__doc__)
    parser.add_argument("--days", type=float, default=3.0, help="of simulated time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-record", action="store_true", help="leave docs/figures.json as it is")
    options = parser.parse_args()
    logs.configure(Settings(log_level="ERROR"), "bench")
    random.seed(options.seed)
    feeds = make_feeds(options.days, options.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        scores = [ours(feeds, options.days, Path(folder))]
    scores.append(simple("every 15 minutes", feeds, options.days, every_quarter))
    scores.append(simple("rss-fetcher's rule", feeds, options.days, by_known_share))
    polite = [feed for feed in feeds if not feed.rudeness]
    rude = [feed for feed in feeds if feed.rudeness and feed.rudeness != "too large"]
    groups = {"all": [*polite, *rude], "polite": polite, "rude": rude}
    until = options.days * DAY
    rows = [score.figures(which, group, until) for which, group in groups.items() for score in scores]
    kinds = {kind: [feed for feed in rude if feed.rudeness == kind] for kind in sorted({f.rudeness for f in rude})}
    by_kind = [scores[0].figures(kind, group, until) for kind, group in kinds.items()]
    table = Table(title=f"{len(feeds)} feeds, {options.days:g} simulated days in {time.monotonic() - began:.0f} s")
    for column in rows[0]:
        table.add_column(column)
    for row in [*rows, *by_kind]:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)
    if not options.no_record:
        figures.record("feeds", {"days": options.days, "seed": options.seed, "pollers": rows})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
