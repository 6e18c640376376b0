"""Where the milliseconds of one answer go, on Elasticsearch: ``python -m tests.bench.search_parts``.

The service is asked as in :mod:`tests.bench.search`, but in this process, so that the clock and the processor time of
what it calls can be taken: its requests to the engine, the reading of their JSON, its work in a thread, and HTTP in
the loop. Then everything is asked once more with the engine's answers at hand, and with a pause in place of each of
its questions: what the same Python takes that never waits, and that only waits. Of all asks of a query the faster half
counts, as others may be at work on the machine.
"""

from __future__ import annotations

import argparse
import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from typing import Any, NamedTuple

import anyio.to_thread
from elastic_transport import JsonSerializer, Urllib3HttpNode
from elasticsearch import Elasticsearch

from services.search.api import make_api
from services.search.index.port import Index
from services.search.settings import Settings
from shared import logs
from shared.heaps import keep_what_is_loaded, share_heaps
from tests.bench import bare
from tests.bench.news import World
from tests.bench.search import PREFIX, USUAL, WARM_UP, Bench, console, get, opened
from tests.bench.search_queries import queries
from tests.support import figures
from tests.support.elasticsearch_local import LocalElasticsearch
from tests.support.serving import serving

PAUSE = 0.01
"""Seconds: about what the engine takes."""

_TOOK = re.compile(rb'"took":(\d+)')


class Parts(NamedTuple):
    """Milliseconds of an answer on the clock, in the order of the table; :attr:`whole` are all but the last two."""

    engine: float
    """As the engine says (``took``); what it tells without saying so is on the way."""
    way: float
    """From the request that is sent to the answer that is there, without the engine's time and ours."""
    client: float
    """Processor time of the client that sends requests and reads answers."""
    decoding: float
    """Processor time of reading JSON."""
    python: float
    """Processor time of everything else in the threads that answer."""
    http: float
    """Processor time of the loop."""
    waiting: float
    """The rest: for a processor, or for the other thread; less than nothing where the engine was asked side by side."""
    at_hand: float
    """Processor time of the whole answer with the engine's answers at hand."""
    paused: float
    """The same with a pause before each of them."""

    @property
    def whole(self) -> float:
        """All of an answer, on the clock."""
        return sum(self[:-2])

    @property
    def ours(self) -> float:
        """Processor time of the whole answer."""
        return self.client + self.decoding + self.python + self.http


