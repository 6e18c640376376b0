"""A stage's worker loop: lease a batch, handle it, settle each article; until nothing waits.

A stage's handler takes a batch of jobs and returns one result each, in order. **The type of an error is the policy**,
whether it is returned for one job or raised for all:

- :class:`shared.errors.Unavailable`: a part is away. Everything waits, the stage pauses, no attempt is counted.
- :class:`shared.errors.Rejected`: quarantine at once.
- :class:`shared.errors.OutsideFault`: the same, but it says nothing of the stage, so its breaker does not count it.
- :class:`shared.errors.Superseded`: drop.
- anything else is a surprise: tried again with growing pauses, and after ``max_attempts`` quarantined.

A batch that raises is split in halves until the article that is to blame stands alone.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field

from shared import errors, logs, metrics
from shared.delivery.jobs import NOTHING, Job, Learnt
from shared.delivery.lanes import Budget, Pace, SlowLane, budget, within
from shared.delivery.receipts import Receipts
from shared.delivery.tokens import new_token
from shared.models.receipts import Stage
from shared.settings import Settings

log = logs.get(__name__)

HELD_SECONDS = 0.5
"""Between two looks whether the next stage has made room in Redis."""


@dataclass(frozen=True)
class Next:
    """A result: hand the article on to ``stage``, together with what this stage made."""

    stage: Stage
    annotation: str | None = None
    payload: str | None = None
    learnt: Learnt = NOTHING


@dataclass(frozen=True)
class Done:
    """A result: the article has reached its final ``state``, for a ``reason`` where that is not plain."""

    state: Stage
    reason: str = ""


@dataclass(frozen=True)
class Merged:
    """A result: the article was merged long ago ``into`` another one, which Redis does not know any more."""

    into: str


@dataclass(frozen=True)
class Later:
    """A result: try again in so many ``seconds``, which is the stage's own wish and no failure of it."""

    seconds: float
    reason: str
    counts: bool = False
    """Whether the attempt counts, so that the article is quarantined for ``reason`` after ``max_attempts``."""


Result = Next | Done | Merged | Later | Exception
Handler = Callable[[Sequence[Job]], Sequence[Result]]


@dataclass(frozen=True)
class Line:
    """A stage, its handler, its doorbell, and the size of its batches."""

    stage: Stage
    handle: Handler
    ring: Callable[[Stage], None]
    """Rings the doorbell of a stage; may raise Unavailable, which is harmless (the sweeper rings again)."""
    batch: int
    """Articles in a batch at most."""
    batch_bytes: int = 4_000_000
    """Size of a batch at most, unless one article alone is larger: bounds a worker's memory."""
    pace: Pace = field(default_factory=Pace)
    """How quickly this process works the batches off."""
    slow_lane: SlowLane | None = None
    """The right to the slow lane, where several processes share it; see :mod:`shared.delivery.lanes`."""
    limited: bool = False
    """Whether what exceeds its budget stops this process."""


