"""Chaos by a seed: parts of a stack are killed, stopped, filled, cut off and set back while a wire files stories and a
desk says who is who.

    python -m tests.chaos.schedule --seed 7 --minutes 10 --stack distributed      (or: make chaos ARGS="…")

At the end what search finds has to be what was promised, story by story and quote by quote, and who is who what the
desk has decided; and nothing may have waited for more than a minute beyond the time that a part was away. With
``--record`` the run's row goes into the documents.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from tests.chaos.desk import Desk
from tests.chaos.distributed import Distributed
from tests.chaos.embedded import Embedded
from tests.chaos.events import Chaos
from tests.chaos.run import Run
from tests.chaos.small_disk import CannotMount, small_disk
from tests.chaos.stack import Stack
from tests.chaos.waits import Waits, beyond
from tests.chaos.wire import Say, Wire
from tests.support.elasticsearch_local import LocalElasticsearch
from tests.support.fake_clock import FakeClock, libraries

StackName = Literal["embedded", "distributed"]
"""``quotewire up`` on SQLite, or the processes of the distributed stack on Elasticsearch."""

WIRES, PAUSE = 4, 0.4
"""How many file at the same time, and the seconds that each waits between two requests: more than two thousand stories
in ten minutes."""


def run(seed: int, seconds: float, stack_name: StackName, say: Say) -> Run:
    """Run the events of a seed for so many seconds; return what was left, compared with what was promised."""
    with _chaos(seed, stack_name, say) as chaos:
        stack = chaos.stack
        stack.wait_until_ready()
        wires = [Wire(stack.ingest, stack.search, f"chaos {seed} {n}", pause=PAUSE) for n in range(WIRES)]
        unfinished = []
        with Waits(stack, wires) as waits:
            with ExitStack() as filing:
                for wire in wires:
                    filing.enter_context(wire)
                filers: Sequence[Wire | Desk] = [*wires, filing.enter_context(Desk(stack.ingest, stack.search, seed))]
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    time.sleep(chaos.random.uniform(2, 8))
                    chaos.happen(say)
            for filer in filers:
                try:
                    filer.settle(say, seconds=180)
                except AssertionError as error:
                    unfinished.append(str(error))
            time.sleep(1)
        done = Run.of(
            seed,
            stack_name,
            minutes=round(seconds / 60, 1),
            events=chaos.events,
            away=sum(end - start for start, end in chaos.outages),
            wires=wires,
            comparisons=[filer.compare() for filer in filers],
            unfinished=unfinished,
            waits=[beyond(wait, chaos.outages) for wait in waits.finished.values()],
        )
        say(waits.longest(chaos.outages))
        if done.failures():
            say(stack.output())
        return done


@contextmanager
def _chaos(seed: int, stack_name: StackName, say: Say) -> Iterator[Chaos]:
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="quotewire-chaos-")))
        folder.chmod(0o711)  # Elasticsearch may run as somebody else, and has to reach its disk

        def disk(name: str) -> Path | None:
            try:
                return parts.enter_context(small_disk(folder / name))
            except CannotMount as error:
                say(f"no disk is filled: {error}")
                return None

        clock = FakeClock(folder) if libraries() else None
        environment = clock.environment if clock else {}
        data, node_disk = disk("disk"), None
        if stack_name == "embedded":
            embedded = Embedded((data or folder) / "data", behind_proxy=environment)
            parts.callback(embedded.stop)
            stack: Stack = embedded
        else:
            node_disk = disk("node-disk")
            node = parts.enter_context(LocalElasticsearch(disk=node_disk))
            stack = parts.enter_context(Distributed(folder, data or folder, node, environment))
        yield Chaos(stack, random.Random(seed), clock, data, node_disk)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2), "big"), help="default: a random one")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--stack", choices=("embedded", "distributed"), default="embedded")
    parser.add_argument("--record", action="store_true", help="put the run's row into the documents")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    done = run(given.seed, 60 * given.minutes, given.stack, lambda words: print(words, flush=True))
    print(done.in_words())
    if given.record:
        done.record()
    if failures := done.failures():
        sys.exit("\n".join(failures))


if __name__ == "__main__":
    main()
