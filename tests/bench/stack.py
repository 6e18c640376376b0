"""Start and memory of the embedded stack: ``python -m tests.bench.stack``, which is ``make bench-stack``.

``quotewire up`` with two processes that annotate, over an empty folder: seconds until it serves, on the clock and of
processor time, and the memory of each process when nothing has come for a while. Memory is PSS, of which a page that
three processes share counts a third for each: added up, it is what the stack takes.
"""

from __future__ import annotations

import argparse
import os
import time

from rich.console import Console

from tests.bench.embedded import embedded
from tests.support import figures

NLP_WORKERS = 2
IDLE_SECONDS = 8

console = Console(stderr=True)


def measure() -> dict[str, float | dict[str, int]]:
    """Start it, let it idle, and stop it; return the seconds, and the megabytes by process."""
    with embedded(NLP_WORKERS) as stack:
        cpu = stack.processor_seconds().total()
        time.sleep(IDLE_SECONDS)
        return {"ready": round(stack.seconds, 1), "ready_cpu": round(cpu, 1), "megabytes": stack.megabytes()}


def main() -> None:
    """Measure several times, print all, and record the quickest start for the documents: others were at work."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = []
    for _ in range(parser.parse_args().rounds):
        rounds.append(measure())
        console.print(rounds[-1])
    best = min(rounds, key=lambda round_: float(str(round_["ready"])))
    figures.record("stack", {"load": [round(load, 1) for load in os.getloadavg()], "nlp_workers": NLP_WORKERS, **best})


if __name__ == "__main__":
    main()