class Watch:
    """Notes clock and processor time of what the threads of the service call, in seconds."""

    def __init__(self) -> None:
        self.sums: dict[str, float] = defaultdict(float)
        self.answers: dict[Any, Any] | None = None
        """Of the engine, by request, if it is not asked again."""
        self.pause = 0.0
        self._bench = threading.get_ident()
        self._adding = threading.Lock()

    def timed(self, part: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Call, and add up what it takes."""
        clock, cpu = time.perf_counter(), time.thread_time()
        try:
            return call(*arguments, **named)
        finally:
            with self._adding:
                self.sums[f"{part} clock"] += time.perf_counter() - clock
                self.sums[f"{part} cpu"] += time.thread_time() - cpu

    @contextmanager
    def watching(self, index: Index) -> Iterator[None]:
        """Watch what is called meanwhile, also in the threads of an index that asks questions side by side."""
        node, client, loads = Urllib3HttpNode.perform_request, Elasticsearch.perform_request, JsonSerializer.loads
        in_thread = anyio.to_thread.run_sync

        def asking(own: Urllib3HttpNode, method: str, target: str, **named: Any) -> Any:
            ask = partial(node, own, method, target, **named)
            if threading.get_ident() == self._bench:
                return ask()
            request = (method, target, named.get("body"))
            if self.answers is None:
                answer = self.timed("engine", ask)
                took = _TOOK.search(answer.body)
                with self._adding:
                    self.sums["requests"] += 1
                    self.sums["kB"] += len(answer.body) / 1000
                    self.sums["took"] += int(took[1]) / 1000 if took else 0
                return answer
            if request not in self.answers:
                self.answers[request] = ask()
            if self.pause:
                time.sleep(self.pause)
            return self.answers[request]

        def requesting(own: Elasticsearch, *arguments: Any, **named: Any) -> Any:
            return self.timed("client", client, own, *arguments, **named)

        def decoding(own: JsonSerializer, data: bytes) -> Any:
            return self.timed("decoding", loads, own, data)

        async def threading_(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
            return await in_thread(partial(self.timed, "thread", call), *arguments, **named)

        begin = index.begin

        def beginning(question: Callable[[Index], Any]) -> Callable[[], Any]:
            return begin(partial(self.timed, "thread", question))

        patched: list[tuple[Any, str, Any, Any]] = [
            (index, "begin", begin, beginning),
            (Urllib3HttpNode, "perform_request", node, asking),
            (Elasticsearch, "perform_request", client, requesting),
            (JsonSerializer, "loads", loads, decoding),
            (anyio.to_thread, "run_sync", in_thread, threading_),
        ]
        for where, name, _, watched in patched:
            setattr(where, name, watched)
        try:
            yield
        finally:
            for where, name, plain, _ in patched:
                setattr(where, name, plain)


class Row(NamedTuple):
    """What came out for one question."""

    name: str
    requests: float
    kilobytes: float
    parts: Parts


def measure(bench: Bench, world: World, rounds: int, only: str) -> Iterator[Row]:
    """Ask everything, one question after the other."""
    watch = Watch()
    with ExitStack() as stack:
        stack.enter_context(watch.watching(bench.index))
        service = stack.enter_context(serving(make_api(bench.settings, bench.index)))
        client = stack.enter_context(closing(bare.node_at(str(service.base_url))))
        loop = next(thread for thread in threading.enumerate() if thread.name == "uvicorn")
        loop_time = partial(time.clock_gettime, time.pthread_getcpuclockid(loop.ident or 0))
        keep_what_is_loaded()
        for name, paths in queries(world, service).items():
            if only not in name:
                continue
            watch.answers, watch.pause = None, 0.0
            asked = _means(watch, client, paths, rounds, loop_time)
            watch.answers = {}
            at_hand = _means(watch, client, paths, rounds, loop_time)
            watch.pause = PAUSE
            paused = _means(watch, client, paths, rounds, loop_time)
            yield _row(name, asked, *((each["thread cpu"] + each["loop"]) * 1000 for each in (at_hand, paused)))


def _means(
    watch: Watch, client: Urllib3HttpNode, paths: list[str], rounds: int, loop_time: Callable[[], float]
) -> Mapping[str, float]:
    """Ask all paths in turns; return what an answer takes on average, in the faster half of the asks of each path."""
    asks: dict[str, list[dict[str, float]]] = {path: [] for path in paths}
    for _ in range(WARM_UP + rounds):
        for path, those_of_path in asks.items():
            watch.sums.clear()
            began, loop = time.perf_counter(), loop_time()
            get(client, path)
            whole = time.perf_counter() - began
            time.sleep(0.002)  # the loop has some things left to do
            those_of_path.append({**watch.sums, "whole": whole, "loop": loop_time() - loop})
    means: dict[str, float] = defaultdict(float)
    faster = max(1, rounds // 2)
    for those_of_path in asks.values():
        for each in sorted(those_of_path[WARM_UP:], key=lambda ask: ask["whole"])[:faster]:
            for part, taken in each.items():
                means[part] += taken / (faster * len(paths))
    return means


def _row(name: str, mean: Mapping[str, float], at_hand: float, paused: float) -> Row:
    ms = defaultdict(float, {part: seconds * 1000 for part, seconds in mean.items()})
    way = ms["engine clock"] - ms["engine cpu"] - ms["took"]
    cpu = {
        "client": ms["client cpu"] - ms["decoding cpu"],
        "decoding": ms["decoding cpu"],
        "python": ms["thread cpu"] - ms["client cpu"],
        "http": ms["loop"],
    }
    waiting = ms["whole"] - ms["took"] - way - sum(cpu.values())
    parts = Parts(ms["took"], way, **cpu, waiting=waiting, at_hand=at_hand, paused=paused)
    return Row(name, mean["requests"], mean["kB"], parts)


def shown(row: Row) -> dict[str, str | float]:
    """Return a row as the documents have it, by the names of :class:`Parts`."""
    parts = {name: round(value, 1) for name, value in {"whole": row.parts.whole, **row.parts._asdict()}.items()}
    ours = round(row.parts.ours, 1)
    return {"question": row.name, "requests": round(row.requests, 1), "kB": round(row.kilobytes), **parts, "ours": ours}


def main() -> None:
    """Load, measure, and record the figures unless only some questions were asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=USUAL)
    parser.add_argument("--made", type=int, default=2_000, help="so many are different; see tests.bench.filling")
    parser.add_argument("--rounds", type=int, default=20, help="how often each query is asked")
    parser.add_argument("--elasticsearch", help="an address; a node of 2 GB is started if not given")
    parser.add_argument("--only", default="", help="only what has this in its name")
    options = parser.parse_args()
    logs.configure(Settings(log_level="WARNING"), "bench")
    share_heaps()
    with ExitStack() as stack:
        url = options.elasticsearch or stack.enter_context(LocalElasticsearch(heap="2g")).url
        settings = Settings(search_engine="elasticsearch", elasticsearch_url=url, elasticsearch_prefix=PREFIX)
        index = stack.enter_context(closing(opened(settings)))
        bench, world = Bench(settings, index), World()
        bench.load(world, options.articles, options.made)
        rows = []
        for row in measure(bench, world, options.rounds, options.only):
            rows.append(shown(row))
            console.print(", ".join(f"{name} {value}" for name, value in rows[-1].items()))
    if not options.only:
        load = [round(each, 1) for each in os.getloadavg()]
        figures.record("search_parts", {"articles": options.articles, "load": load, "rows": rows})


if __name__ == "__main__":
    main()
