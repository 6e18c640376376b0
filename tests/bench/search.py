"""How fast search answers, and how much of that is the engine: ``python -m tests.bench.search``.

20,000 invented articles of real length (:mod:`tests.bench.news`) are loaded into Elasticsearch and SQLite. Then each
endpoint is asked over HTTP with several typical values, in turns with the bare engine: the very requests that the
adapter sends to Elasticsearch, sent straight to the node by the client that asks the service, too; the very
statements of the SQLite adapter, straight through apsw. Read the ratios; absolute numbers are the machine's.
Elasticsearch keeps no answers, since a question that is asked again and again would measure only that.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
from elastic_transport import Urllib3HttpNode
from elasticsearch import Elasticsearch
from rich.console import Console
from rich.progress import Progress

from services.search.api import make_api
from services.search.engines.elastic import ElasticIndex
from services.search.engines.elastic.layout import Layout
from services.search.engines.sqlite import SqliteIndex
from services.search.index.port import Index
from services.search.settings import Settings
from shared import logs
from tests.bench import bare
from tests.bench.filling import fill
from tests.bench.news import World
from tests.bench.search_queries import queries
from tests.support import figures
from tests.support.elasticsearch_local import LocalElasticsearch, free_port
from tests.support.serving import serving

BATCH = 200
WARM_UP = 3
PREFIX = "bench"
USUAL = 20_000
"""Articles; what is measured with more is recorded apart."""

console = Console(stderr=True)


class Row(NamedTuple):
    """What came out for one endpoint, in milliseconds."""

    name: str
    p50: float
    p95: float
    bare_p50: float
    bare_p95: float
    cpu: float
    """Processor time of the service's process for an answer, whatever else the machine does."""

    @property
    def ratio(self) -> float:
        """How many times as long as the bare engine the service takes."""
        return self.p50 / self.bare_p50

    @property
    def record(self) -> dict[str, str | float]:
        """As ``docs/figures.json`` keeps it."""
        times = {name: round(value, 1) for name, value in self._asdict().items() if name != "name"}
        return {"question": self.name, **times}


class Bench:
    """One engine: its index, its settings, and how it is asked without us."""

    def __init__(self, settings: Settings, index: Index) -> None:
        self.settings = settings
        self.index = index

    def load(self, world: World, count: int, made: int) -> None:
        """Write the articles, unless they are there: on Elasticsearch in plain bulks if only some are ``made``."""
        self.index.prepare()
        if self.index.held() == count:
            return
        if made < count and self.settings.search_engine == "elasticsearch":
            client = Elasticsearch(self.settings.elasticsearch_url)
            fill(client, Layout(self.settings.elasticsearch_prefix), world, count, made)
            return
        with Progress(console=console) as progress:
            for at in progress.track(range(0, count, BATCH), description=f"{self.settings.search_engine}: loading"):
                batch = [world.article(number) for number in range(at, min(at + BATCH, count))]
                failed = [result for result in self.index.write(batch) if result != "written"]
                assert not failed, failed[0]

    def measure(self, world: World, rounds: int, only: str) -> Iterator[Row]:
        """Ask everything in turns, service and engine; one endpoint after the other."""
        with ExitStack() as stack:
            asked = stack.enter_context(serving(make_api(self.settings, self.index)))
            service, process = stack.enter_context(self.served())
            node = stack.enter_context(closing(bare.node_at(self.settings.elasticsearch_url)))
            client = stack.enter_context(closing(bare.node_at(str(service.base_url))))
            for name, paths in queries(world, service).items():
                if only not in name:
                    continue
                try:
                    pairs = [(path, self.noted(path, asked, node)) for path in paths]
                except httpx.HTTPStatusError as error:
                    console.print(f"{name}: {error.response.status_code} {error.response.text[:300]}")
                    continue
                times: tuple[list[float], list[float]] = ([], [])
                spent = 0.0
                for round_ in range(WARM_UP + rounds):
                    if round_ == WARM_UP:
                        spent = sum(process.cpu_times()[:2])
                    for path, again in pairs:
                        asks: tuple[bare.Again, bare.Again] = (partial(get, client, path), again)
                        for kept, ask in zip(times, asks, strict=True):
                            began = time.perf_counter()
                            ask()
                            if round_ >= WARM_UP:
                                kept.append((time.perf_counter() - began) * 1000)
                cpu = (sum(process.cpu_times()[:2]) - spent) * 1000 / len(times[0])
                row = Row(name, *percentiles(times[0]), *percentiles(times[1]), cpu)
                console.print(f"{row.name}: {row.p50:.1f} ms, bare {row.bare_p50:.1f}; {cpu:.1f} ms of ours")
                yield row

    def noted(self, path: str, asked: httpx.Client, node: Urllib3HttpNode) -> bare.Again:
        """Ask once, and return how to ask the bare engine the same."""
        if self.settings.search_engine == "elasticsearch":
            with bare.elasticsearch_requests() as requests:
                asked.get(path).raise_for_status()
            return bare.ask_elasticsearch(node, requests)
        self.index.close()  # connections that are opened from here on are listened to
        with bare.sqlite_statements() as statements:
            asked.get(path).raise_for_status()
        self.index.close()
        return bare.ask_sqlite(self.settings.sqlite_path, statements)

    @contextmanager
    def served(self) -> Iterator[tuple[httpx.Client, psutil.Process]]:
        """A client of the service in a process of its own, as it is run; and the process."""
        port = free_port()
        environment = os.environ | {
            "QUOTEWIRE_SEARCH_ENGINE": self.settings.search_engine,
            "QUOTEWIRE_ELASTICSEARCH_URL": self.settings.elasticsearch_url,
            "QUOTEWIRE_ELASTICSEARCH_PREFIX": self.settings.elasticsearch_prefix,
            "QUOTEWIRE_ELASTICSEARCH_CACHE": "false",
            "QUOTEWIRE_SQLITE_PATH": str(self.settings.sqlite_path),
            "QUOTEWIRE_SEARCH_PORT": str(port),
        }
        command = [str(Path(sys.executable).with_name("quotewire")), "serve", "search"]
        process = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                wait_for(client)
                yield client, process
        finally:
            process.terminate()
            process.wait()


