"""Worker process of one stage: a Celery worker, its sweeper, and its health.

The parent loads what the handler needs, then forks children that share it (Linux; elsewhere, where forking is unsafe,
one process does the work). The parent's event loop sweeps, so that no thread of ours runs at the time of a fork but
the health server's.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from celery import bootsteps
from celery.signals import worker_init, worker_shutting_down

from shared import errors, health, logs, metrics
from shared.delivery.connection import FORGET_ABOVE, check_at_start, connect
from shared.delivery.doorbell import TASK, Doorbell, make_celery
from shared.delivery.lanes import SlowLane
from shared.delivery.receipts import Receipts, queue_name
from shared.delivery.stage import Handler, Line, drain
from shared.delivery.tokens import tokens_of
from shared.heaps import keep_what_is_loaded
from shared.models.receipts import Stage
from shared.settings import Settings

log = logs.get(__name__)

STALLED_SECONDS = 60
"""A worker that takes nothing up for so long, though articles wait and nobody works on any, gives way to a new one."""

MOST_FORGOTTEN = 10_000
"""Finished articles forgotten in one sweep at most: more than are accepted meanwhile, in well under a second."""

CHILDREN_SECONDS = 0.5
"""How often a worker looks whether its children live. What a dead one held is taken up again so soon."""

CHILD_MEGABYTES = 1_000
"""A child that has grown beyond this is replaced after its job."""


class Rounds(Protocol):
    """Work that a stage's workers do beside its articles and that falls due by the clock, such as polling feeds."""

    def sweep(self, dead: Sequence[str]) -> tuple[int, int]:
        """Let wait again what nobody holds any more, or a worker whose tokens begin so; return how much is due, and how
        much is being worked on."""

    def work(self, stopping: Callable[[], bool], ring: Callable[[], None]) -> None:
        """Work until nothing is due; ``ring`` for another worker where that is too much for one."""


_work_here: list[Callable[[], None]] = []
"""What this process does at a doorbell, for children that are woken without one; filled before they are forked."""

_look_here: list[Callable[[], None]] = []
"""What this process looks after while it has no work, likewise."""


