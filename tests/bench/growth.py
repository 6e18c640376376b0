"""How an SQLite index answers as it grows: ``python -m tests.bench.growth``, which is ``make bench-growth``.

Up to 10,000 invented articles (:mod:`tests.bench.news`) are indexed as the indexer does; greater sizes hold each of
them several times (:mod:`tests.bench.multiplying`). Each question is asked of the adapter in this process, without
HTTP: as if it were new, with nothing remembered of it, and again, after a write of ten articles each time. What is
recorded is the median of processor time: on a machine that others use, too, it says what a question costs, where the
time on the clock says how busy they are.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from services.search.engines.sqlite import SqliteIndex
from services.search.index.changes import Change
from services.search.index.fields import FIELDS, Facet
from services.search.index.filters import Filters
from services.search.index.questions import NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.query import parse
from services.search.settings import Settings
from shared import logs
from shared.heaps import keep_what_is_loaded
from tests.bench.multiplying import multiply
from tests.bench.news import World
from tests.support import figures

SIZES = (1_000, 10_000, 100_000)
INDEXED = 10_000
"""The greatest size that is indexed article by article."""

BATCH = 200
NEWS = 10
"""Articles that come before each round of what was asked before."""

AFTER_A_WRITE = "the first question after a write"

Question = Callable[[SqliteIndex], Any]

console = Console(stderr=True)


def questions(world: World) -> Mapping[str, Question]:
    """What is asked, by the name that the documents show."""
    beats = world.beats.items
    frequent, rare = beats[0].people.items[0], beats[8].people.items[12]
    place, source = beats[0].places.items[0], world.sources.items[0]
    facets: tuple[Facet, ...] = (*(field.name for field in FIELDS if field.name != "role"), "act", "day")
    filters = Filters(
        act="any",
        exclude={"source": [world.sources.items[20]], "speaker": [rare.id], "type": ["scare"], "about": [rare.id]},
        since=datetime(2000, 1, 1, tzinfo=UTC),
    )

    def of(**include: str) -> Filters:
        return Filters(include={name: [value] for name, value in include.items()})  # type: ignore[misc]

    return {
        "newest quotes, nothing else": lambda index: index.search(Request("quotes", sort="newest")),
        "newest articles, nothing else": lambda index: index.search(Request("articles", sort="newest")),
        "quotes of a frequent speaker": lambda index: index.search(
            Request("quotes", filters=of(speaker=frequent.id), sort="newest")
        ),
        "quotes of a rare speaker": lambda index: index.search(
            Request("quotes", filters=of(speaker=rare.id), sort="newest")
        ),
        "quotes by name, about a place": lambda index: index.search(
            Request("quotes", filters=of(speaker=frequent.name, about=place.id))
        ),
        "quotes of one source": lambda index: index.search(Request("quotes", filters=of(source=source), sort="newest")),
        "quotes, one word": lambda index: index.search(Request("quotes", parse("sanctions"))),
        "quotes, two words": lambda index: index.search(Request("quotes", parse("interest rate"))),
        "articles, one word": lambda index: index.search(Request("articles", parse("sanctions"))),
        "articles, a word of all": lambda index: index.search(Request("articles", parse("said"))),
        "entities": lambda index: index.names(NamesRequest("articles")),
        "entities, name begins": lambda index: index.names(NamesRequest("articles", name=frequent.short[:4])),
        "speakers about a place": lambda index: index.names(NamesRequest("quotes", filters=of(about=place.id))),
        "timeline by day": lambda index: index.timeline(TimelineRequest("articles", "day")),
        "timeline, split by entity": lambda index: index.timeline(TimelineRequest("quotes", "month", split="entity")),
        "network, speaks about": lambda index: index.network(NetworkRequest("speaks_about")),
        "network, named together": lambda index: index.network(NetworkRequest("named_together")),
        "similar articles": lambda index: index.similar("news-000077", 10),
        "suggest": lambda index: index.suggest(frequent.name[:3], ("person", "title"), 10),
        "article by id": lambda index: index.article("news-000077"),
        "the most expensive: 100 oldest, 14 facets, 5 filters": lambda index: index.search(
            Request("quotes", parse("the"), filters, sort="oldest", size=100, facets=facets)
        ),
    }


def load(path: Path, world: World, count: int) -> dict[str, float]:
    """Index so many articles; return what it took."""
    keep_what_is_loaded()  # as the worker does
    index = SqliteIndex(path, walk_seconds=600)
    index.prepare()
    seconds = 0.0
    for at in range(0, count, BATCH):
        batch = [world.article(number) for number in range(at, min(at + BATCH, count))]
        began = time.process_time()
        failed = [result for result in index.write(batch) if result != "written"]
        seconds += time.process_time() - began
        assert not failed, failed[0]
    index.empty_log()
    index.close()
    return {"articles": count, "per_second": round(count / seconds), "bytes": round(path.stat().st_size / count)}


def measure(path: Path, asked: Mapping[str, Question], rounds: int, world: World) -> dict[str, Any]:
    """Ask everything; return milliseconds by question, of the first question, and what memory the columns take."""
    before = own_memory()
    index = SqliteIndex(path, walk_seconds=600)
    times: dict[str, Any] = {"cold": _taken(index, _first)}
    for name, question in asked.items():
        question(index)  # the texts that it shows are read from the disk
        times[name] = statistics.median(_as_new(index, question) for _ in range(rounds))
    for question in asked.values():
        question(index)
    times["megabytes"] = (own_memory() - before) / 1024
    again: dict[str, list[float]] = {name: [] for name in (AFTER_A_WRITE, *asked)}
    for round_ in range(rounds):
        mark = f"-{time.time_ns()}"  # what was deleted by an earlier run stays deleted
        news = [world.article(INDEXED + round_ * NEWS + number) for number in range(NEWS)]
        index.write([replace(change, id=change.id + mark) for change in news])
        again[AFTER_A_WRITE].append(_taken(index, _first))
        for name, question in asked.items():
            again[name].append(_taken(index, question))
        index.write([Change(change.id + mark, change.version + 1, change.accepted_at) for change in news])
    times["again"] = {name: round(statistics.median(taken), 1) for name, taken in again.items()}
    index.close()
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in times.items()}


def _first(index: SqliteIndex) -> None:
    index.search(Request("quotes", size=0))


def _as_new(index: SqliteIndex, question: Question) -> float:
    index.forget()
    return _taken(index, question)


def _taken(index: SqliteIndex, question: Question) -> float:
    """Return the milliseconds of processor time that an answer takes."""
    began = time.process_time()
    question(index)
    return (time.process_time() - began) * 1000


def own_memory(process: int | str = "self") -> int:
    """Return the kilobytes of a process alone: pages of the index file are the system's."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Anonymous:"))


def main() -> None:
    """Index, multiply, ask, print, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="how often each question is asked")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many articles, ascending")
    parser.add_argument("--folder", type=Path, help="where the files are kept for the next run; gone if not given")
    options = parser.parse_args()
    logs.configure(Settings(log_level="WARNING"), "bench")
    world = World()
    asked = questions(world)
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        indexing: dict[str, float] = figures.read().get("search_growth", {}).get("indexing", {})
        results: dict[str, dict[str, Any]] = {}
        for size in options.sizes:
            path = folder / f"{size}.sqlite3"
            if not path.exists() and size <= INDEXED:
                indexing = load(path, world, size)
            elif not path.exists():
                multiply(folder / f"{INDEXED}.sqlite3", path, size // INDEXED)
            results[str(size)] = measure(path, asked, options.rounds, world)
            console.print(size, results[str(size)])
    figures.record("search_growth", {"indexing": indexing, "sizes": results, "questions": list(asked)})


if __name__ == "__main__":
    main()