def drain(
    line: Line,
    receipts: Receipts,
    settings: Settings,
    *,
    seconds: float = 60,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Work until nothing waits, ``seconds`` are over, or the worker is ``stopping``; return how many were settled."""
    end = time.monotonic() + seconds
    settled, rang, pace = 0, False, line.pace
    slow_lane = line.slow_lane or SlowLane()
    while time.monotonic() < end and not stopping():
        if not receipts.may_hand_on(line.stage):
            time.sleep(HELD_SECONDS)
            continue
        token = new_token()
        with ExitStack() as held:
            jobs, remaining = receipts.lease(
                line.stage,
                token,
                seconds=settings.lease_seconds,
                count=line.batch,
                size=pace.batch_bytes(line.batch_bytes) if line.limited else line.batch_bytes,
                max_attempts=settings.max_attempts,
                lanes=held.enter_context(slow_lane.lanes()),
            )
            if not jobs:
                return settled
            slow_lane.took(jobs[0].lane)
            if jobs[0].lane == "quick":
                held.close()  # another process may take from the slow lane meanwhile
            if remaining and not rang:
                rang = True
                _ring(line, line.stage)  # wake another worker, if there is one
            limits = budget(jobs)
            with _renewing(line, token, jobs, receipts, settings.lease_seconds, limits):
                began = time.process_time()
                with metrics.STAGE_SECONDS.labels(line.stage).time(), within(limits) if line.limited else nullcontext():
                    results = _handle(line, jobs)
                if jobs[0].lane == "quick":
                    pace.note(sum(len(job.payload) for job in jobs), time.process_time() - began)
                _settle(line, token, jobs, results, receipts, settings)
        settled += len(jobs)
    _ring(line, line.stage)
    return settled


def _handle(line: Line, jobs: Sequence[Job]) -> list[Result]:
    try:
        with logs.bound(article_id=[job.id for job in jobs], request_id=[job.request_id for job in jobs]):
            results = list(line.handle(jobs))
    except errors.Unavailable as error:
        return [error] * len(jobs)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is judged by its type, later
        if len(jobs) == 1:
            return [error]
        middle = len(jobs) // 2
        return _handle(line, jobs[:middle]) + _handle(line, jobs[middle:])
    assert len(results) == len(jobs), "a handler returns one result for each job"
    return results


def _settle(
    line: Line, token: str, jobs: Sequence[Job], results: Sequence[Result], receipts: Receipts, settings: Settings
) -> None:
    passed = failed = 0
    away = False
    onward: set[Stage] = set()
    for job, result in zip(jobs, results, strict=True):
        with logs.bound(article_id=job.id, version=job.version, request_id=job.request_id, stage=str(line.stage)):
            outcome = _settle_one(line.stage, token, job, result, receipts, settings)
            metrics.STAGE_OUTCOMES.labels(line.stage, outcome).inc()
            if outcome == "done":
                log.info("stage done", attempts=job.attempts)
        away |= isinstance(result, errors.Unavailable)
        passed += isinstance(result, Next | Done | Merged)
        failed += isinstance(result, Exception) and not isinstance(
            result, errors.Unavailable | errors.Superseded | errors.OutsideFault
        )
        if outcome == "merged":
            onward.add(Stage.INDEXING)
        elif outcome == "done" and isinstance(result, Merged):
            onward.add(Stage.ANNOTATING)
        elif outcome == "done" and isinstance(result, Next):
            onward.add(result.stage)
    if pause := receipts.report(line.stage, passed=passed, failed=failed, away=away and not passed):
        log.error("the stage pauses", stage=str(line.stage), seconds=pause, failed=failed, part_away=away)
    for stage in onward:
        _ring(line, stage)


def _settle_one(stage: Stage, token: str, job: Job, result: Result, receipts: Receipts, settings: Settings) -> str:
    match result:
        case Next(annotation=annotation, payload=payload):
            field, value = ("annotation", annotation) if annotation is not None else ("payload", payload)
            return receipts.settle(
                stage, token, job, "next", result.stage,
                field=field if value is not None else "",  # type: ignore[arg-type]
                value=value or "",
                learnt=result.learnt,
            )  # fmt: skip
        case Merged(into):
            return receipts.settle(stage, token, job, "merged", into)
        case Done(state, reason):
            return receipts.settle(stage, token, job, "final", state, value=reason)
        case Later(seconds, reason, counts):
            log.info("waits", seconds=round(seconds, 1), reason=reason)
            receipts.settle(stage, token, job, "retry" if counts else "unavailable", reason, value=seconds)
            return "retried" if counts else "waiting"
        case errors.Superseded():
            return receipts.settle(stage, token, job, "final", Stage.SUPERSEDED)
        case errors.Unavailable(detail=detail):
            log.warning("waits, since a part is away", detail=detail)
            receipts.settle(stage, token, job, "unavailable", detail, value=_backoff(1))
            return "waiting"
        case errors.Rejected(detail=detail):
            log.error("quarantined", reason=detail)
            return receipts.settle(stage, token, job, "quarantine", detail)
        case _:
            reason = f"{type(result).__name__}: {result}"[:500]
            if job.attempts >= settings.max_attempts:
                log.error("quarantined", reason=reason, exc_info=result)
                return receipts.settle(stage, token, job, "quarantine", reason)
            log.warning("will be tried again", reason=reason, attempts=job.attempts, exc_info=result)
            receipts.settle(stage, token, job, "retry", reason, value=_backoff(job.attempts))
            return "retried"


def _backoff(attempts: int) -> float:
    """Return the seconds before the next try: 1, 2, 4 ..., half of it random, so that failed articles spread out."""
    longest = min(60.0, 2.0 ** (attempts - 1))
    return longest * (0.5 + random.random() / 2)  # noqa: S311 - jitter, not a secret


def _ring(line: Line, stage: Stage) -> None:
    try:
        line.ring(stage)
    except errors.Unavailable as error:
        log.warning("could not ring; the sweeper will", rings=str(stage), detail=error.detail)


@contextmanager
def _renewing(
    line: Line, token: str, jobs: Sequence[Job], receipts: Receipts, seconds: float, limits: Budget
) -> Iterator[None]:
    """Renew the leases in a thread while the batch is worked on. A dead process renews nothing, which is the point.

    Work that has come to a halt without computing is ended here, when its wall time is over.
    """
    over = threading.Event()
    deadline = time.monotonic() + limits.wall_seconds

    def renew() -> None:
        while not over.wait(min(seconds / 3, max(0.1, deadline - time.monotonic()))):
            if line.limited and time.monotonic() > deadline:
                log.critical("the work takes too long; this process ends", articles=[job.id for job in jobs])
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                receipts.renew(line.stage, token, seconds, jobs)
            except errors.Unavailable as error:
                log.warning("could not renew leases", detail=error.detail)

    thread = threading.Thread(target=renew, name="renew-leases", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