def run(
    service: str,
    stage: Stage,
    settings: Settings,
    make_handler: Callable[[], Handler],
    *,
    batch: int,
    processes: int = 1,
    slow_process: bool = True,
    checks: Mapping[str, health.Check] | None = None,
    look: Callable[[], None] | None = None,
    rounds: Callable[[Callable[[Stage], None]], Rounds] | None = None,
) -> None:
    """Work at ``stage`` with so many ``processes`` until told to stop (SIGTERM: finish the job at hand first).

    With ``slow_process`` there is one process more, so that a large article never has all of them; see
    :mod:`shared.delivery.lanes`. ``checks``: what health looks at beside consumer and Redis. ``look``: what is looked
    after in a child at each sweep that finds nothing to do. ``rounds``: makes what else falls due here, of what rings
    the doorbell of a stage; it shares this stage's doorbell, and comes before its articles.
    """
    logs.configure(settings, service)
    handler = make_handler()
    fork = sys.platform == "linux"  # without it the event loop stands still during a job, so jobs have to be short
    app = make_celery(settings)
    client = connect(settings)
    receipts = Receipts(client, prefix=settings.queue_name_prefix, keep_days=settings.receipt_days)
    shared_lane = SlowLane(Path(tempfile.mkdtemp(prefix="quotewire-lane-"), "slow")) if fork and slow_process else None
    line = Line(stage, handler, Doorbell(app, settings).ring, batch, slow_lane=shared_lane, limited=True)
    due = rounds(line.ring) if rounds else None
    concurrency = processes + (shared_lane is not None) if fork else 1
    stopping = multiprocessing.Event()  # shared with the children, which hear nothing of the parent's signals
    worker_shutting_down.connect(lambda **_: stopping.set(), weak=False)

    worker_init.connect(_keep_shared, weak=False)

    def work() -> None:
        try:
            if due:
                due.work(stopping.is_set, lambda: line.ring(stage))
            drain(line, receipts, settings, seconds=60 if fork else 5, stopping=stopping.is_set)
        except errors.Unavailable as error:
            log.warning("job ends early", detail=error.detail)

    @app.task(name=TASK)  # type: ignore[untyped-decorator]
    def _answer_doorbell() -> None:
        metrics.DOORBELLS.labels(stage).inc()
        work()

    _work_here.append(work)
    if look:
        _look_here.append(look)
    sweeper = Sweeper(stage, receipts, line.ring, settings, due)
    app.steps["worker"].add(_sweep_step(sweeper, settings.sweep_seconds))
    if settings.health_port:
        health.serve(settings, {"consumer": sweeper.consumes, "redis": receipts.ping, **(checks or {})})
    check_at_start(client)
    # Not by Celery's own command line: all its commands would be imported, 0.1 s and 7 MB for each worker.
    consumer = app.Worker(
        hostname=f"{service}@{socket.gethostname()}.{os.getpid()}",
        queues=[queue_name(settings.queue_name_prefix, stage)],
        pool="prefork" if fork else "solo",
        concurrency=concurrency,
        max_memory_per_child=CHILD_MEGABYTES * 1024,
        loglevel=settings.log_level,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    consumer.start()
    sys.exit(consumer.exitcode)


def _keep_shared(**_: Any) -> None:
    """Leave all that was loaded out of garbage collection, just before children are forked, who share it."""
    keep_what_is_loaded()


def work_without_doorbell() -> None:
    """Drain the stage in this process, a child of a worker."""
    _work_here[0]()


def look_while_idle() -> None:
    """Look after what this stage looks after, in this process, a child of a worker."""
    for look in _look_here:
        try:
            look()
        except errors.Unavailable as error:
            log.warning("could not look around while idle", detail=error.detail)


class Sweeper:
    """Return expired leases, ring where articles wait and no job does, and watch whether this worker consumes."""

    def __init__(
        self,
        stage: Stage,
        receipts: Receipts,
        ring: Callable[[Stage], None],
        settings: Settings,
        rounds: Rounds | None = None,
    ) -> None:
        self._stage, self._receipts, self._ring, self._settings = stage, receipts, ring, settings
        self._rounds = rounds
        self._name = f"{socket.gethostname()}.{os.getpid()}"
        self.wake: Callable[[], None] = lambda: None
        """Start work in this worker without a doorbell, once its pool is there."""
        self.look: Callable[[], None] = lambda: None
        """Look after what this stage looks after, likewise."""
        self._children: set[int] = set()
        self._dead: set[int] = set()
        """Children whose leases have not been returned yet."""
        self._swept_at = time.monotonic()
        self._idle_since: float | None = None

    def watch_children(self, pids: Iterable[int]) -> None:
        """Sweep at once if a child has died since the last look, so that what it held waits no longer for it."""
        alive = set(pids)
        self._dead |= self._children - alive
        self._children = alive
        if self._dead:
            self.sweep()

    def sweep(self) -> None:
        """Sweep once; harmless at any time and by any number of workers."""
        self._swept_at = time.monotonic()
        try:
            dead = [tokens_of(pid) for pid in self._dead]
            seen = self._receipts.sweep(self._stage, dead, self._name)
            due, held = self._rounds.sweep(dead) if self._rounds else (0, 0)
            self._dead.clear()
            if seen.returned:
                metrics.LEASES_EXPIRED.labels(self._stage).inc(seen.returned)
                log.warning("leases were returned", stage=str(self._stage), articles=seen.returned)
            metrics.WAITING.labels(self._stage).set(seen.waiting)
            metrics.BREAKER_OPEN.labels(self._stage).set(seen.breaker_open)
            takes = bool(seen.ready) and not seen.breaker_open and self._receipts.may_hand_on(self._stage)
            if (takes or due) and not self._receipts.rung(self._stage):
                self._try_to_ring()
            self._make_room()
            if not seen.waiting and not seen.leased:
                self.look()
            self._watch(idle=(takes and not seen.leased) or (due > 0 and not held))
        except errors.Unavailable as error:
            log.warning("could not sweep", detail=error.detail)
        except Exception:
            log.exception("sweep failed")

    def _try_to_ring(self) -> None:
        try:
            self._ring(self._stage)
        except errors.Unavailable as error:
            log.warning("could not ring", detail=error.detail)

    def _make_room(self) -> None:
        for _ in range(MOST_FORGOTTEN // 1_000):
            if self._receipts.share_used() < FORGET_ABOVE or not (forgotten := self._receipts.forget(1_000)):
                return
            log.info("forgot finished articles to make room in Redis", articles=forgotten)

    def _watch(self, *, idle: bool) -> None:
        now = time.monotonic()
        self._idle_since = (self._idle_since or now) if idle else None
        if self._idle_since and now > self._idle_since:
            # The doorbell was not heard for a whole round: Redis is too full to take the job, or no consumer listens.
            self.wake()
        if self._idle_since and now - self._idle_since > STALLED_SECONDS:
            log.critical("this worker takes nothing up though articles wait; it ends, so that a new one can start")
            os._exit(75)  # EX_TEMPFAIL; whoever supervises us starts the next

    def consumes(self) -> None:
        """Raise Unavailable if this worker's event loop stands still, or if work waits and is not taken up."""
        still = time.monotonic() - self._swept_at
        if still > 4 * self._settings.sweep_seconds:
            raise errors.Unavailable(f"The consumer has not moved for {still:.0f} s.", part="consumer")
        if self._idle_since and time.monotonic() - self._idle_since > STALLED_SECONDS / 2:
            raise errors.Unavailable("Articles wait, and this worker does not take them up.", part="consumer")


def _one_at_a_time(start: Callable[[], Any]) -> Callable[[], None]:
    """Return what starts a job of a pool unless the last one still runs."""
    running: list[Any] = []

    def start_if_done() -> None:
        if not any(hasattr(job, "ready") and not job.ready() for job in running):
            running[:] = [start()]

    return start_if_done


def _sweep_step(sweeper: Sweeper, seconds: float) -> type[Any]:
    class Sweep(bootsteps.StartStopStep):  # type: ignore[misc]
        """Run the sweeper from the worker's own timer."""

        requires = frozenset({"celery.worker.components:Timer", "celery.worker.components:Pool"})

        def start(self, parent: Any) -> None:
            sweeper.wake = lambda: parent.pool.apply_async(work_without_doorbell)
            if _look_here:
                sweeper.look = _one_at_a_time(lambda: parent.pool.apply_async(look_while_idle))
            parent.timer.call_repeatedly(seconds, sweeper.sweep)
            if hasattr(parent.pool, "_pool"):  # of processes
                children = parent.pool._pool._pool
                sweeper.watch_children(c.pid for c in children)  # one may die before the first look by the timer
                parent.timer.call_repeatedly(CHILDREN_SECONDS, lambda: sweeper.watch_children(c.pid for c in children))

    return Sweep
