"""How search answers a crowd: ``python -m tests.bench.crowd``, which is ``make bench-crowd``.

The search service, in a process of its own, over an index of 100,000 articles: on SQLite made as for
:mod:`tests.bench.growth`, on Elasticsearch as for :mod:`tests.bench.search`. It is asked over HTTP: each question
alone, and the most expensive one that the parameters allow; then all of them by 64 clients at once; again while
another client asks nothing but the most expensive one; and again while the index is rebuilt. Until then Elasticsearch
keeps no answers; at last each question is asked alone once more of one that does, as it is delivered. Time on the
clock is that of the machine and of whoever else is at work on it; processor time is the service's own.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psutil
from rich.console import Console

from services.search.settings import Settings
from shared import logs
from tests.bench.growth import INDEXED, load, own_memory
from tests.bench.multiplying import multiply
from tests.bench.news import World
from tests.bench.search import PREFIX, Bench, opened, percentiles, wait_for
from tests.support import figures
from tests.support.elasticsearch_local import LocalElasticsearch, free_port

CLIENTS = 64
MADE = 4_000
"""Articles that are different, on Elasticsearch."""

MOST_EXPENSIVE = "the most expensive: 100 oldest, 14 facets, 5 filters, a word of all"
FACETS = (
    *("source", "section", "language", "author", "tag", "speaker", "about", "entity", "type", "modality"),
    *("cue", "annotator", "act", "day"),
)

console = Console(stderr=True)


def questions(world: World) -> Mapping[str, str]:
    """Paths with their query strings, by the name that the documents show."""
    beats = world.beats.items
    frequent, rare = beats[0].people.items[0], beats[8].people.items[12]
    expensive = {
        "q": "the",
        "sort": "oldest",
        "size": 100,
        "act": "any",
        "facet": FACETS,
        "exclude_source": world.sources.items[20],
        "exclude_speaker": rare.id,
        "exclude_about": rare.id,
        "exclude_type": "mixed",
        "from": "2000-01-01",
    }
    return {
        "newest quotes, nothing else": "/v1/quotes",
        "quotes of a frequent speaker": _path("quotes", speaker=frequent.id),
        "quotes of a rare speaker": _path("quotes", speaker=rare.id),
        "entities": "/v1/entities",
        "quotes, words": _path("quotes", q="interest rate"),
        "articles, words": _path("articles", q="interest rate"),
        "timeline": _path("timeline", q="sanctions", interval="month"),
        "similar articles": "/v1/articles/news-000077/similar",
        "article by id": "/v1/articles/news-000077",
        "suggest": _path("suggest", q=frequent.name[:3]),
        MOST_EXPENSIVE: _path("quotes", **expensive),
    }


def _path(resource: str, **asked: object) -> str:
    return f"/v1/{resource}?{urlencode(asked, doseq=True)}"


class Service:
    """The search service in a process of its own."""

    def __init__(self, port: int, process: psutil.Process) -> None:
        self.port = port
        self._process = process

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time so far."""
        return sum(self._process.cpu_times()[:2]) * 1000

    @property
    def megabytes(self) -> float:
        """Memory of its own, without what the system keeps of files."""
        return own_memory(self._process.pid) / 1024

    def ask(self, paths: Sequence[str], until: float, times: list[float], rounds: int | None = None) -> None:
        """Ask one after the other over one connection, until a time or for so many rounds; note milliseconds."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        for path in itertools.cycle(paths) if rounds is None else [*paths] * rounds:
            if time.monotonic() > until:
                break
            began = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
            times.append((time.perf_counter() - began) * 1000)
        connection.close()

    def crowd(self, paths: Sequence[str], seconds: float, besides: str | None = None) -> dict[str, float]:
        """Let all clients ask for so long, each beginning elsewhere; ``besides``: what one more asks all the time."""
        until = time.monotonic() + seconds
        times: list[list[float]] = [[] for _ in range(CLIENTS)]
        turned = [[*paths[at % len(paths) :], *paths[: at % len(paths)]] for at in range(CLIENTS)]
        threads = [threading.Thread(target=self.ask, args=(turned[at], until, times[at])) for at in range(CLIENTS)]
        if besides is not None:
            threads.append(threading.Thread(target=self.ask, args=([besides], until, [])))
        began, cpu = time.monotonic(), self.cpu
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        every = [one for taken in times for one in taken]
        p50, p95 = percentiles(every)
        return {
            "per_second": round(len(every) / (time.monotonic() - began), 1),
            "p50": round(p50, 1),
            "p95": round(p95, 1),
            "cpu": round((self.cpu - cpu) / len(every), 1),
            "megabytes": round(self.megabytes),
        }


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[Service]:
    """Serve, as ``quotewire serve search`` does."""
    port = free_port()
    process = psutil.Popen(
        [_quotewire(), "serve", "search"],
        env={**environment, "QUOTEWIRE_SEARCH_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            wait_for(client)
        yield Service(port, process)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def rebuilding(environment: Mapping[str, str]) -> Iterator[None]:
    """Rebuild the index meanwhile, and leave off afterwards."""
    process = subprocess.Popen(
        [_quotewire(), "reindex"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
        assert process.poll() in (None, 0), "the rebuild has failed"
    finally:
        process.terminate()
        process.wait()
        subprocess.run([_quotewire(), "reindex", "--abort"], env=environment, stdout=subprocess.DEVNULL, check=False)


def _quotewire() -> str:
    return str(Path(sys.executable).with_name("quotewire"))


def on_sqlite(folder: Path, world: World, articles: int) -> dict[str, str]:
    """Make the file unless it is there; return the settings of a service that reads it."""
    indexed = min(INDEXED, articles)
    path, first = folder / f"{articles}.sqlite3", folder / f"{indexed}.sqlite3"
    if not path.exists() and not first.exists():
        load(first, world, indexed)
    if not path.exists():
        multiply(first, path, articles // indexed)
    return {"QUOTEWIRE_SEARCH_ENGINE": "sqlite", "QUOTEWIRE_SQLITE_PATH": str(path)}


def on_elasticsearch(url: str, world: World, articles: int) -> dict[str, str]:
    """Fill the node; return the settings of a service that asks it."""
    settings = Settings(search_engine="elasticsearch", elasticsearch_url=url, elasticsearch_prefix=PREFIX)
    with closing(opened(settings)) as index:
        Bench(settings, index).load(world, articles, min(MADE, articles))
    return {
        "QUOTEWIRE_SEARCH_ENGINE": "elasticsearch",
        "QUOTEWIRE_ELASTICSEARCH_URL": url,
        "QUOTEWIRE_ELASTICSEARCH_PREFIX": PREFIX,
    }


def alone(service: Service, asked: Mapping[str, str], rounds: int) -> Iterator[dict[str, float]]:
    """Ask each question by one client; yield milliseconds, and the megabytes that asking took."""
    for each in asked.values():
        service.ask([each], time.monotonic() + 60, [], rounds=1)
        times: list[float] = []
        cpu, before = service.cpu, service.megabytes
        service.ask([each], time.monotonic() + 120, times, rounds=rounds)
        p50, p95 = percentiles(times)
        row = {"p50": p50, "p95": p95, "least": min(times), "cpu": (service.cpu - cpu) / len(times)}
        yield {name: round(value, 1) for name, value in row.items()} | {"megabytes": service.megabytes - before}


def measure(index: Mapping[str, str], asked: Mapping[str, str], rounds: int, seconds: float) -> dict[str, object]:
    """Ask everything of the service with these settings; return what came out."""
    environment = os.environ | index
    usual = [each for name, each in asked.items() if name != MOST_EXPENSIVE]
    with served(environment | {"QUOTEWIRE_ELASTICSEARCH_CACHE": "false"}) as service:
        rows = list(alone(service, asked, rounds))
        crowds = {"all of these but the last": service.crowd(usual, seconds)}
        crowds["… and one client more that asks the last all the time"] = service.crowd(
            usual, seconds, asked[MOST_EXPENSIVE]
        )
        with rebuilding(environment):
            crowds["… and a rebuild at work, too"] = service.crowd(usual, seconds, asked[MOST_EXPENSIVE])
    with served(environment) as service:
        kept = [row["p50"] for row in alone(service, asked, rounds)]
    measured = {
        "alone": [{"question": name, "kept": again, **row} for name, again, row in zip(asked, kept, rows, strict=True)],
        "clients": CLIENTS,
        "crowds": [{"asked": name, **crowd} for name, crowd in crowds.items()],
        "expensive_megabytes": round(rows[-1]["megabytes"], 1),
    }
    console.print(measured)
    return measured


def main() -> None:
    """Make the index unless it is there, ask, print, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000, help="a multiple of 10,000, or less than that")
    parser.add_argument("--rounds", type=int, default=40, help="how often each question is asked alone")
    parser.add_argument("--seconds", type=float, default=20, help="how long the clients ask")
    parser.add_argument("--engine", choices=["elasticsearch", "sqlite"], default="sqlite")
    parser.add_argument("--folder", type=Path, help="where SQLite's files are kept for the next run; gone if not given")
    options = parser.parse_args()
    logs.configure(Settings(log_level="WARNING"), "bench")
    world = World()
    with ExitStack() as stack:
        if options.engine == "sqlite":
            folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            index = on_sqlite(folder, world, options.articles)
        else:
            index = on_elasticsearch(stack.enter_context(LocalElasticsearch(heap="2g")).url, world, options.articles)
        measured = measure(index, questions(world), options.rounds, options.seconds)
    load_average = statistics.fmean(os.getloadavg()[:2])
    figures.record(
        f"search_crowd_{options.engine}", {"articles": options.articles, "load": round(load_average, 1), **measured}
    )


if __name__ == "__main__":
    main()
