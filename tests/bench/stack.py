"""Start and memory of the embedded stack: ``python -m tests.bench.stack``, which is ``make bench-stack``.

``quotewire up`` with two processes that annotate, over an empty folder: seconds until it serves, on the clock and of
processor time, and the memory of each process when nothing has come for a while. Memory is PSS, of which a page that
three processes share counts a third for each: added up, it is what the stack takes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil
from rich.console import Console

from tests.e2e.test_run import ROOT, free_ports
from tests.support import figures

NLP_WORKERS = 2
IDLE_SECONDS = 8
NAMES = {
    "valkey-server": "Redis",
    "serve ingest": "ingest API",
    "serve search": "search API",
    "work ingest": "ingest worker",
    "work nlp": "NLP worker",
    "work search": "indexer",
}
"""What a command is called in the documents, by words in it; the supervisor has none of them."""

console = Console(stderr=True)


def measure() -> dict[str, float | dict[str, int]]:
    """Start it, let it idle, and stop it; return the seconds, and the megabytes by process."""
    with tempfile.TemporaryDirectory() as folder:
        ports = zip(("INGEST", "SEARCH", "HEALTH"), free_ports(), strict=True)
        environment = os.environ | {f"QUOTEWIRE_{name}_PORT": str(port) for name, port in ports}
        output = Path(folder) / "out"
        command = [sys.executable, "-m", "deploy.cli", "up", "--data", f"{folder}/data"]
        with output.open("wb") as out:
            began = time.monotonic()
            process = psutil.Popen(
                [*command, "--nlp-workers", str(NLP_WORKERS)], cwd=ROOT, env=environment, stdout=out, stderr=out
            )
        try:
            while "Serving" not in output.read_text("utf-8"):
                assert process.poll() is None, output.read_text("utf-8")
                time.sleep(0.05)
            ready = time.monotonic() - began
            everybody = [process, *process.children(recursive=True)]
            cpu = sum(sum(each.cpu_times()[:2]) for each in everybody)
            time.sleep(IDLE_SECONDS)
            megabytes: Counter[str] = Counter()
            for each in [process, *process.children(recursive=True)]:
                megabytes[_name(each)] += round(each.memory_full_info().pss / 2**20)
        finally:
            process.terminate()
            process.wait(60)
    return {"ready": round(ready, 1), "ready_cpu": round(cpu, 1), "megabytes": dict(megabytes)}


def _name(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    return next((name for words, name in NAMES.items() if words in command), "supervisor")


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
