"""``quotewire up`` on a data folder and ports of its own, with its processes at a test's mercy."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil
import redis

PROCESSES = {
    "redis": "valkey",
    "ingest": "serve ingest",
    "search": "serve search",
    "ingest-worker": "work ingest",
    "nlp-worker": "work nlp",
    "indexer": "work search",
}
"""Name to a part of the command line."""


class Embedded:
    """One ``quotewire up`` on a data folder and ports of its own."""

    def __init__(self, data: Path, environment: Mapping[str, str] | None = None) -> None:
        self._data = data
        self._environment = dict(environment or {})
        self._ports = free_ports(2) + free_ports(3, together=True)
        self.ingest, self.search = (f"http://127.0.0.1:{port}" for port in self._ports[:2])
        self._supervisor = self._start()

    def _start(self) -> psutil.Popen:
        ports = dict(zip(("INGEST_PORT", "SEARCH_PORT", "HEALTH_PORT"), self._ports, strict=False))
        environment = os.environ | {f"QUOTEWIRE_{name}": str(port) for name, port in ports.items()} | self._environment
        command = [sys.executable, "-m", "deploy.cli", "up", "--data", str(self._data)]
        with self._data.with_suffix(".out").open("ab") as out:
            return psutil.Popen(command, env=environment, stdout=out, stderr=out)

    def processes(self, name: str) -> list[psutil.Process]:
        """The process of that name, then the children that it forked."""
        for child in self._supervisor.children():
            if PROCESSES[name] in " ".join(child.cmdline()):
                return [child, *child.children(recursive=True)]
        return []

    def kill(self, name: str) -> None:
        """SIGKILL the process of that name; the supervisor has to start it again."""
        self.processes(name)[0].kill()

    def crash(self) -> None:
        """SIGKILL the supervisor itself, and start anew on the same data."""
        orphans = self._supervisor.children()
        self._supervisor.kill()
        self._supervisor.wait(10)
        _, alive = psutil.wait_procs(orphans, timeout=60)
        assert not alive, f"{alive} outlive the supervisor"
        self._supervisor = self._start()

    def wait_until_ready(self, seconds: float = 90) -> None:
        """Until every process is there and ready."""
        end, missing = time.monotonic() + seconds, list(self._ports)
        while missing and time.monotonic() < end:
            assert self._supervisor.poll() is None, self.output()
            missing = [port for port in missing if not is_ready(port)]
            time.sleep(0.2)
        assert not missing, f"not ready: {missing}\n{self.output()}"

    def output(self) -> str:
        """What the supervisor printed, and the end of every log."""
        logs = [self._data.with_suffix(".out"), *sorted(self._data.glob("logs/*.log"))]
        return "\n".join(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-2000:]}" for log in logs if log.exists())

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self._supervisor.poll() is None:
            self._supervisor.terminate()
        self._supervisor.wait(120)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """SIGSTOP a process and its children; SIGCONT when left."""
        with ExitStack() as stopped:
            for process in self.processes(name):
                process.send_signal(signal.SIGSTOP)
                stopped.callback(process.send_signal, signal.SIGCONT)
            yield

    def redis(self) -> redis.Redis:
        """A client of its Redis server."""
        lines = (self._data / "redis" / "redis.conf").read_text("utf-8").splitlines()
        settings = dict(line.split(" ", 1) for line in lines if " " in line)
        return redis.Redis(port=int(settings["port"]), password=settings["requirepass"], decode_responses=True)


def is_ready(port: int) -> bool:
    """Whether the process that serves on a port of this machine says that it is ready."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def free_ports(count: int, *, together: bool = False) -> list[int]:
    """Ports that nobody uses at this moment; ``together``: consecutive ones."""
    while True:
        with ExitStack() as held:
            ports: list[int] = []
            try:
                for _ in range(count):
                    probe = held.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", ports[-1] + 1 if together and ports else 0))
                    ports.append(probe.getsockname()[1])
            except OSError:
                continue
            return ports
