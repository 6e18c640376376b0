"""How soon a single article is searchable while nothing else happens: ``python -m tests.bench.latency``.

Different articles of real length (invented, :mod:`tests.bench.news`) are posted with pauses; the time from each POST
until search shows it, on the clock, so that only a machine that does nothing else tells the truth. On the embedded
stack, and with ``--elasticsearch`` on a node of its own, too: Redis and the node are reached through the proxies of the
chaos suite, which cost a millisecond or two.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
from rich.console import Console

from tests.bench.embedded import embedded
from tests.bench.throughput import Post, articles
from tests.chaos.distributed import Distributed
from tests.support import figures
from tests.support.elasticsearch_local import LocalElasticsearch

WARMING = 5
"""Articles that are posted before, and do not count."""

console = Console(stderr=True)


def latency(ingest: str, search: str, posts: Sequence[Post], pause: float) -> dict[str, float]:
    """Post them one by one; return the milliseconds until they were shown: at least, in the middle, nearly at most."""
    seconds = []
    with httpx.Client(timeout=60) as client:
        for post in posts:
            time.sleep(pause)
            begin = time.monotonic()
            id = client.post(f"{ingest}/v1/articles", json=post).raise_for_status().json()["id"]
            while client.get(f"{search}/v1/articles/{id}").status_code != httpx.codes.OK:
                time.sleep(0.01)
            seconds.append(time.monotonic() - begin)
    counted = seconds[WARMING:]
    of_hundred = statistics.quantiles(counted, n=100, method="inclusive")
    told = {"least": min(counted), "p50": of_hundred[49], "p95": of_hundred[94]}
    return {name: round(1000 * each) for name, each in told.items()}


def main() -> None:
    """Measure, print, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=40)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds before each of them")
    parser.add_argument("--elasticsearch", action="store_true", help="on a node of Elasticsearch, too")
    options = parser.parse_args()
    posts = articles(WARMING + options.posts, None)
    rows = {}
    with embedded(1) as stack:
        rows["embedded"] = latency(stack.ingest, stack.search, posts, options.pause)
        console.print(rows)
    if options.elasticsearch:
        with (
            tempfile.TemporaryDirectory() as folder,
            LocalElasticsearch() as node,
            Distributed(Path(folder), Path(folder), node, {}) as distributed,
        ):
            distributed.wait_until_ready()
            rows["Elasticsearch"] = latency(distributed.ingest, distributed.search, posts, options.pause)
            console.print(rows)
    load = [round(each, 1) for each in os.getloadavg()]
    before = figures.read().get("latency", {}).get("rows", {})
    figures.record("latency", {"load": load, "posts": options.posts, "rows": before | rows})


if __name__ == "__main__":
    main()
