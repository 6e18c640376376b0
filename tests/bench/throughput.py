"""The pipeline beside bare ``nlp.pipe`` of the same model on the same texts: ``python -m tests.bench.throughput``.

The texts are articles of 600 to 900 words, no two alike (invented, see :mod:`tests.bench.news`; ``--texts`` takes real
ones). For each number of processes:

- **bare**: so many processes, each on a core of its own, read equal shares with ``nlp.pipe``, all components of the
  model as they are delivered. Loading and a first batch do not count.
- **pipeline**: ``quotewire up --nlp-workers`` with that number, whose NLP worker has the same cores and no other: it
  forks one process more than it is told to, which takes articles, too, so that it would otherwise use more cores than
  the bare processes have. From the first POST until search shows the last article; what was posted before, to warm it,
  does not count. Everything else of the stack, and the clients, have all cores of the machine, so on two cores they
  share those of the two processes.

Both take their turn, round after round. The ratio on the clock needs a machine that does nothing else; the one of
processor time (all processes of the stack together, down to Redis) hardly does.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.console import Console

from deploy.local import cores
from tests.bench.embedded import Measured, embedded
from tests.bench.news import World
from tests.support import figures

CLIENTS = 4
WARMING = 32
"""Articles posted before, to each pipeline, and as many words read by each bare process."""

Post = dict[str, str]

console = Console(stderr=True)


@dataclass(frozen=True)
class Taken:
    """Seconds that a run took, on the clock and of processor time."""

    clock: float
    processor: Counter[str]


def articles(count: int, path: Path | None, first: int = 0) -> list[Post]:
    """Return so many different articles: lines of {"text"} of a file, as far as they reach, or invented news."""
    if path is None:
        world = World()
        changes = [world.article(number) for number in range(first, first + count)]
        posts = [
            {"title": each.article.title or "", "body": each.article.body or ""} for each in changes if each.article
        ]
    else:
        lines = path.read_text("utf-8").splitlines()[:count]
        posts = [{"title": f"Article {n}", "body": str(json.loads(line)["text"])} for n, line in enumerate(lines)]
    assert len({post["body"] for post in posts}) == len(posts), "two of them are alike"
    return posts


def bare(posts: Sequence[Post], on: Sequence[int]) -> Taken:
    """Read the articles with ``nlp.pipe`` alone, in a process for each of these cores."""
    texts = [f"{post['title']}\n\n{post['body']}" for post in posts]
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(len(on)), context.Queue()
    readers = [
        context.Process(target=_read, args=(texts[nth :: len(on)], core, ready, done)) for nth, core in enumerate(on)
    ]
    for reader in readers:
        reader.start()
    times = [done.get() for _ in readers]
    for reader in readers:
        reader.join()
    clock = max(end for _, end, _ in times) - min(begin for begin, _, _ in times)
    return Taken(clock, Counter({"nlp.pipe": sum(processor for _, _, processor in times)}))


def _read(texts: Sequence[str], core: int, ready: Any, done: Any) -> None:
    import spacy

    from services.nlp.parse.model import MODEL
    from services.nlp.settings import Settings

    psutil.Process().cpu_affinity([core])
    nlp, size = spacy.load(MODEL), Settings().annotate_batch
    list(nlp.pipe(texts[:WARMING], batch_size=size))
    ready.wait()
    begin, processor = time.monotonic(), time.process_time()
    for _ in nlp.pipe(texts, batch_size=size):
        pass
    done.put((begin, time.monotonic(), time.process_time() - processor))


@contextmanager
def warm_stack(workers: int, on: Sequence[int]) -> Iterator[Measured]:
    """Start a stack whose NLP worker has these cores, and let it work off a few articles of its own."""
    with embedded(workers) as stack:
        stack.annotate_on(on)
        post_all(stack, articles(WARMING, None, first=100_000), WARMING)
        yield stack


def post_all(stack: Measured, posts: Sequence[Post], total: int) -> float:
    """Post articles; return when search shows all of them, so many in ``total``, the seconds until the last 202."""
    begin = time.monotonic()
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(CLIENTS) as pool:
        answers = pool.map(lambda post: client.post(f"{stack.ingest}/v1/articles", json=post).raise_for_status(), posts)
        last = [answer.json()["id"] for answer in answers][-1]
        accepted = time.monotonic() - begin
        # Asking for one article costs search hardly anything; counting all of them, while they come, would.
        while client.get(f"{stack.search}/v1/articles/{last}").status_code != httpx.codes.OK:
            time.sleep(0.25)
        while client.get(f"{stack.search}/v1/articles?size=1").json()["total"] < total:
            time.sleep(0.25)
    return accepted


def pipeline(posts: Sequence[Post], workers: int, on: Sequence[int]) -> tuple[Taken, float]:
    """Post the articles; return what it took until search shows the last one, and the seconds until the last 202."""
    with warm_stack(workers, on) as stack:
        before, begin = stack.processor_seconds(), time.monotonic()
        accepted = post_all(stack, posts, WARMING + len(posts))
        clock, processor = time.monotonic() - begin, stack.processor_seconds()
        processor.subtract(before)
        return Taken(clock, processor), accepted


def row(workers: int, count: int, bares: Sequence[Taken], ours: Sequence[Taken], accepted: float) -> dict[str, Any]:
    """Return the figures of one number of processes; processor time is of an article, in milliseconds."""
    clock = statistics.median(one.clock / other.clock for one, other in zip(bares, ours, strict=True))
    processor = [one.processor.total() / other.processor.total() for one, other in zip(bares, ours, strict=True)]
    best = min(ours, key=lambda taken: taken.processor.total())
    return {
        "processes": workers,
        "bare_per_s": round(count / min(taken.clock for taken in bares), 1),
        "per_s": round(count / min(taken.clock for taken in ours), 1),
        "accepted_per_s": round(count / accepted, 1),
        "ratio": round(clock, 2),
        "bare_ms": round(min(taken.processor.total() for taken in bares) / count * 1000, 1),
        "ms": round(best.processor.total() / count * 1000, 1),
        "processor_ratio": round(statistics.median(processor), 2),
        "parts": {name: round(spent / count * 1000, 2) for name, spent in best.processor.most_common()},
    }


def main() -> None:
    """Measure, print each figure as it comes, and record them for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--texts", type=Path, help='JSONL of {"text"}; invented news if not given')
    options = parser.parse_args()
    posts = articles(options.articles, options.texts)
    usable = sorted(psutil.Process().cpu_affinity())
    words = sum(len(post["body"].split()) for post in posts)
    console.print(f"{len(posts)} articles, {words:,} words; cores: {cores.usable()}; load: {os.getloadavg()[0]:.1f}")
    rows = []
    for workers in (each for each in options.processes if each <= len(usable)):
        bares, ours, accepted = [], [], []
        for _ in range(options.rounds):
            bares.append(bare(posts, usable[:workers]))
            taken, until_accepted = pipeline(posts, workers, usable[:workers])
            ours.append(taken)
            accepted.append(until_accepted)
        rows.append(row(workers, len(posts), bares, ours, min(accepted)))
        console.print(rows[-1])
    values: dict[str, Any] = {"articles": len(posts), "words": words, "rounds": options.rounds, "rows": rows}
    name = "pipeline" if options.texts is None else f"pipeline_{options.texts.stem}"
    figures.record(name, {"load": [round(load, 1) for load in os.getloadavg()], **values})


if __name__ == "__main__":
    main()
