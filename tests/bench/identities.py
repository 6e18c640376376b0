"""What identities cost indexing, in processor time: ``python -m tests.bench.identities``.

The same invented articles (:mod:`tests.bench.news`) go through the indexer, batch by batch, into a new SQLite index,
once as it is and once without identities: names are neither noted nor resolved, no decisions looked for. Both in turn,
pair by pair, so that a busy neighbour slows both; the processor time is the indexer's and Redis' together. Told are the
median of the pairs' ratios and the interval that the true one is in, 95 times of 100: while articles come, until every
name is settled, and that with annotating before it, which is what the whole way of an article costs.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from services.nlp.annotator import load
from services.nlp.text import Text
from services.search.identified.resolver import Resolver
from services.search.index.port import Index
from services.search.settings import Settings
from services.search.worker import Indexer
from shared import logs
from shared.delivery.connection import connect
from shared.delivery.decisions import WaitingDecisions
from shared.delivery.index_record import IndexRecord
from shared.delivery.jobs import Job
from shared.delivery.receipts import Receipts
from shared.delivery.unresolved import Unresolved
from shared.models.annotations import Entity
from tests.bench.news import World
from tests.support import figures
from tests.support.redis_server import RedisServer

ANNOTATED = 64
"""Articles that are annotated to learn what that costs."""

_TOGETHER = 16
_SURE = 0.95
_TICKS = os.sysconf("SC_CLK_TCK")


class _NoResolver(Resolver):
    """Notes nothing, so that nothing waits."""

    def note(self, entities: Iterable[Entity]) -> None:
        """Leave the names alone."""

    def resolve(self, seconds: float) -> bool:
        """Return at once."""
        return True


class _WithoutIdentities(Indexer):
    """The indexer, without names."""

    def _open(self) -> tuple[Index, IndexRecord, Resolver, WaitingDecisions, Receipts]:
        index, record, _, decisions, receipts = super()._open()
        nothing = Unresolved(connect(self._settings), prefix=self._settings.queue_name_prefix)
        return index, record, _NoResolver(index, nothing), decisions, receipts

    def _decide(self, index: Index, decisions: WaitingDecisions, resolver: Resolver) -> None:
        """Look for none."""


class Spent(NamedTuple):
    """Seconds of processor time since a run began."""

    indexed: float
    """Until all articles were indexed."""
    settled: float
    """Until all names were resolved, too."""


def main() -> None:
    """Measure, print, and record it for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--articles", type=int, default=1_000, help="how many each run indexes")
    options = parser.parse_args()
    logs.configure(Settings(log_level="WARNING"), "bench")
    world = World()
    jobs = [_job(world, number) for number in range(options.articles)]
    annotating = _annotating(world) * len(jobs)
    with tempfile.TemporaryDirectory() as folder:
        redis = RedisServer(Path(folder))
        try:
            spend(_WithoutIdentities, jobs[:100], redis, Path(folder, "warm"))
            pairs = []
            for number in range(options.pairs):
                kinds = [Indexer, _WithoutIdentities]
                spent = {
                    kind: spend(kind, jobs, redis, Path(folder, f"{number}-{kind.__name__}"))
                    for kind in (kinds if number % 2 else reversed(kinds))
                }
                pairs.append((spent[Indexer], spent[_WithoutIdentities]))
        finally:
            redis.stop()
    measured = {
        "articles": len(jobs),
        "pairs": len(pairs),
        "milliseconds": {
            "annotating": _milliseconds([annotating], jobs),
            "without": _milliseconds([other.indexed for _, other in pairs], jobs),
            "with": _milliseconds([one.indexed for one, _ in pairs], jobs),
            "settled": _milliseconds([one.settled for one, _ in pairs], jobs),
        },
        "indexed": summary([other.indexed / one.indexed for one, other in pairs]),
        "settled": summary([other.indexed / one.settled for one, other in pairs]),
        "whole": summary([(annotating + other.indexed) / (annotating + one.settled) for one, other in pairs]),
    }
    print(measured)
    figures.record("identities_rate", {"load": [round(each, 1) for each in os.getloadavg()], **measured})


def _job(world: World, number: int) -> Job:
    change = world.article(number)
    assert change.article and change.annotation
    return Job(
        id=change.id,
        version=1,
        payload=change.article.model_dump_json(),
        annotation=change.annotation.model_dump_json(),
        operation="put",
        request_id="bench",
        text_hash=change.text_hash,
        accepted_at=datetime.now(UTC),
        attempts=1,
        first=True,
    )


def _annotating(world: World) -> float:
    """Return the seconds of processor time that annotating one of the articles takes."""
    articles = [each.article for each in map(world.article, range(ANNOTATED)) if each.article]
    texts = [Text(str(number), each.title or "", each.body) for number, each in enumerate(articles)]
    annotator = load()
    annotator.annotate(texts[:_TOGETHER])
    began = time.process_time()
    for start in range(0, len(texts), _TOGETHER):
        annotator.annotate(texts[start : start + _TOGETHER])
    return (time.process_time() - began) / len(texts)


def spend(kind: type[Indexer], jobs: Sequence[Job], redis: RedisServer, folder: Path) -> Spent:
    """Index articles into a new index, and settle their names; return what that took."""
    settings = Settings(
        redis_url=redis.url,
        queue_name_prefix=folder.name,
        search_engine="sqlite",
        sqlite_path=folder / "index.sqlite3",
    )
    indexer = kind(settings)
    indexer.look()
    waiting = Unresolved(connect(settings), prefix=settings.queue_name_prefix)
    began = _processor_time(redis)
    for start in range(0, len(jobs), settings.index_batch):
        failed = [each for each in indexer(jobs[start : start + settings.index_batch]) if isinstance(each, Exception)]
        assert not failed, failed[0]
    indexed = _processor_time(redis) - began
    while waiting.waiting():
        indexer.look()
    return Spent(indexed, _processor_time(redis) - began)


def _processor_time(redis: RedisServer) -> float:
    """Return the seconds that this process and Redis have worked."""
    fields = Path(f"/proc/{redis.pid}/stat").read_text("ascii").rpartition(") ")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / _TICKS


def _milliseconds(seconds: Sequence[float], jobs: Sequence[Job]) -> float:
    return round(1_000 * statistics.median(seconds) / len(jobs), 2)


def summary(ratios: Sequence[float]) -> dict[str, Any]:
    """Return the median of ratios, and the least and greatest of those among which it is, 95 times of 100."""
    ordered = sorted(ratios)
    outside = interval(len(ordered))
    least, greatest = ordered[outside], ordered[-1 - outside]
    return {
        name: round(value, 3)
        for name, value in zip(
            ("median", "least", "greatest"), (statistics.median(ordered), least, greatest), strict=True
        )
    }


def interval(count: int) -> int:
    """Return how many of so many measures, at either end, the median is between 95 times of 100 all the same: each
    measure is below it as often as above."""
    outside, missed = 0, 2 / 2**count
    while missed + 2 * math.comb(count, outside + 1) / 2**count <= 1 - _SURE:
        outside += 1
        missed += 2 * math.comb(count, outside) / 2**count
    return outside


if __name__ == "__main__":
    main()
