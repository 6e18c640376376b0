"""Chaos by a seed: parts of a stack are killed, stopped, filled, cut off and set back while a wire files stories.

    python -m tests.chaos.schedule --seed 7 --minutes 10 --stack elasticsearch      (or: make chaos ARGS="…")

At the end what search finds has to be what was promised, story by story and quote by quote; and nothing may have waited
for more than a minute beyond the time that a part was away.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.stack import SERVICES, Stack
from tests.chaos.waits import Interval, Waits, beyond
from tests.chaos.wire import Say, Wire
from tests.support.elasticsearch_local import LocalElasticsearch
from tests.support.fake_clock import FakeClock, libraries

LONGEST_WAIT = 60.0
"""Seconds that an article may wait beyond the time that a part was away."""

WORKERS = ("ingest-worker", "nlp-worker", "indexer")


@dataclass
class Chaos:
    """A stack, what may be done to it, and a record of what was."""

    stack: Stack
    random: random.Random
    clock: FakeClock | None
    elasticsearch: LocalElasticsearch | None
    outages: list[Interval] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)

    def happen(self, say: Say) -> None:
        """Let one event happen, and wait until all is well again."""
        name, event = self.random.choice(self._possible())
        say(f"  {name}")
        began = time.monotonic()
        event()
        self.stack.wait_until_ready()
        self.outages.append((began, time.monotonic()))
        self.events[name] += 1

    def _possible(self) -> list[tuple[str, Callable[[], None]]]:
        events: list[tuple[str, Callable[[], None]]] = [
            ("kill a process", lambda: self._signal(("redis", *SERVICES), signal.SIGKILL)),
            ("stop a process", lambda: self._signal(("redis", *SERVICES), signal.SIGTERM)),
            ("kill the children of a worker", lambda: self._signal(WORKERS, signal.SIGKILL, children=True)),
            ("freeze a worker for longer than a lease", lambda: self._freeze(WORKERS, 35)),
            ("freeze a process for a moment", lambda: self._freeze(("redis", *SERVICES), 4)),
            ("fill Redis", self._fill),
            ("cut the connections to Redis", self.stack.proxy.cut),
            ("delay Redis", self._delay),
        ]
        if self.clock:
            events.append(("set the clock of all processes", self._set_clock))
        if self.elasticsearch:
            events += [("freeze Elasticsearch", self._freeze_elasticsearch), ("restart Elasticsearch", self._restart)]
        return events

    def _signal(self, names: tuple[str, ...], number: int, *, children: bool = False) -> None:
        self.stack.signal(self.random.choice(names), number, children=children)
        time.sleep(0.5)

    def _freeze(self, names: tuple[str, ...], seconds: float) -> None:
        with self.stack.frozen(self.random.choice(names)):
            time.sleep(seconds)

    def _fill(self) -> None:
        with self.stack.full():
            time.sleep(8)

    def _delay(self) -> None:
        self.stack.proxy.delay = 0.3
        time.sleep(5)
        self.stack.proxy.delay = 0

    def _set_clock(self) -> None:
        assert self.clock
        self.clock.set(self.random.choice((-7_200, -3_600, 0, 3_600)))
        time.sleep(2)

    def _freeze_elasticsearch(self) -> None:
        assert self.elasticsearch
        self.elasticsearch.signal(signal.SIGSTOP)
        time.sleep(10)
        self.elasticsearch.signal(signal.SIGCONT)

    def _restart(self) -> None:
        assert self.elasticsearch
        self.elasticsearch.stop()
        self.elasticsearch.start()


def run(seed: int, seconds: float, *, elasticsearch: bool, say: Say, pause: float = 0.25) -> str:
    """Run the events of a seed for so many seconds; return what happened in one line. Raises AssertionError."""
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="quotewire-chaos-")))
        clock = FakeClock(folder) if libraries() else None
        node = parts.enter_context(LocalElasticsearch()) if elasticsearch else None
        stack = parts.enter_context(
            Stack(folder, elasticsearch=node.url if node else None, clock=clock.environment if clock else {})
        )
        stack.wait_until_ready()
        chaos = Chaos(stack, random.Random(seed), clock, node)
        wire = Wire(stack.ingest, stack.search, f"chaos {seed}", pause=pause)
        with Waits(stack.ingest, wire) as waits:
            with wire:
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    time.sleep(chaos.random.uniform(2, 8))
                    chaos.happen(say)
            wire.settle(say, seconds=180)
            time.sleep(1)
        told = wire.verify()
        longest = sorted(beyond(wait, chaos.outages) for wait in waits.finished.values())
        assert longest[-1] <= LONGEST_WAIT, f"a version waited {longest[-1]:.0f} s beyond the outages\n{stack.logs()}"
        cuts = statistics.quantiles(longest, n=100)
        return (
            f"seed {seed}, {'Elasticsearch' if elasticsearch else 'SQLite'}: {chaos.events.total()} events"
            f" ({', '.join(f'{count} × {name}' for name, count in sorted(chaos.events.items()))}); {told};"
            f" {len(longest)} versions waited {cuts[49]:.1f} / {cuts[98]:.1f} / {longest[-1]:.1f} s"
            " (half, 99 %, longest; beyond the outages)"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2), "big"), help="default: a random one")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--stack", choices=("sqlite", "elasticsearch"), default="sqlite")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    elasticsearch = given.stack == "elasticsearch"
    print(run(given.seed, 60 * given.minutes, elasticsearch=elasticsearch, say=lambda words: print(words, flush=True)))


if __name__ == "__main__":
    main()
