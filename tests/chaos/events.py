"""What may happen to a stack: each event takes something away and brings it back."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.distributed import SERVICES, Distributed
from tests.chaos.embedded import Embedded
from tests.chaos.proxy import Proxy
from tests.chaos.small_disk import filled
from tests.chaos.stack import Stack
from tests.chaos.waits import Interval
from tests.support.fake_clock import FakeClock

WORKERS = ("ingest-worker", "nlp-worker", "indexer")

NODE_SPARE = 20_000_000
"""Bytes that Elasticsearch keeps on a full disk: it stops writing at its flood stage, before there are none."""


@dataclass
class Chaos:
    """A stack, what may be done to it, and a record of what was.

    Events come in rounds, each with all of them in an order of its own, so that a seed has every one.
    """

    stack: Stack
    random: random.Random
    clock: FakeClock | None
    disk: Path | None
    """The disk under Redis (and under the embedded index), if it may be filled."""
    node_disk: Path | None = None
    """The disk under Elasticsearch, if it may be filled."""
    outages: list[Interval] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    _round: list[str] = field(default_factory=list)

    def happen(self, say: Callable[[str], None]) -> None:
        """Let the next event happen, and wait until all is well again."""
        possible = self.possible()
        if not self._round:
            self._round = self.random.sample(sorted(possible), len(possible))
        name = self._round.pop()
        began = time.monotonic()
        possible[name]()
        self.stack.wait_until_ready()
        self.outages.append((began, time.monotonic()))
        self.events[name] += 1
        say(f"  {name}: {self.outages[-1][1] - began:.1f} s until all was well")

    def possible(self) -> dict[str, Callable[[], None]]:
        """Return what may happen here, by name."""
        events: dict[str, Callable[[], None]] = {
            "kill a process": lambda: self._signal(("redis", *SERVICES), signal.SIGKILL),
            "stop a process": lambda: self._signal(("redis", *SERVICES), signal.SIGTERM),
            "kill Redis": lambda: self._signal(("redis",), signal.SIGKILL),
            "kill the children of a worker": lambda: self._signal(WORKERS, signal.SIGKILL, children=True),
            "freeze a worker for longer than a lease": lambda: self._for(35, self.stack.frozen(self._any(WORKERS))),
            "freeze a process": lambda: self._for(4, self.stack.frozen(self._any(("redis", *SERVICES)))),
            "fill Redis": lambda: self._for(8, self.stack.full()),
        }
        for to, proxy in self.stack.proxies.items():
            events |= self._of_network(to, proxy)
        if self.clock:
            events["set the clock of all processes"] = self._set_clock
        if self.disk:
            disk = self.disk
            events["fill the disk"] = lambda: self._for(8, filled(disk))
        if isinstance(self.stack, Embedded):
            events["kill the supervisor"] = self.stack.crash
        if isinstance(self.stack, Distributed):
            events |= self._of_elasticsearch(self.stack)
        return events

    def _of_network(self, to: str, proxy: Proxy) -> dict[str, Callable[[], None]]:
        return {
            f"cut the connections to {to}": proxy.cut,
            f"delay {to}": lambda: self._for(5, proxy.delayed(0.3)),
        }

    def _of_elasticsearch(self, stack: Distributed) -> dict[str, Callable[[], None]]:
        events: dict[str, Callable[[], None]] = {
            "kill Elasticsearch": stack.kill_node,
            "restart Elasticsearch": stack.restart_node,
            "freeze Elasticsearch": lambda: self._for(10, stack.node_frozen()),
            "let Elasticsearch answer 429": lambda: self._for(8, stack.node_refusing()),
        }
        if self.node_disk:
            events["fill the disk of Elasticsearch"] = self._fill_node_disk
        return events

    def _any(self, names: tuple[str, ...]) -> str:
        return self.random.choice(names)

    def _signal(self, names: tuple[str, ...], number: int, *, children: bool = False) -> None:
        self.stack.signal(self._any(names), number, children=children)
        time.sleep(0.5)

    def _for(self, seconds: float, state: AbstractContextManager[object]) -> None:
        with state:
            time.sleep(seconds)

    def _set_clock(self) -> None:
        assert self.clock
        self.clock.set(self.random.choice((-7_200, -3_600, 0, 3_600)))
        time.sleep(2)

    def _fill_node_disk(self) -> None:
        assert self.node_disk
        assert isinstance(self.stack, Distributed)
        with filled(self.node_disk, leaving=NODE_SPARE):
            end = time.monotonic() + 40
            while not self.stack.is_blocked():
                assert time.monotonic() < end, "Elasticsearch does not notice that its disk is full"
                time.sleep(0.5)
            time.sleep(5)
        self.stack.wait_until_writable()
