"""``quotewire up`` on a data folder and ports of its own, with its processes at a test's mercy."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil
import redis

from deploy.local import redis_server
from tests.chaos.ports import free_ports
from tests.chaos.proxy import Proxy
from tests.chaos.stack import Stack

PROCESSES = {
    "redis": "valkey-server",
    "ingest": "ingest",
    "search": "search",
    "ingest-worker": "ingest-worker",
    "nlp-worker": "nlp-worker",
    "indexer": "indexer",
}
"""Name to what the system calls the process."""


class Embedded(Stack):
    """One ``quotewire up``.

    With ``behind_proxy`` its processes reach Redis through a proxy, and have the environment that is given there.
    """

    def __init__(self, data: Path, *, behind_proxy: Mapping[str, str] | None = None) -> None:
        self._data = data
        self.ports = free_ports(2) + free_ports(3, together=True)
        self.ingest, self.search = (f"http://127.0.0.1:{port}" for port in self.ports[:2])
        self.proxies = {}
        self._command = [sys.executable, "-m", "deploy.cli", "up", "--data", str(data)]
        if behind_proxy is not None:
            [redis_port] = free_ports(1)
            self.proxies["Redis"] = Proxy(redis_port)
            arguments = str(data), str(redis_port), str(self.proxies["Redis"].port), json.dumps(dict(behind_proxy))
            self._command = [sys.executable, "-m", "tests.chaos.behind_proxy", *arguments]
        self._supervisor = self._start()

    def _start(self) -> psutil.Popen:
        ports = dict(zip(("INGEST_PORT", "SEARCH_PORT", "HEALTH_PORT"), self.ports, strict=False))
        environment = os.environ | {f"QUOTEWIRE_{name}": str(port) for name, port in ports.items()}
        with self._printed.open("ab") as out:
            return psutil.Popen(self._command, env=environment, stdout=out, stderr=out)

    @property
    def _printed(self) -> Path:
        return self._data.with_suffix(".out")

    def processes(self, name: str) -> list[psutil.Process]:
        for child in self._supervisor.children():
            if child.name() == PROCESSES[name]:
                return [child, *child.children(recursive=True)]
        return []

    def redis_url(self) -> str:
        lines = (self._data / "redis" / redis_server.CONFIGURATION).read_text("utf-8").splitlines()
        settings = dict(line.split(" ", 1) for line in lines if " " in line)
        return f"redis://:{settings['requirepass']}@127.0.0.1:{settings['port']}/0"

    def redis(self) -> redis.Redis:
        """Return a client of its Redis server."""
        return redis.Redis.from_url(self.redis_url(), decode_responses=True)

    def logs(self) -> list[Path]:
        return [self._printed, *sorted(self._data.glob("logs/*.log"))]

    def alive(self) -> bool:
        return self._supervisor.poll() is None

    def kill(self, name: str) -> None:
        """SIGKILL the process of that name; the supervisor has to start it again."""
        self.processes(name)[0].kill()

    def crash(self) -> None:
        """SIGKILL the supervisor itself, and start anew on the same data, while its processes still end."""
        orphans = self._supervisor.children()
        self._supervisor.kill()
        self._supervisor.wait(10)
        self._supervisor = self._start()
        _, living = psutil.wait_procs(orphans, timeout=60)
        assert not living, f"{living} outlive the supervisor"

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.alive():
            self._supervisor.terminate()
        self._supervisor.wait(120)
        for proxy in self.proxies.values():
            proxy.close()
