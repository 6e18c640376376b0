"""Posting many articles in one request: a result for each line, in order, while the body is still being sent."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import httpx
import psutil
import pytest

from services.ingest.settings import Settings
from shared import settings as shared_settings
from shared.delivery.connection import connect
from shared.delivery.receipts import Receipts
from shared.models.receipts import Stage
from tests.chaos.ports import free_ports
from tests.support.ingest_api import ARTICLE, ingesting
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.redis

NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture
def api(settings: shared_settings.Settings) -> Iterator[tuple[httpx.Client, Receipts]]:
    with ingesting(
        Settings(redis_url=settings.redis_url, queue_name_prefix=settings.queue_name_prefix, max_request_bytes=50_000)
    ) as both:
        yield both


@pytest.fixture
def client(api: tuple[httpx.Client, Receipts]) -> httpx.Client:
    return api[0]


def numbered(number: int) -> dict[str, Any]:
    return ARTICLE | {"url": f"https://courier.example/{number}"}


def lines(documents: Sequence[object]) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def post(client: httpx.Client, body: bytes) -> list[dict[str, Any]]:
    answer = client.post("/v1/articles/bulk", content=body, headers=NDJSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def waiting(receipts: Receipts) -> int:
    return receipts.sweep(Stage.ANNOTATING).waiting


def test_each_line_gets_what_it_would_get_alone(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api

    results = post(client, lines([numbered(1), numbered(2), numbered(1), {"html": "<p>A page</p>"}]))

    assert [(r["line"], r["status"], r["outcome"]) for r in results] == [
        (1, 202, "new"), (2, 202, "new"), (3, 200, "unchanged"), (4, 202, "new"),
    ]  # fmt: skip
    assert results[2]["id"] == results[0]["id"]
    assert waiting(receipts) == 2
    for result in results:
        assert client.get(result["status_url"]).json()["state"] == result["state"]
    assert client.post("/v1/articles", json=numbered(2)).json()["id"] == results[1]["id"]


def test_line_4711_that_is_not_json_is_told_and_the_rest_goes_on(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api
    documents: list[bytes] = [lines([numbered(n)]) for n in range(1, 5_001)]
    documents[4_710] = b'{"title": "torn\n'

    results = post(client, b"".join(documents))

    refused = [result for result in results if result["outcome"] == "refused"]
    assert [r["line"] for r in results] == list(range(1, 5_001))
    assert [(r["line"], r["status"], r["problem"]["code"]) for r in refused] == [(4_711, 400, "malformed_json")]
    assert waiting(receipts) == 4_999


BAD_LINES = {
    "an empty line": (b"", 400, "malformed_json"),
    "no JSON": (b"title,body", 400, "malformed_json"),
    "not UTF-8": ('{"title": "Łódź", "body": "b"}'.encode("cp1250"), 400, "malformed_json"),
    "JSON that is not an object": (b"[1, 2]", 422, "invalid_field"),
    "a missing field": (b'{"title": "t"}', 422, "invalid_field"),
    "a null byte": (b'{"title": "t", "body": "a\\u0000b"}', 422, "invalid_field"),
    "more than a line may have": (lines([ARTICLE | {"body": "x" * 60_000}]).strip(), 413, "too_large"),
    "sixty times what a line may have": (b"x" * 3_000_000, 413, "too_large"),
}


@pytest.mark.parametrize(("line", "status", "code"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_has_the_problem_of_a_bad_post_and_its_neighbours_are_accepted(
    client: httpx.Client, line: bytes, status: int, code: str
) -> None:
    results = post(client, lines([numbered(1)]) + line + b"\r\n" + lines([numbered(2)]).rstrip())

    assert [r["status"] for r in results] == [202, status, 202]
    problem = results[1]["problem"]
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["detail"]
    assert problem["request_id"]


def test_a_last_line_without_an_end_is_a_line_and_nothing_is_no_line(client: httpx.Client) -> None:
    assert len(post(client, lines([numbered(1)]).rstrip())) == 1
    assert post(client, b"") == []


def test_a_body_that_does_not_say_that_it_is_lines_is_refused(client: httpx.Client) -> None:
    answer = client.post("/v1/articles/bulk", json=ARTICLE)

    assert answer.status_code == 415
    assert "application/x-ndjson" in answer.json()["detail"]


class Connection:
    """A client that writes and reads a request's two directions by hand."""

    def __init__(self, client: httpx.Client) -> None:
        self.socket = socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=60)
        self.socket.sendall(
            b"POST /v1/articles/bulk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        self.reader = self.socket.makefile("rb")

    def send(self, data: bytes) -> None:
        self.socket.sendall(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def result(self) -> dict[str, Any]:
        """The next line of the answer that is a result: between them are the head and the sizes of chunks."""
        while not (line := self.reader.readline()).startswith(b"{"):
            assert line, "the answer ended"
        result: dict[str, Any] = json.loads(line)
        return result


def test_a_line_is_answered_while_the_next_one_is_not_sent_yet(client: httpx.Client) -> None:
    connection = Connection(client)

    for number in range(3):
        connection.send(lines([numbered(number)]))
        assert connection.result()["line"] == number + 1

    connection.send(b'{"title"')
    connection.send(b': "t", "body": "in two parts"}\n')
    assert connection.result()["outcome"] == "new"


def test_a_client_that_hangs_up_loses_nothing_that_was_answered(api: tuple[httpx.Client, Receipts]) -> None:
    client, receipts = api
    connection = Connection(client)
    connection.send(lines([numbered(n) for n in range(50)]) + b'{"title": "torn')
    answered = [connection.result() for _ in range(50)]

    connection.reader.close()
    connection.socket.close()

    for result in answered:
        receipt = receipts.receipt(result["id"])
        assert receipt is not None
        assert receipt.state is Stage.ANNOTATING
    assert waiting(receipts) == 50


@pytest.fixture
def process(settings: shared_settings.Settings) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """Ingest as a process of its own, whose memory no other test has used."""
    [port] = free_ports(1)
    own = {"REDIS_URL": settings.redis_url, "QUEUE_NAME_PREFIX": settings.queue_name_prefix, "INGEST_PORT": str(port)}
    arenas = {"MALLOC_ARENA_MAX": "1"}  # else free memory that each thread keeps for itself counts as growth
    with (
        subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "serve", "ingest"],
            env=os.environ | arenas | {f"QUOTEWIRE_{name}": value for name, value in own.items()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as serving,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end:
                with suppress(httpx.TransportError):
                    if client.get("/health/live").is_success:
                        break
                time.sleep(0.1)
            yield client, psutil.Process(serving.pid)
        finally:
            serving.kill()


@pytest.mark.slow
def test_memory_is_flat_however_long_the_body_and_the_client_that_does_not_read_waits(
    process: tuple[httpx.Client, psutil.Process],
) -> None:
    client, server = process
    connection = Connection(client)
    body = lines([{"body": "x" * 5_000}] * 100)  # refused each: what grows would be the process, not Redis
    sent = threading.Event()

    def read(count: int) -> None:
        for _ in range(count):
            assert connection.result()["status"] == 422

    def send(times: int) -> None:
        for _ in range(times):
            connection.send(body)
        sent.set()

    def exchange(times: int) -> None:
        sender = threading.Thread(target=send, args=(times,))
        sender.start()
        read(times * 100)
        sender.join()

    exchange(240)  # pools level off within the first 100 MB, 18 MB above; another 400 MB add nothing
    growth = []
    for _ in range(4):  # a leak grows each time, a pool that is not level yet once
        before = server.memory_info().rss
        exchange(200)  # 100 MB
        growth.append(server.memory_info().rss - before)

    assert min(growth) < 1_000_000, growth
    sent.clear()
    sender = threading.Thread(target=send, args=(400,))
    sender.start()
    assert not sent.wait(3), "200 MB were taken from a client that reads no results"
    assert server.memory_info().rss - before < 40_000_000
    read(400 * 100)
    sender.join()


def test_lines_wait_while_redis_is_full_and_are_told_so_in_the_end(
    own_redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.bulk.PATIENCE_SECONDS", 0.5)
    redis = connect(shared_settings.Settings(redis_url=own_redis_server.url))
    with ingesting(Settings(redis_url=own_redis_server.url)) as (client, _):
        redis.config_set("maxmemory", 1_000_000)  # less than an empty server takes

        results = post(client, lines([numbered(1)]) + b"no JSON\n")

        assert [r["status"] for r in results] == [429, 400]
        assert results[0]["problem"]["code"] == "overloaded"
        redis.config_set("maxmemory", 0)
        assert post(client, lines([numbered(1)]))[0]["status"] == 202
    redis.close()
