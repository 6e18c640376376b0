"""How much of the annotator's speed arrives at the end of the pipeline: ``python -m tests.bench.throughput``.

In one run, on the same texts: bare ``nlp.pipe`` of the model, the annotator alone, and the whole embedded pipeline from
the first POST until the last article is searchable. Read the ratios; absolute numbers are the machine's.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import spacy
from rich.console import Console
from rich.table import Table

from deploy.local.seeding import load as load_seeds
from services.nlp.annotator import load
from services.nlp.parse.model import MODEL
from services.nlp.settings import Settings
from services.nlp.text import Text
from tests.e2e.test_run import ROOT, free_ports
from tests.e2e.test_run import start as start_stack

CLIENTS = 8


def articles(count: int, path: Path | None) -> list[dict[str, str]]:
    """Articles to measure with: lines of {"text"} from a file, or the seeds, each made different by a sentence."""
    if path:
        texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    else:
        texts = [str(seed["body"]) for seed in load_seeds(ROOT / "seeds")]
    return [
        {"title": f"Article {n}", "body": f"{texts[n % len(texts)]}\n\nThis is copy number {n}."} for n in range(count)
    ]


def bare(posts: list[dict[str, str]]) -> float:
    """Seconds of ``nlp.pipe`` alone."""
    nlp = spacy.load(MODEL)
    list(nlp.pipe(["Warm up."]))
    begin = time.perf_counter()
    for _ in nlp.pipe((post["body"] for post in posts), batch_size=Settings().annotate_batch):
        pass
    return time.perf_counter() - begin


def annotator(posts: list[dict[str, str]]) -> float:
    """Seconds of the annotator alone, in the worker's batches."""
    made, size = load(), Settings().annotate_batch
    made.annotate([Text("w", "", "Warm up.")])
    begin = time.perf_counter()
    for n in range(0, len(posts), size):
        made.annotate([Text(str(i), p["title"], p["body"]) for i, p in enumerate(posts[n : n + size], n)])
    return time.perf_counter() - begin


def pipeline(posts: list[dict[str, str]]) -> tuple[float, float]:
    """Seconds until the last 202, and until the last article is searchable."""
    with tempfile.TemporaryDirectory() as folder:
        run = start_stack(Path(folder) / "data", free_ports(), "out")
        try:
            run.wait()
            before = httpx.get(f"{run.search}/v1/articles?size=1").json()["total"]
            with httpx.Client(base_url=run.ingest, timeout=60) as client, ThreadPoolExecutor(CLIENTS) as pool:
                begin = time.perf_counter()
                list(pool.map(lambda post: client.post("/v1/articles", json=post).raise_for_status(), posts))
                accepted = time.perf_counter() - begin
            while httpx.get(f"{run.search}/v1/articles?size=1").json()["total"] < before + len(posts):
                time.sleep(0.25)
            return accepted, time.perf_counter() - begin
        finally:
            run.interrupt()


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=280)
    parser.add_argument("--texts", type=Path, help='JSONL of {"text"}; the seeds if not given')
    options = parser.parse_args()
    posts = articles(options.articles, options.texts)
    words = sum(len(post["body"].split()) for post in posts)
    alone = bare(posts)
    accepted, searchable = pipeline(posts)
    table = Table(title=f"{len(posts)} articles, {words:,} words")
    for name in ("what", "seconds", "articles/s", "words/s", "of bare nlp.pipe"):
        table.add_column(name, justify="left" if name == "what" else "right")
    rows = {"bare nlp.pipe": alone, "annotator": annotator(posts), "accepted (202)": accepted, "searchable": searchable}
    for what, seconds in rows.items():
        rates = (f"{seconds:.1f}", f"{len(posts) / seconds:.1f}", f"{words / seconds:,.0f}", f"{alone / seconds:.2f}")
        table.add_row(what, *rates)
    Console(file=sys.stdout, width=100).print(table)


if __name__ == "__main__":
    main()
