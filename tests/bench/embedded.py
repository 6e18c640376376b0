"""The embedded stack for measuring: ``quotewire up`` over an empty folder, and what each of its parts takes."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.e2e.test_run import ROOT, free_ports

NAMES = {
    "valkey-server": "Redis",
    "ingest": "ingest API",
    "search": "search API",
    "ingest-worker": "ingest worker",
    "nlp-worker": "NLP worker",
    "indexer": "indexer",
}
"""What a process is called in the documents, by what the system calls it."""


@dataclass(frozen=True)
class Measured:
    """A stack that serves."""

    process: psutil.Popen
    ingest: str
    search: str
    seconds: float
    """From its command until it served."""

    def parts(self) -> dict[str, list[psutil.Process]]:
        """Return its processes by part: the one that was started, then those that it forked."""
        parts: dict[str, list[psutil.Process]] = {"supervisor": [self.process]}
        for child in self.process.children():
            parts[NAMES[child.name()]] = [child, *child.children(recursive=True)]
        return parts

    def processor_seconds(self) -> Counter[str]:
        """Return the processor time of each part so far, that of children which ended included."""
        return Counter(
            {name: sum(sum(each.cpu_times()[:4]) for each in processes) for name, processes in self.parts().items()}
        )

    def megabytes(self) -> dict[str, int]:
        """Return the memory of each part (PSS)."""
        return {
            name: round(sum(each.memory_full_info().pss for each in processes) / 2**20)
            for name, processes in self.parts().items()
        }

    def annotate_on(self, cores: Collection[int]) -> None:
        """Leave its processes that annotate these cores only (Linux)."""
        for process in self.parts()["NLP worker"]:
            process.cpu_affinity(list(cores))


@contextmanager
def embedded(nlp_workers: int) -> Iterator[Measured]:
    """Start it, and stop it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        ports = free_ports()
        names = zip(("INGEST", "SEARCH", "HEALTH"), ports, strict=True)
        environment = os.environ | {f"QUOTEWIRE_{name}_PORT": str(port) for name, port in names}
        output = Path(folder) / "out"
        command = [sys.executable, "-m", "deploy.cli", "up", "--data", f"{folder}/data"]
        began = time.monotonic()
        with output.open("wb") as out:
            process = psutil.Popen(
                [*command, "--nlp-workers", str(nlp_workers)], cwd=ROOT, env=environment, stdout=out, stderr=out
            )
        try:
            while "Serving" not in output.read_text("utf-8"):
                assert process.poll() is None, output.read_text("utf-8")
                time.sleep(0.05)
            ingest, search = (f"http://127.0.0.1:{port}" for port in ports[:2])
            yield Measured(process, ingest, search, time.monotonic() - began)
        finally:
            process.terminate()
            process.wait(60)
