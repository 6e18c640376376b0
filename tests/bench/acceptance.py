"""Accepting articles beside a bare handler: ``python -m tests.bench.acceptance``, which is ``make bench-acceptance``.

In turns, from 1, 16 and 64 clients: our ``POST /v1/articles``, and a FastAPI application of one handler that validates
the same model and pushes the same bytes to the same Redis, on disk before it answers (``appendfsync always``). Both are
served by uvicorn in a process of their own. Recorded are 202s a second, the 99th percentile, and the processor time of
the serving process for each, of which the ratio holds on a busy machine, too.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import psutil
from fastapi import FastAPI
from rich.console import Console

from shared.delivery.connection import connect
from shared.models.articles import Article
from shared.settings import Settings
from tests.e2e.test_run import ROOT
from tests.support import figures
from tests.support.elasticsearch_local import free_port
from tests.support.redis_server import RedisServer

CLIENTS = (1, 16, 64)
BODY = "The harbour office counts the gulls on the pier each morning and tells us of it. " * 55
"""Of 4,500 characters, as 700 words have."""

console = Console(stderr=True)
_numbers = count()


def bare() -> FastAPI:
    """Return the bare application."""
    client = connect(Settings())
    app = FastAPI()

    @app.post("/v1/articles", status_code=202)
    def post(article: Article) -> dict[str, str]:
        client.rpush("articles", article.model_dump_json())
        return {"status": "accepted"}

    return app


@contextmanager
def served(redis_url: str, port: int, *command: str) -> Iterator[psutil.Popen]:
    """Run a server of its own until it answers and as long as it is asked."""
    environment = os.environ | {"QUOTEWIRE_REDIS_URL": redis_url, "QUOTEWIRE_INGEST_PORT": str(port)}
    with tempfile.TemporaryFile() as out:
        process = psutil.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            while True:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/docs")
                    break
                except httpx.HTTPError:
                    assert process.poll() is None, f"{command} does not start"
                    time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            process.wait(30)


def _article(number: int) -> dict[str, str]:
    return {"title": f"Gulls {number}", "body": f"{BODY}\n\nReport {number}.", "source": "Gull"}


def measure(process: psutil.Popen, port: int, clients: int, posts: int) -> dict[str, float]:
    """Post so many different articles from so many clients at once."""
    seconds: list[float] = []

    def work(share: int) -> None:
        # Both servers close a connection that is idle for five seconds, as on a busy machine it may be.
        limits = httpx.Limits(keepalive_expiry=2)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=limits) as client:
            for _ in range(share):
                number = next(_numbers)
                article = _article(number)
                began = time.perf_counter()
                answer = client.post("/v1/articles", json=article)
                seconds.append(time.perf_counter() - began)
                assert answer.status_code == 202, answer.text

    before, began = sum(process.cpu_times()[:2]), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, [posts // clients] * clients))
    taken = time.perf_counter() - began
    return {
        "rate": round(len(seconds) / taken, 1),
        "p99": round(statistics.quantiles(seconds, n=100, method="inclusive")[-1] * 1000, 1),
        "cpu": round((sum(process.cpu_times()[:2]) - before) / len(seconds) * 1000, 2),
    }


def measure_bulk(process: psutil.Popen, port: int, posts: int) -> dict[str, float]:
    """Post as many different articles in one stream."""
    lines = [f"{json.dumps(_article(next(_numbers)))}\n".encode() for _ in range(posts)]
    before, began = sum(process.cpu_times()[:2]), time.perf_counter()
    with httpx.Client(timeout=120) as client:
        address = f"http://127.0.0.1:{port}/v1/articles/bulk"
        answer = client.post(address, content=iter(lines), headers={"content-type": "application/x-ndjson"})
    taken = time.perf_counter() - began
    assert all(json.loads(line)["status"] == 202 for line in answer.text.splitlines())
    cpu = (sum(process.cpu_times()[:2]) - before) / posts * 1000
    return {"rate": round(posts / taken, 1), "cpu": round(cpu, 2)}


def main() -> None:
    """Measure, print, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=640, help="to each server, from each number of clients")
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        redis = RedisServer(Path(folder))
        ours, theirs = free_port(), free_port()
        plain = ("uvicorn", "tests.bench.acceptance:bare", "--factory", "--port", str(theirs), "--no-access-log")
        try:
            with (
                served(redis.url, ours, "deploy.cli", "serve", "ingest") as service,
                served(redis.url, theirs, *plain) as handler,
            ):
                for clients in CLIENTS:
                    for process, port in ((service, ours), (handler, theirs)):  # warm
                        measure(process, port, clients, clients * 2)
                    row = {
                        "clients": clients,
                        "ours": measure(service, ours, clients, options.posts),
                        "bare": measure(handler, theirs, clients, options.posts),
                    }
                    console.print(row)
                    rows.append(row)
                bulk = measure_bulk(service, ours, 2 * options.posts)
                console.print({"bulk": bulk})
        finally:
            redis.stop()
    load = [round(each, 1) for each in os.getloadavg()]
    figures.record("acceptance", {"load": load, "rows": rows, "bulk": bulk})


if __name__ == "__main__":
    main()
