"""Worker of the stage ``indexing``: writes annotated articles and deletions into the index."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import chain

from services.search.arriving import changes_of
from services.search.bootstrap import open_index
from services.search.corrections.corrections import live_ids
from services.search.identified.correcting import apply_corrections, move_corrections, with_corrections
from services.search.identified.deciding import take_up
from services.search.identified.resolver import Resolver
from services.search.index.changes import Change, Held
from services.search.index.changes import Result as Written
from services.search.index.port import Index
from services.search.index.rules import GENERATIONS
from services.search.settings import Settings
from shared import errors, logs, worker
from shared.delivery.connection import connect
from shared.delivery.decisions import WaitingDecisions
from shared.delivery.index_record import IndexRecord
from shared.delivery.jobs import Job
from shared.delivery.receipts import Receipts
from shared.delivery.stage import Done, Next, Result
from shared.delivery.unresolved import Unresolved
from shared.models.annotations import Entity
from shared.models.receipts import Stage

log = logs.get(__name__)

PURGE_EVERY = 3_600
"""Seconds between purges of the tombstones of deletions; there is no hurry, they are small."""


RESOLVING_SHARE = 0.03
"""Part of the time that resolving names may take while articles come: they shall not come slower for it. What is left
over waits for a pause."""

SHORTEST_RESOLVING = 0.1
"""Seconds of resolving that are saved up before some are resolved."""

LONGEST_RESOLVING = 2.0
"""Seconds of resolving after which the next articles have their turn."""


class Indexer:
    """Handler of the stage. Opens the index in the process that uses it: neither SQLite nor sockets survive a fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: tuple[int, Index, IndexRecord, Resolver, WaitingDecisions, Receipts] | None = None
        self._purged_at = time.monotonic()
        self._looked_at = time.monotonic()
        self._to_resolve = 0.0
        """Seconds that resolving may take now; below 0 where it has taken more than its part."""

    def __call__(self, jobs: Sequence[Job]) -> list[Result]:
        """Write a batch."""
        index, record, resolver, decisions, receipts = self._open()
        compare(index, record)
        planned = changes_of(index, jobs)
        changes = [change for change in planned if isinstance(change, Change)]
        resolver.note(_entities(index, changes, [job.id for job in jobs if not job.first]))
        corrected, corrections = with_corrections(index, changes)
        results = index.write(corrected, _holding(receipts, jobs))
        written = dict(zip([(change.id, change.version) for change in changes], results, strict=True))
        move_corrections(index, [change.id for change in changes if change.into])
        self._correct(index, [change.id for change in changes if change.annotation], corrections)
        if last := next((each for each, result in written.items() if result == "written"), None):
            record.wrote(*last)
        self._purge(index)
        self._decide(index, decisions, resolver)
        self._resolve(resolver)
        return [
            _result(job, written[job.id, job.version]) if isinstance(plan, Change) else plan
            for job, plan in zip(jobs, planned, strict=True)
        ]

    def look(self) -> None:
        """Notice while nothing is written that the index is another one; make one where there is none."""
        index, record, resolver, decisions, receipts = self._open()
        try:
            compare(index, record)
        except errors.Unavailable:  # it is away, or gone: only the second can be mended here
            index.prepare()
            compare(index, record)
        take_up(index, decisions, resolver.note_again)
        resolver.walk()
        ahead = receipts.sweep(Stage.ANNOTATING)
        if ahead.waiting or ahead.leased:
            # A pause of this stage only: the cores are wanted, and so will the names be, again.
            self._resolve(resolver)
        else:
            resolver.resolve(LONGEST_RESOLVING)

    def _correct(self, index: Index, articles: Sequence[str], before: frozenset[str]) -> None:
        """Correct what was written again, where corrections came meanwhile, applied by another indexer to what this one
        has replaced. Whoever looks last sees both."""
        if not articles or live_ids(index.corrections_of(articles)) == before:
            return
        apply_corrections(index, articles)

    def _decide(self, index: Index, decisions: WaitingDecisions, resolver: Resolver) -> None:
        """Apply the decisions that wait, also while articles come."""
        try:
            take_up(index, decisions, resolver.note_again)
        except errors.Unavailable as error:  # the articles are written; the decisions wait
            log.warning("decisions could not be applied", detail=error.detail)

    def _resolve(self, resolver: Resolver) -> None:
        """Resolve names for a part of the time, once there is enough of it: each beginning costs something, too."""
        now = time.monotonic()
        self._to_resolve = min(LONGEST_RESOLVING, self._to_resolve + RESOLVING_SHARE * (now - self._looked_at))
        self._looked_at = now
        if self._to_resolve < SHORTEST_RESOLVING:
            return
        try:
            resolver.resolve(self._to_resolve)
        except errors.Unavailable as error:  # the articles are written; the names wait
            log.warning("names could not be resolved", detail=error.detail)
        self._to_resolve -= time.monotonic() - now

    def _open(self) -> tuple[Index, IndexRecord, Resolver, WaitingDecisions, Receipts]:
        if self._opened is None or self._opened[0] != os.getpid():
            index = open_index(self._settings)
            index.prepare()
            client, prefix = connect(self._settings), self._settings.queue_name_prefix
            resolver = Resolver(index, Unresolved(client, prefix=prefix))
            days = self._settings.receipt_days
            decisions = WaitingDecisions(client, prefix=prefix, keep_days=days)
            receipts = Receipts(client, prefix=prefix, keep_days=days)
            self._opened = os.getpid(), index, index_record(self._settings), resolver, decisions, receipts
        return self._opened[1:]

    def _purge(self, index: Index) -> None:
        if time.monotonic() - self._purged_at > PURGE_EVERY:
            self._purged_at = time.monotonic()
            # Nothing older than a receipt can still be in flight.
            forgotten = index.purge(datetime.now(UTC) - timedelta(days=self._settings.receipt_days))
            log.info("purged tombstones", count=forgotten)


