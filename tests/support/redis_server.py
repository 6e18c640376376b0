"""The fixtures of a real Redis-protocol server, with the durability settings that we ask for."""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import redis

from deploy.local import redis_server as embedded
from deploy.local.ports import CannotStart, any_free
from shared.delivery.connection import connect
from shared.settings import Settings
from tests.support.real_parts import missing


class RedisServer:
    """One server on a folder of its own; may be stopped and started again."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self._command, self.url = embedded.configure(folder, "127.0.0.1", any_free("127.0.0.1"))
        self._environment = os.environ | (environment or {})
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, env=self._environment)
        client = redis.Redis.from_url(self.url)
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        client.close()

    @property
    def pid(self) -> int:
        """Its process: what it costs is told by that."""
        return self._process.pid

    def kill(self) -> None:
        """As when the machine's power fails, but for the disk."""
        self._process.kill()
        self._process.wait()

    stop = kill


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all tests that only need it to be there."""
    try:
        server = RedisServer(tmp_path_factory.mktemp("redis"))
    except CannotStart as error:
        missing(str(error))
    yield server
    server.stop()


@pytest.fixture
def own_redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that the test may stop."""
    try:
        server = RedisServer(tmp_path / "redis")
    except CannotStart as error:
        missing(str(error))
    yield server
    server.stop()


@pytest.fixture
def settings(redis_server: RedisServer) -> Settings:
    """Settings with keys of the test's own."""
    return Settings(redis_url=redis_server.url, queue_name_prefix=f"t{uuid.uuid4().hex[:8]}", health_port=0)


@pytest.fixture
def redis_client(settings: Settings) -> Iterator[redis.Redis]:
    """A client of the shared server."""
    client = connect(settings)
    yield client
    client.close()
