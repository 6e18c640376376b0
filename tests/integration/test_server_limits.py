"""What a connection may take before an application is asked: bytes of a head, time, a place among others."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from deploy.local.ports import any_free
from shared.http import server

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, psutil.Process]]:
    """The search API as it is served for good: its port and its process."""
    port = any_free("127.0.0.1")
    environment = os.environ | {
        "QUOTEWIRE_SEARCH_PORT": str(port),
        "QUOTEWIRE_SEARCH_ENGINE": "sqlite",
        "QUOTEWIRE_SQLITE_PATH": str(tmp_path_factory.mktemp("index") / "index.sqlite3"),
    }
    process = psutil.Popen([sys.executable, "-m", "deploy.cli", "serve", "search"], env=environment)
    try:
        end = time.monotonic() + 60
        while not answers(port):
            assert time.monotonic() < end
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        yield connection


def response(connection: socket.socket) -> tuple[int, dict[str, str]]:
    """Status and problem document of what is answered."""
    received = b""
    try:
        while part := connection.recv(65_536):
            received += part
    except ConnectionResetError:
        pass
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_a_header_without_end_is_refused_and_takes_no_memory(served: tuple[int, psutil.Process]) -> None:
    port, process = served
    before = process.memory_info().rss
    most = before

    with connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        try:
            for _ in range(200):
                connection.sendall(b"x" * MEGABYTE)
                most = max(most, process.memory_info().rss)
        except OSError:
            pass  # the server hung up

    assert most - before < 20 * MEGABYTE
    assert answers(port)


def test_too_large_a_head_gets_a_problem_document(served: tuple[int, psutil.Process]) -> None:
    with connected(served[0]) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: " + b"x" * 70_000 + b"\r\n\r\n")

        status, problem = response(connection)

    assert (status, problem["code"]) == (431, "headers_too_large")


def test_many_small_headers_count_together(served: tuple[int, psutil.Process]) -> None:
    with connected(served[0]) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: some value\r\n" * 6_000 + b"\r\n")

        status, problem = response(connection)

    assert (status, problem["code"]) == (431, "headers_too_large")


def test_too_long_a_url_gets_a_problem_document(served: tuple[int, psutil.Process]) -> None:
    with connected(served[0]) as connection:
        connection.sendall(b"GET /v1/articles?q=" + b"x" * 50_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")

        status, problem = response(connection)

    assert (status, problem["code"]) == (414, "url_too_long")


def test_what_is_not_http_gets_a_problem_document(served: tuple[int, psutil.Process]) -> None:
    with connected(served[0]) as connection:
        connection.sendall(b"good morning\r\n\r\n")

        status, problem = response(connection)

    assert (status, problem["code"]) == (400, "malformed_http")


def test_a_large_body_behind_a_small_head_is_no_matter_for_the_head(served: tuple[int, psutil.Process]) -> None:
    answer = httpx.post(f"http://127.0.0.1:{served[0]}/v1/articles", content=b"x" * MEGABYTE)

    assert answer.status_code in (405, 415)


def test_requests_on_one_connection_go_on(served: tuple[int, psutil.Process]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{served[0]}") as client:
        statuses = {client.get("/health/live", headers={"X-Some": "x" * 30_000}).status_code for _ in range(5)}

    assert statuses == {200}


@pytest.mark.slow
def test_half_open_connections_go_and_others_are_served_meanwhile(served: tuple[int, psutil.Process]) -> None:
    port, process = served
    with ExitStack() as open_ones:
        for _ in range(1_500):
            open_ones.enter_context(connected(port)).sendall(b"GET / HTTP/1.1\r\nHost: loc")
        end = time.monotonic() + 5
        while len(process.net_connections()) > server.MAX_CONNECTIONS + 50:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert answers(port)
        time.sleep(server.HEAD_SECONDS + 3)

        left = [c for c in process.net_connections() if c.status == psutil.CONN_ESTABLISHED]
        assert len(left) < 20


@pytest.mark.slow
def test_a_head_that_trickles_is_ended_in_time(served: tuple[int, psutil.Process]) -> None:
    with connected(served[0]) as connection:
        connection.sendall(b"GET /")
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 30:
                connection.sendall(b"x")
                time.sleep(0.5)

    assert server.HEAD_SECONDS - 1 < time.monotonic() - began < server.HEAD_SECONDS + 5


def test_the_limits_are_those_of_both_ways_to_run(tmp_path: Path) -> None:
    """Compose and ``quotewire up`` start the APIs by the same command."""
    compose = Path(__file__).parents[2].joinpath("docker-compose.yml").read_text("utf-8")

    assert "command: [serve, ingest]" in compose
    assert "command: [serve, search]" in compose
    assert subprocess.run([sys.executable, "-m", "deploy.cli", "serve", "--help"], check=True).returncode == 0