def index_record(settings: Settings) -> IndexRecord:
    """Return the record of the index in the Redis that the settings name."""
    return IndexRecord(connect(settings), prefix=settings.queue_name_prefix)


def compare(index: Index, record: IndexRecord) -> None:
    """Notice in the record, and in the log, an index that is another one or older than the one written to last."""
    known = record.read()
    held = (
        not known.last_id or index.revisions([known.last_id]).get(known.last_id, 0) >= known.last_version * GENERATIONS
    )
    verdict = record.compare(known, index.identity(), held=held)
    if verdict in ("replaced", "older"):
        log.critical("the index is not the one that was written to", verdict=verdict, notice=record.notice())


def _compare_at_start(settings: Settings) -> None:
    """Compare before there is work, so that health says so at once. Closed again before children are forked."""
    try:
        with closing(open_index(settings)) as index:
            index.prepare()
            compare(index, index_record(settings))
    except errors.Unavailable as error:
        log.warning("the index cannot be looked at yet", detail=error.detail)


def _entities(index: Index, changes: Sequence[Change], before: Sequence[str]) -> list[Entity]:
    """Return the entities of these articles, and those that the ones that there were ``before`` had."""
    new = [change.annotation.entities for change in changes if change.annotation]
    old = [article.entities for id in before if (article := index.article(id))]
    return list(chain(*new, *old))


def _holding(receipts: Receipts, jobs: Sequence[Job]) -> Held:
    """Return the question which of these are still this worker's, and no other's who was given them meanwhile."""
    return lambda ids: receipts.held(Stage.INDEXING, [job for job in jobs if job.id in ids])


def _result(job: Job, written: Written) -> Result:
    match written:
        case "written" if job.into:
            return Done(Stage.MERGED)
        case "written":
            return Done(Stage.INDEXED if job.operation == "put" else Stage.DELETED)
        case "superseded":
            return errors.Superseded("The index holds a newer version.")
        case "needs_annotation":
            return Next(Stage.ANNOTATING)
        case _:
            return written


def run(processes: int) -> None:
    """Work until told to stop."""
    settings = Settings()
    indexer = Indexer(settings)
    logs.configure(settings, "indexer")
    _compare_at_start(settings)
    worker.run(
        "indexer",
        Stage.INDEXING,
        settings,
        lambda: indexer,
        batch=settings.index_batch,
        processes=processes,
        slow_process=False,  # the embedded index has one writer
        checks={"index": index_record(settings).notice},
        look=indexer.look,
    )
