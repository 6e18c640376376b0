"""How fast Elasticsearch is written, beside a bare bulk of the same documents: ``make bench-indexing``.

Invented articles (:mod:`tests.bench.news`) are written in batches as the indexer writes them, each in turns with the
bare engine: the very bulks that the adapter sends, sent straight to two other indices of the same mapping, and one
refresh of both. What the adapter asks beside them (what is held, what is a copy of what) and makes itself is ours.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack, closing
from typing import Any

from elastic_transport import Urllib3HttpNode
from elasticsearch import Elasticsearch
from rich.console import Console
from rich.progress import Progress

from services.search.engines.elastic import ElasticIndex
from services.search.engines.elastic.layout import Layout
from services.search.settings import Settings
from shared import logs
from tests.bench import bare
from tests.bench.news import World
from tests.support import figures
from tests.support.elasticsearch_local import LocalElasticsearch

OURS, BARE = "speed-o", "speed-b"
"""Prefixes of one length, so that the documents of one are those of the other with another name."""

console = Console(stderr=True)


class Times:
    """What was spent on one of the two ways, in seconds."""

    def __init__(self) -> None:
        self.clock = self.ours = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        clock, ours = self._began
        self.clock += time.perf_counter() - clock
        self.ours += time.process_time() - ours


def again(node: Urllib3HttpNode, requests: list[bare.ToElasticsearch]) -> None:
    """Send the bulks among these, for other indices, and refresh those."""
    bulks = [request for request in requests if request.target.startswith("/_bulk")]
    renamed = [request._replace(body=request.body.replace(OURS.encode(), BARE.encode())) for request in bulks]
    write = Layout(BARE).articles.write, Layout(BARE).quotes.write
    refresh = bare.ToElasticsearch("POST", f"/{','.join(write)}/_refresh", b"", "")
    bare.ask_elasticsearch(node, [*renamed, refresh])()


def measured(url: str, count: int, batch: int) -> dict[str, Any]:
    """Return what came out: articles a second, our processor milliseconds and the kilobytes of an article."""
    world = World()
    indices = [ElasticIndex(url, prefix=prefix) for prefix in (OURS, BARE)]
    for index in indices:
        index.prepare()
    ours, others = Times(), Times()
    with closing(bare.node_at(url)) as client, Progress(console=console) as progress:
        for at in progress.track(range(0, count, batch), description="writing"):
            changes = [world.article(number) for number in range(at, min(at + batch, count))]
            with bare.elasticsearch_requests() as requests, ours:
                failed = [result for result in indices[0].write(changes) if result != "written"]
            assert not failed, failed[0]
            with others:
                again(client, requests)
    with closing(Elasticsearch(url, request_timeout=120)) as node:
        stored, for_recovery = (size / count / 1000 for size in sizes(node))
    for index in indices:
        index.close()
    return {
        "articles": count,
        "batch": batch,
        "a_second": round(count / ours.clock),
        "bare_a_second": round(count / others.clock),
        "our_processor_ms": round(ours.ours * 1000 / count, 1),
        "kilobytes": round(stored, 1),
        "for_recovery": round(for_recovery, 1),
    }


def sizes(node: Elasticsearch) -> tuple[int, int]:
    """Return how many bytes our indices have on disk, and how many of them are the documents as they were sent: kept
    until every copy of a shard has them for good, and then left out whenever segments are merged."""
    parts = [family.write for family in Layout(OURS).families]
    answer = node.indices.disk_usage(index=parts, run_expensive_tasks=True, flush=True).body
    indices = [index for name, index in answer.items() if name != "_shards"]
    kept = [index["fields"].get("_recovery_source", {}).get("total_in_bytes", 0) for index in indices]
    return sum(index["store_size_in_bytes"] for index in indices), sum(kept)


def main() -> None:
    """Measure, print, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--batch", type=int, default=Settings().index_batch, help="articles written together")
    parser.add_argument("--elasticsearch", help="an address; a node of 2 GB is started if not given")
    options = parser.parse_args()
    logs.configure(Settings(log_level="WARNING"), "bench")
    with ExitStack() as stack:
        url = options.elasticsearch or stack.enter_context(LocalElasticsearch(heap="2g")).url
        values = measured(url, options.articles, options.batch)
    print("\n".join(f"{name}: {value}" for name, value in values.items()))
    figures.record("elastic_indexing", values)


if __name__ == "__main__":
    main()
