"""A hundred invented feeds with their habits and rudenesses, as a function of the time; and a server of them."""

from __future__ import annotations

import math
import random
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.feeds import rss, rss_item
from tests.support.news_site import answer

HOUR, DAY = 3_600.0, 86_400.0

RUDENESS = {
    "gone for hours": 4,  # 404 for eight hours, then back
    "overloaded": 4,  # 503 with Retry-After for two hours a day
    "strict": 5,  # 429 to whoever comes again within twenty minutes
    "false 304": 3,  # to every conditional request
    "broken XML": 4,  # in the middle, always
    "no dates": 4,
    "HTML at times": 3,  # in place of the feed, for six hours
    "asks for an hour": 3,  # ttl and Cache-Control
    "cut off": 3,  # one answer in five ends in the middle
    "shuffled": 3,  # its items in any order
    "too large": 1,
}
"""Feeds of each kind among the hundred."""

SHARED_HOST = 20
"""Feeds that stand on one host."""


@dataclass(frozen=True)
class Answer:
    """What a feed answers at one time: the items that it lists, where it lists any."""

    status: int
    items: range | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    """Whether it breaks off in the middle."""
    stay_away: float = 0.0
    """Seconds that it asks to stay away."""


@dataclass
class WireFeed:
    """One feed: the times of its items, how many it lists, what is wrong with it."""

    number: int
    times: list[float]
    window: int
    rudeness: str
    last_asked: dict[str, float] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return "shared.example" if self.number < SHARED_HOST else f"paper{self.number}.example"

    def answer(self, now: float, who: str, *, conditional: str = "") -> Answer:
        """Return what it answers ``who`` now; ``conditional``: the ETag that was sent back."""
        hour = (now % DAY) / HOUR
        before, self.last_asked[who] = self.last_asked.get(who, -math.inf), now
        match self.rudeness:
            case "gone for hours" if DAY + 8 * HOUR <= now < DAY + 16 * HOUR:
                return Answer(404)
            case "overloaded" if 9 <= hour < 11:
                left = (11 - hour) * HOUR
                return Answer(503, headers={"retry-after": f"{left:.0f}"}, stay_away=left)
            case "strict" if now - before < 20 * 60:
                return Answer(429, headers={"retry-after": "1200"}, stay_away=1_200)
            case "HTML at times" if 12 <= hour < 18:
                return Answer(200)
            case "too large":
                return Answer(200)
        latest = bisect_right(self.times, now)
        etag = f'"{latest}"'
        headers = {"etag": etag}
        if self.rudeness == "asks for an hour":
            headers["cache-control"] = "max-age=3600"
        self.asked[who] = self.asked.get(who, 0) + 1
        cut = self.rudeness == "cut off" and self.asked[who] % 5 == 0
        if conditional and (conditional == etag or self.rudeness == "false 304"):
            return Answer(304, headers=headers)
        return Answer(200, range(max(0, latest - self.window), latest), headers, cut)

    def body(self, listed: range | None, url: str, start: datetime) -> bytes:
        """Return a listing as its server sends it."""
        if listed is None:
            return (
                b"x" * 9_000_000 if self.rudeness == "too large" else b"<!DOCTYPE html><html><body>Soon</body></html>"
            )
        numbers = list(reversed(listed))
        if self.rudeness == "shuffled":
            random.Random(numbers[0] if numbers else 0).shuffle(numbers)
        dated = self.rudeness != "no dates"
        dates = {n: datetime.fromtimestamp(start.timestamp() + self.times[n], UTC) for n in numbers if dated}
        items = [rss_item(f"{url}/{n}", f"Item {n}", dates.get(n)) for n in numbers]
        if self.rudeness == "broken XML" and items:
            items.insert(len(items) // 2, "<item><title>AT&T < \x01</titel></item>")
        text = rss(items, f"Paper {self.number}", "<ttl>60</ttl>" if self.rudeness == "asks for an hour" else "")
        return text.encode()


def make_feeds(days: float, seed: int = 1) -> list[WireFeed]:
    """Return a hundred feeds: from one item in three days to sixty a day, most quieter at night, with bursts."""
    chance = random.Random(seed)
    kinds = [kind for kind, count in RUDENESS.items() for _ in range(count)]
    kinds += [""] * (100 - len(kinds))
    chance.shuffle(kinds)
    feeds = []
    for number, kind in enumerate(kinds):
        a_day = math.exp(chance.uniform(math.log(1 / 3), math.log(60)))
        sleeps = chance.random() < 0.7
        times: list[float] = []
        now = -10 * DAY
        while now < days * DAY:
            now += chance.expovariate(a_day / DAY)
            if sleeps and now % DAY < 7 * HOUR and chance.random() < 0.9:
                continue
            times += [now] + [
                now + chance.uniform(0, 120) for _ in range(chance.randint(1, 3)) if chance.random() < 0.1
            ]
        feeds.append(WireFeed(number, sorted(times), chance.choice([10, 20, 20, 30, 50]), kind))
    return feeds


Observe = Callable[[WireFeed, Answer, float], None]


@contextmanager
def wire_server(feeds: list[WireFeed], start: datetime, clock: Callable[[], float], observe: Observe) -> Iterator[int]:
    """Serve the feeds at the paths of their numbers; give the port. ``observe`` is told of each answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed, now = feeds[int(self.path.strip("/"))], clock() - start.timestamp()
            given = feed.answer(now, "http", conditional=self.headers.get("If-None-Match", ""))
            observe(feed, given, now)
            body = b"" if given.status != 200 else feed.body(given.items, f"http://{feed.host}/{feed.number}", start)
            try:
                if given.cut:
                    answer(self, 200, {"content-length": str(len(body))}, body[: len(body) // 2])
                else:
                    answer(self, given.status, given.headers, body)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        request_queue_size = 128
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
