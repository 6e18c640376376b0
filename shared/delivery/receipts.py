"""Receipts, waiting sets and leases in Redis: the state of every article on its way. Only this folder touches the keys.

Every key begins with a prefix (``qw:``) and is written by the scripts in ``lua/`` alone, atomically.

===========================  ====  ==========================================================  =======================
key                          type  meaning                                                     lifetime
===========================  ====  ==========================================================  =======================
``alias:<kind>:<hash>``      str   the article id that a URL, a source's id or words lead to   receipt_days since seen
``article:<id>``             hash  newest version, fingerprints of it, its aliases, its merger until final, then days
``receipt:<id>:<version>``   hash  state, stage, times, attempts, reason                       until final, then days
``same:<site>:<hash>``       set   articles of a site that have the same words                 receipt_days
``work:<id>:<version>``      hash  the payload as posted; the annotation, once made            until final
``wait:<stage>``             zset  ``id:version`` by the time from which a worker may take it  –
``wait:<stage>:slow``        zset  the same, of the slow lane                                  –
``lease:<stage>``            zset  ``id:version`` by the time at which the lease expires       –
``owner:<stage>``            hash  id -> token of the worker that holds it                     with the lease
``breaker:<stage>``          hash  outcomes of late; until when the stage pauses               60 s
``workers:<stage>``          zset  its worker processes by the time each swept last            60 s
``clock``                    hash  the latest time on the waiting sets' clock, its lead        –
``finished``                 zset  article ids by the time they came to rest, to forget first  with the article
``quarantine``               zset  ``id:version`` by the time it was put there                 until replay or discard
``recent``                   zset  ``id:version`` by its version, to list receipts by          receipt_days
``sources``                  zset  sources of articles by the time each was seen last          receipt_days; 10,000
``tally:<source>``           hash  inputs by outcome and form                                  with the source
``tally``                    hash  the same of all sources together                            –
``refusals``                 list  the latest refusals, with their reason                      100
``events``                   strm  the latest moves of all versions, for those who follow      10,000
``index``                    hash  which index receipts speak of, how far it is, what it lost  –
``unresolved``               zset  names whose identities wait to be looked at, by since when   until they are
``unresolved:taken``         set   those that the indexer looks at now                          until it has
``decisions``                zset  people's decisions that wait for the indexer, by number      until they are applied
``decision:<number>``        hash  what was decided, whether it is applied, why not             until then, then days
``feed:<id>``                hash  what it is, how its polls went, whether it is paused        until removed
``feed:<id>:items``          zset  items that it listed, by the time it did so last            7 days after that
``feed:<id>:fetches``        list  its latest fetches                                          30
``feeds``                    zset  feeds by the time they were added                           10,000
``feeds:wait``               zset  feeds by the time of their next poll                        –
``feeds:lease``              zset  feeds that are polled, by the time the lease expires        –
``feeds:owner``              hash  feed -> token of the worker that polls it                   with the lease
``feeds:quiet``              zset  feeds by the time from which their silence is unusual       until removed
``host:<host>``              hash  the last start of a visit to a host, the last turn given    10 min after its turns
``host:<host>:turns``        zset  tickets by the time of their turn at it                     10 min after its turns
``host:<host>:visits``       zset  tickets by the time at which their visit ends at last      10 min after its turns
===========================  ====  ==========================================================  =======================

Celery's own keys are beside them: the lists ``qw.<stage>`` of doorbell jobs.

All of it is durable (``appendfsync always``), and counted against Redis' memory limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import redis

from shared import errors
from shared.delivery import scripts
from shared.delivery.connection import HOLD_ABOVE, as_unavailable, redis_errors, share_used
from shared.delivery.jobs import NOTHING, Job, Lane, Learnt, Settled, Swept, Verdict, as_job
from shared.delivery.notation import moment, version_of
from shared.delivery.posts import Accepted, Post, as_accepted
from shared.models.receipts import Receipt, Stage

NEXT_STAGE = {Stage.PREPARING: Stage.ANNOTATING, Stage.ANNOTATING: Stage.INDEXING}
"""The stage that gets what a stage makes, of those whose result is larger than what they got."""

Clock = Callable[[], int | None]
"""Microseconds since 1970, or None for Redis' own clock."""


