"""The processes of the distributed stack on this machine, restarted when they die as Docker does, without Docker.

They reach Redis and Elasticsearch through proxies, which a test cuts and delays.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from deploy.local import redis_server
from deploy.local.supervisor import Child, Supervisor
from tests.chaos.ports import free_ports
from tests.chaos.proxy import Proxy
from tests.chaos.stack import Stack
from tests.support.elasticsearch_local import LocalElasticsearch

SERVICES: Mapping[str, tuple[str, str]] = {
    "ingest": ("serve", "ingest"),
    "search": ("serve", "search"),
    "ingest-worker": ("work", "ingest"),
    "nlp-worker": ("work", "nlp"),
    "indexer": ("work", "search"),
}


class Distributed(Stack):
    """One of them, as a context manager. Redis keeps its data in ``disk``."""

    def __init__(self, folder: Path, disk: Path, node: LocalElasticsearch, environment: Mapping[str, str]) -> None:
        ingest, search, redis_port = free_ports(3)
        health = free_ports(3, together=True)
        command, self._redis_url = redis_server.configure(disk / "redis", "127.0.0.1", redis_port)
        self.node = node
        self.proxies = {"Redis": Proxy(redis_port), "Elasticsearch": Proxy(node.port)}
        self.ingest, self.search = f"http://127.0.0.1:{ingest}", f"http://127.0.0.1:{search}"
        self.ports = [ingest, search, *health]
        own = {
            "QUOTEWIRE_REDIS_URL": self._redis_url.replace(f":{redis_port}/", f":{self.proxies['Redis'].port}/"),
            "QUOTEWIRE_INGEST_PORT": str(ingest),
            "QUOTEWIRE_SEARCH_PORT": str(search),
            "QUOTEWIRE_SEARCH_URL": self.search,
            "QUOTEWIRE_SEARCH_ENGINE": "elasticsearch",
            "QUOTEWIRE_ELASTICSEARCH_URL": f"http://127.0.0.1:{self.proxies['Elasticsearch'].port}",
            "QUOTEWIRE_ELASTICSEARCH_PREFIX": f"chaos-{redis_port}",
            "OMP_NUM_THREADS": "1",
            **environment,
        }
        self._children = {"redis": Child("redis", command, dict(environment), folder / "logs" / "redis.log")}
        workers = iter(health)
        for name, arguments in SERVICES.items():
            port = {"QUOTEWIRE_HEALTH_PORT": str(next(workers))} if arguments[0] == "work" else {}
            run = [sys.executable, "-m", "deploy.cli", *arguments]
            self._children[name] = Child(name, run, own | port, folder / "logs" / f"{name}.log")
        self._supervisor = Supervisor()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._restart_what_dies)

    def __enter__(self) -> Distributed:
        for child in self._children.values():
            self._supervisor.start(child)
        self._watch.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        self._watch.join()
        self._supervisor.stop()
        for proxy in self.proxies.values():
            proxy.close()

    def _restart_what_dies(self) -> None:
        while not self._stopping.wait(0.2):
            for child in self._children.values():
                child.failures = 0  # it was us: no growing pauses
            self._supervisor.watch()

    def processes(self, name: str) -> list[psutil.Process]:
        started = self._children[name].process
        assert started is not None
        try:
            process = psutil.Process(started.pid)
            return [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def redis_url(self) -> str:
        return self._redis_url

    def logs(self) -> list[Path]:
        return [child.log for child in self._children.values()]

    def alive(self) -> bool:
        return self._watch.is_alive()

    def kill_node(self) -> None:
        """SIGKILL Elasticsearch, and start it anew on the same data."""
        self.node.signal(signal.SIGKILL)
        self.node.wait()
        self.node.start()

    def restart_node(self) -> None:
        """Stop Elasticsearch in an orderly way, and start it anew."""
        self.node.stop()
        self.node.start()

    @contextmanager
    def node_frozen(self) -> Iterator[None]:
        """Elasticsearch stands still while inside."""
        self.node.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.node.signal(signal.SIGCONT)

    @contextmanager
    def node_refusing(self) -> Iterator[None]:
        """Elasticsearch answers 429 to every larger request, such as a bulk: its circuit breaker trips."""
        self._set("network.breaker.inflight_requests.limit", "1kb")
        try:
            yield
        finally:
            self._set("network.breaker.inflight_requests.limit", None)

    def _set(self, name: str, value: Any) -> None:
        request = urllib.request.Request(
            f"{self.node.url}/_cluster/settings",
            json.dumps({"persistent": {name: value}}).encode(),
            {"Content-Type": "application/json"},
            method="PUT",
        )
        with urllib.request.urlopen(request, timeout=30):
            pass

    def wait_until_writable(self, seconds: float = 60) -> None:
        """Return when Elasticsearch has taken its block of writing away: it looks at its disk from time to time."""
        end = time.monotonic() + seconds
        while self.is_blocked():
            assert time.monotonic() < end, "Elasticsearch goes on blocking writing though its disk has room"
            time.sleep(0.5)

    def is_blocked(self) -> bool:
        """Return whether Elasticsearch blocks writing since its disk is full."""
        path = "_all/_settings/index.blocks.read_only_allow_delete?flat_settings=true&expand_wildcards=all"
        with urllib.request.urlopen(f"{self.node.url}/{path}", timeout=30) as answer:
            return b'"true"' in answer.read()