def opened(settings: Settings) -> Index:
    """The index, of which Elasticsearch caches nothing."""
    if settings.search_engine == "sqlite":
        return SqliteIndex(settings.sqlite_path, walk_seconds=settings.sqlite_walk_seconds)
    return ElasticIndex(settings.elasticsearch_url, prefix=settings.elasticsearch_prefix, cached=False)


def get(client: Urllib3HttpNode, path: str) -> None:
    """Ask, and read the answer to its end."""
    answer = client.perform_request("GET", path)
    assert answer.meta.status == 200, answer.body[:500]


def wait_for(client: httpx.Client) -> None:
    """Return when the service answers."""
    end = time.monotonic() + 60
    while True:
        try:
            client.get("/v1/articles?size=1").raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]


def table(engine: str, count: int, rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        f"| {engine}, {count:,} articles | p50 ms | p95 ms | bare p50 | bare p95 | ratio at p50 | our processor ms |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r.name} | {r.p50:.1f} | {r.p95:.1f} | {r.bare_p50:.1f} | {r.bare_p95:.1f} | {r.ratio:.2f} | {r.cpu:.1f} |"
        for r in rows
    ]
    return "\n".join(lines)


def main() -> None:
    """Load, measure, print a table per engine, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=USUAL)
    parser.add_argument("--made", type=int, help="so many are different, on Elasticsearch; see tests.bench.filling")
    parser.add_argument("--rounds", type=int, default=20, help="how often each query is asked")
    parser.add_argument("--engine", choices=["elasticsearch", "sqlite"], help="only this one")
    parser.add_argument("--elasticsearch", help="an address; a node of 2 GB is started if not given")
    parser.add_argument(
        "--folder", type=Path, help="where the SQLite index is kept for the next run; gone if not given"
    )
    parser.add_argument("--only", default="", help="only what has this in its name")
    options = parser.parse_args()
    logs.configure(Settings(log_level="WARNING"), "bench")
    world = World()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for engine in [options.engine] if options.engine else ["elasticsearch", "sqlite"]:
            if engine == "elasticsearch":
                url = options.elasticsearch or stack.enter_context(LocalElasticsearch(heap="2g")).url
                settings = Settings(search_engine=engine, elasticsearch_url=url, elasticsearch_prefix=PREFIX)
            else:
                settings = Settings(search_engine=engine, sqlite_path=folder / "bench.sqlite3")
            index = opened(settings)
            bench = Bench(settings, index)
            bench.load(world, options.articles, options.made or options.articles)
            rows = list(bench.measure(world, options.rounds, options.only))
            print(table(engine, options.articles, rows), "\n")
            if not options.only:
                figures.record(
                    f"search_{engine}" if options.articles <= USUAL else f"search_{engine}_large",
                    {
                        "articles": options.articles,
                        "load": round(os.getloadavg()[1], 1),
                        "questions": [row.record for row in rows],
                    },
                )
            index.close()


if __name__ == "__main__":
    main()