class Receipts:
    """Operations on receipts. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, keep_days: float, clock: Clock = lambda: None) -> None:
        self._redis = client
        self._prefix = prefix
        self._ttl = int(keep_days * 86_400)
        self._clock = clock
        self._scripts = scripts.load(client)

    def _run(self, name: str, *args: str | float, client: redis.Redis | None = None) -> Any:
        now = self._clock()
        with redis_errors():
            return self._scripts[name](args=[self._prefix, "" if now is None else now, *args], client=client)

    def ping(self) -> None:
        """Return if Redis answers."""
        with redis_errors():
            self._redis.ping()

    def share_used(self) -> float:
        """Return the used share of Redis' memory limit, 0 to 1; 0 where there is no limit."""
        with redis_errors():
            return share_used(self._redis)

    # --- ingest -------------------------------------------------------------------------------------------------

    def accept(self, post: Post, request_id: str) -> Accepted:
        """Identify the article and, unless nothing changed, make a new version of it wait for its first stage."""
        return as_accepted(self._accept(post, request_id))

    def accept_all(self, posts: Sequence[Post], request_id: str) -> list[Accepted | errors.Unavailable]:
        """Accept posts one after the other in one round trip, which Redis brings to its disk with one write.

        Return for each what :meth:`accept` would, or why it could not be accepted. Raises Unavailable where Redis
        breaks off: then any of them may have been accepted, and accepting them again, in this order, is right.
        """
        with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            for post in posts:
                self._accept(post, request_id, client=pipeline)
            answers = pipeline.execute(raise_on_error=False)
        return [_unavailable(answer) if isinstance(answer, Exception) else as_accepted(answer) for answer in answers]

    def _accept(self, post: Post, request_id: str, client: redis.Redis | None = None) -> Any:
        return self._run(
            "accept", self._ttl, request_id, post.candidate, post.url, post.external, post.content,
            post.fingerprint, post.text_hash, post.payload, post.first_stage, post.operation,
            post.source, post.form, post.feed, post.item, post.title, client=client,
        )  # fmt: skip

    def delete(self, id: str, request_id: str) -> Accepted:
        """Make a deletion wait for the indexer, as the article's newest version."""
        return as_accepted(self._run("delete", self._ttl, request_id, id))

    def receipt(self, id: str, version: int | None = None) -> Receipt | None:
        """Return the receipt of a version, the newest if none is named; None if there is none (or no more)."""
        with redis_errors():
            if version is None:
                newest = self._redis.hget(f"{self._prefix}:article:{id}", "version")
                if newest is None:
                    return None
                version = int(str(newest))
            fields: dict[str, str] = self._redis.hgetall(f"{self._prefix}:receipt:{id}:{version}")  # type: ignore[assignment]
        return as_receipt(fields) if fields.get("state") else None

    def quarantined(self, offset: int, count: int) -> tuple[int, list[Receipt]]:
        """Count the quarantine, and return a page of its receipts, newest first."""
        with redis_errors():
            total = self._redis.zcard(f"{self._prefix}:quarantine")
            members: list[str] = self._redis.zrevrange(f"{self._prefix}:quarantine", offset, offset + count - 1)  # type: ignore[assignment]
            receipts = [self.receipt(*version_of(member)) for member in members]
        return int(total), [receipt for receipt in receipts if receipt]

    def replay(self, id: str) -> Stage | None:
        """Send a quarantined article back to the stage that it failed at; None if it is not in quarantine."""
        answer = self._run("replay", self._ttl, id, "replay")
        return Stage(answer[2]) if answer[0] == "done" else None

    def discard(self, id: str) -> bool:
        """Give a quarantined article up; False if it is not in quarantine."""
        return bool(self._run("replay", self._ttl, id, "discard")[0] == "done")

    # --- workers ------------------------------------------------------------------------------------------------

    def lease(
        self,
        stage: Stage,
        token: str,
        *,
        seconds: float,
        count: int,
        size: int,
        max_attempts: int,
        lanes: Sequence[Lane] = ("quick", "slow"),
    ) -> tuple[list[Job], int]:
        """Lease up to ``count`` waiting versions of about ``size`` bytes together; also count those left.

        All come from the first of the ``lanes`` in which any is ready. One of the slow lane comes alone, and one that
        failed before, so that it cannot take others down with it again.
        """
        remaining, *rows = self._run("lease", self._ttl, stage, token, seconds, count, size, max_attempts, *lanes)
        return [as_job(row, token) for row in rows], int(remaining)

    def may_hand_on(self, stage: Stage) -> bool:
        """Return whether a stage may hand on what it makes: Redis has room, or the next stage has nothing to do.

        The second keeps everything moving where a single result is larger than all the room there is.
        """
        if stage not in NEXT_STAGE or self.share_used() < HOLD_ABOVE:
            return True
        ahead = self.sweep(NEXT_STAGE[stage])
        return not ahead.waiting and not ahead.leased

    def renew(self, stage: Stage, token: str, seconds: float, jobs: Sequence[Job]) -> int:
        """Extend leases by ``seconds`` from now; return how many are still held."""
        return int(self._run("renew", stage, token, seconds, *(job.member for job in jobs)))

    def held(self, stage: Stage, jobs: Sequence[Job]) -> frozenset[str]:
        """Return the ids of those that are still held as they were leased: nobody else can have begun one of them."""
        if not jobs:
            return frozenset()
        with redis_errors():
            owners: list[str | None] = self._redis.hmget(f"{self._prefix}:owner:{stage}", [job.id for job in jobs])  # type: ignore[assignment]
        return frozenset(job.id for job, owner in zip(jobs, owners, strict=True) if owner == job.token)

    def settle(
        self,
        stage: Stage,
        token: str,
        job: Job,
        verdict: Verdict,
        detail: str,
        *,
        field: Literal["", "payload", "annotation"] = "",
        value: str | float = "",
        learnt: Learnt = NOTHING,
    ) -> Settled:
        """Settle a leased version: record how it ended at a stage. ``lua/settle.lua`` says what each verdict takes."""
        settled: Settled = self._run(
            "settle", self._ttl, stage, token, job.member, verdict, detail, field, value,
            learnt.text_hash, learnt.content, learnt.title, learnt.canonical, learnt.site,
        )  # fmt: skip
        return settled

    def report(self, stage: Stage, *, passed: int, failed: int, away: bool) -> float:
        """Report a batch's outcomes to the stage's breaker; return the pause it orders, in seconds (0: none)."""
        return float(self._run("breaker", stage, passed, failed, int(away)))

    def sweep(self, stage: Stage, dead: Sequence[str] = (), worker: str = "") -> Swept:
        """Return leases to the waiting set, count what waits, and note that ``worker`` is there.

        Returned are the leases that expired, and those whose token begins with one of ``dead``: a worker that is gone.
        """
        returned, ready, waiting, leased, breaker_open = self._run("sweep", stage, self._ttl, worker, *dead)
        return Swept(int(returned), int(ready), int(waiting), int(leased), bool(breaker_open))

    def forget(self, count: int) -> int:
        """Forget the ``count`` articles that came to rest longest ago; return how many. Nothing that waits is touched.

        A repost of a forgotten article lands on the same id and is annotated again.
        """
        return int(self._run("forget", self._ttl, count))

    def rung(self, stage: Stage) -> int:
        """Count the doorbell jobs in the stage's queue."""
        with redis_errors():
            return int(self._redis.llen(queue_name(self._prefix, stage)))


def queue_name(prefix: str, stage: Stage) -> str:
    """Return the name of the list in Redis that holds a stage's doorbell jobs; Celery makes the list."""
    return f"{prefix}.{stage}"


def _unavailable(error: Exception) -> errors.Unavailable:
    unavailable = as_unavailable(error)
    if unavailable is None:
        raise error
    return unavailable


def as_receipt(fields: dict[str, str]) -> Receipt:
    """Return a receipt as its hash in Redis has it."""
    return Receipt(
        id=fields["id"],
        version=int(fields["version"]),
        operation="delete" if fields["operation"] == "delete" else "put",
        state=Stage(fields["state"]),
        attempts=int(fields.get("attempts", 0)),
        reason=fields.get("reason") or fields.get("retry_reason"),
        request_id=fields.get("request_id") or None,
        source=fields.get("source") or None,
        form=fields.get("form"),
        feed=fields.get("feed"),
        into=fields.get("into"),
        times={name[3:]: moment(value) for name, value in fields.items() if name.startswith("at:")},
    )
