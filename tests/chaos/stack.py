"""A whole stack whose parts a chaos test takes away: real processes, Redis behind a proxy, a clock, either engine."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import redis

from deploy.local import redis_server
from deploy.local.ports import any_free
from deploy.local.supervisor import Child, Supervisor
from tests.chaos.embedded import free_ports, is_ready
from tests.chaos.proxy import Proxy

SERVICES: Mapping[str, tuple[str, str]] = {
    "ingest": ("serve", "ingest"),
    "search": ("serve", "search"),
    "ingest-worker": ("work", "ingest"),
    "nlp-worker": ("work", "nlp"),
    "indexer": ("work", "search"),
}


class Stack:
    """The processes of one stack, restarted when they die, as Docker or a supervisor does."""

    def __init__(self, folder: Path, *, elasticsearch: str | None, clock: Mapping[str, str]) -> None:
        port = any_free("127.0.0.1")
        command, self._redis_url = redis_server.configure(folder / "redis", "127.0.0.1", port)
        self.proxy = Proxy(port)
        ingest, search = free_ports(2)
        health = free_ports(3, together=True)
        self.ingest, self.search = f"http://127.0.0.1:{ingest}", f"http://127.0.0.1:{search}"
        self._ports = [ingest, search, *health]
        engine = (
            {"QUOTEWIRE_SEARCH_ENGINE": "elasticsearch", "QUOTEWIRE_ELASTICSEARCH_URL": elasticsearch}
            if elasticsearch
            else {"QUOTEWIRE_SEARCH_ENGINE": "sqlite", "QUOTEWIRE_SQLITE_PATH": str(folder / "index.sqlite3")}
        )
        environment = {
            "QUOTEWIRE_REDIS_URL": self._redis_url.replace(f":{port}/", f":{self.proxy.port}/"),
            "QUOTEWIRE_INGEST_PORT": str(ingest),
            "QUOTEWIRE_SEARCH_PORT": str(search),
            "QUOTEWIRE_SEARCH_URL": self.search,
            "QUOTEWIRE_ELASTICSEARCH_PREFIX": f"chaos-{port}",
            "OMP_NUM_THREADS": "1",
            **clock,
            **engine,
        }
        self._children = {"redis": Child("redis", command, dict(clock), folder / "logs" / "redis.log")}
        workers = iter(health)
        for name, arguments in SERVICES.items():
            own = {"QUOTEWIRE_HEALTH_PORT": str(next(workers))} if arguments[0] == "work" else {}
            run = [sys.executable, "-m", "deploy.cli", *arguments]
            self._children[name] = Child(name, run, environment | own, folder / "logs" / f"{name}.log")
        self._supervisor = Supervisor()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._restart_what_dies)

    def __enter__(self) -> Stack:
        for child in self._children.values():
            self._supervisor.start(child)
        self._watch.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        self._watch.join()
        self._supervisor.stop()
        self.proxy.close()

    def _restart_what_dies(self) -> None:
        while not self._stopping.wait(0.2):
            for child in self._children.values():
                child.failures = 0  # it was us: no growing pauses
            self._supervisor.watch()

    def processes(self, name: str) -> list[psutil.Process]:
        """The process of that name, then the children that it forked."""
        started = self._children[name].process
        assert started is not None
        try:
            process = psutil.Process(started.pid)
            return [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def signal(self, name: str, number: int, *, children: bool = False) -> None:
        """Send a signal to a process, or to its children only."""
        processes = self.processes(name)
        for process in processes[1:] if children else processes[:1]:
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
        with redis.Redis.from_url(self._redis_url, decode_responses=True) as client:
            before = client.config_get("maxmemory")["maxmemory"]
            client.config_set("maxmemory", int(int(client.info("memory")["used_memory"]) * 0.9))
            try:
                yield
            finally:
                client.config_set("maxmemory", before)

    def wait_until_ready(self, seconds: float = 120) -> None:
        """Until every process is there and ready."""
        end, missing = time.monotonic() + seconds, list(self._ports)
        while missing := [port for port in missing if not is_ready(port)]:
            assert time.monotonic() < end, f"not ready: {missing}\n{self.logs()}"
            time.sleep(0.2)

    def logs(self) -> str:
        """The end of every log."""
        logs = [child.log for child in self._children.values() if child.log.exists()]
        return "\n".join(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-2000:]}" for log in logs)
