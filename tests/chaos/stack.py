"""What a chaos test may do to a stack, whichever of the two it is: see its processes, stop, freeze, fill, cut off."""

from __future__ import annotations

import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import redis

from tests.chaos.proxy import Proxy


class Stack(ABC):
    """A whole stack of real processes, which somebody starts again when they die."""

    ingest: str
    search: str
    ports: Sequence[int]
    """Where its processes tell their health."""
    proxies: Mapping[str, Proxy]
    """Between its processes and another part, by the part's name."""

    @abstractmethod
    def processes(self, name: str) -> list[psutil.Process]:
        """Return the process of that name, then the children that it forked; none if it does not run."""

    @abstractmethod
    def redis_url(self) -> str:
        """Return where its Redis answers, past the proxy."""

    @abstractmethod
    def logs(self) -> list[Path]:
        """Return the files that tell what happened."""

    @abstractmethod
    def alive(self) -> bool:
        """Return whether there is still somebody to start its processes again."""

    def signal(self, name: str, number: int, *, children: bool = False) -> None:
        """Send a signal to a process, or to its children only."""
        processes = self.processes(name)
        for process in processes[1:] if children else processes[:1]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """SIGSTOP a process and its children; SIGCONT when left."""
        with ExitStack() as stopped:
            for process in self.processes(name):
                process.send_signal(signal.SIGSTOP)
                stopped.callback(process.send_signal, signal.SIGCONT)
            yield

    @contextmanager
    def full(self) -> Iterator[None]:
        """Redis with less memory than it uses."""
        with redis.Redis.from_url(self.redis_url(), decode_responses=True) as client:
            before = client.config_get("maxmemory")["maxmemory"]
            client.config_set("maxmemory", int(int(client.info("memory")["used_memory"]) * 0.9))
            try:
                yield
            finally:
                client.config_set("maxmemory", before)

    def wait_until_ready(self, seconds: float = 120) -> None:
        """Return when every process is there and ready; fail if that takes longer."""
        end, missing = time.monotonic() + seconds, list(self.ports)
        while missing := [port for port in missing if not is_ready(port)]:
            assert self.alive(), self.output()
            assert time.monotonic() < end, f"not ready: {missing}\n{self.output()}"
            time.sleep(0.2)

    def output(self) -> str:
        """Return the end of every log."""
        logs = (log for log in self.logs() if log.exists())
        return "\n".join(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-2000:]}" for log in logs)


def is_ready(port: int) -> bool:
    """Return whether the process that serves on a port of this machine says that it is ready."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
