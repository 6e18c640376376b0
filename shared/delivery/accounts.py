"""Accounts of what was sent: receipts newest first, inputs by source, form and outcome, and the latest refusals.

Every input counts once: as unchanged, refused, quarantined, or accepted. A version in quarantine is counted there
rather than as accepted, for as long as it is in it. The four together are what was sent, but for what was answered 429
or 503, which is to be sent again. Scripts count (``lua/state.lua``), in the same step in which they decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import redis

from shared import errors
from shared.delivery import scripts
from shared.delivery.connection import redis_errors
from shared.delivery.notation import moment, version_of
from shared.delivery.receipts import Clock, as_receipt
from shared.models.receipts import Receipt, Refusal, SourceCounts, Stage

KEPT_REFUSALS = 100
"""Latest refusals that are kept with their reason; all are counted."""

MAX_EXAMINED = 5_000
"""Receipts that one request looks at. A page may then hold fewer than were asked for, and still lead on."""

_CURSOR = re.compile(r"([0-9]{1,18})\.([a-z2-7]{20})")

TOGETHER = 500
"""Receipts read in one round trip."""


@dataclass(frozen=True)
class ReceiptFilter:
    """Conditions on receipts; None: any."""

    state: Stage | None = None
    source: str | None = None
    since: datetime | None = None
    feed: str | None = None

    def accepts(self, receipt: Receipt) -> bool:
        """Return whether a receipt meets the conditions."""
        return (
            (self.state is None or receipt.state is self.state)
            and self.source in (None, receipt.source)
            and (self.since is None or receipt.times["accepted"] >= self.since)  # versions may run ahead of the clock
            and self.feed in (None, receipt.feed)
        )


class Accounts:
    """Reads and refusals of the accounts. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, keep_days: float, clock: Clock = lambda: None) -> None:
        self._redis, self._prefix, self._ttl, self._clock = client, prefix, int(keep_days * 86_400), clock
        self._refuse = scripts.load(client)["refuse"]

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Count refusals, and keep them among the latest."""
        if not refusals:
            return
        now = self._clock()
        with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            for refusal in refusals:
                args: list[str | int] = [refusal.source or "", refusal.form, refusal.model_dump_json(), KEPT_REFUSALS]
                self._refuse([], [self._prefix, "" if now is None else now, self._ttl, *args], client=pipeline)
            pipeline.execute()

    def refusals(self) -> list[Refusal]:
        """Return the latest refusals, newest first."""
        with redis_errors():
            rows: list[str] = self._redis.lrange(f"{self._prefix}:refusals", 0, -1)  # type: ignore[assignment]
        return [Refusal.model_validate_json(row) for row in rows]

    def sources(self, offset: int, size: int) -> tuple[int, list[SourceCounts]]:
        """Count the sources, and return a page of them with what they sent; the one seen last is first."""
        key = f"{self._prefix}:sources"
        with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            total = int(self._redis.zcard(key))
            seen: list[tuple[str, float]] = self._redis.zrevrange(key, offset, offset + size - 1, withscores=True)  # type: ignore[assignment]
            for source, _ in seen:
                pipeline.hgetall(f"{self._prefix}:tally:{source}")
            tallies = pipeline.execute()
        return total, [
            _counts(tally, source=source, seen_at=moment(score))
            for (source, score), tally in zip(seen, tallies, strict=True)
        ]

    def all_sources(self) -> SourceCounts:
        """Return what all sources together have sent."""
        with redis_errors():
            tally: dict[str, str] = self._redis.hgetall(f"{self._prefix}:tally")  # type: ignore[assignment]
        return _counts(tally)

    def receipts(self, wanted: ReceiptFilter, size: int, cursor: str | None) -> tuple[list[Receipt], str | None]:
        """Return receipts that meet the conditions, newest first, and the cursor of the next page, if there is one.

        Raises InvalidCursor for one that is not ours.
        """
        since = int(wanted.since.timestamp() * 1e6) if wanted.since else 0
        position = _read_cursor(cursor)
        page: list[Receipt] = []
        examined = 0
        while examined < MAX_EXAMINED:
            members, more = self._after(position, since)
            for member, receipt in zip(members, self._read(members), strict=True):
                examined += 1
                position = _position(member)
                if receipt and wanted.accepts(receipt):
                    page.append(receipt)
                    if len(page) == size:
                        return page, _write_cursor(position)
            if not more:
                return page, None
        return page, _write_cursor(position)

    def _after(self, position: tuple[int, str] | None, since: int) -> tuple[list[str], bool]:
        """Return the next members, by version and of one version by id, both backwards; and whether more follow."""
        highest: str | int = "+inf" if position is None else position[0]
        with redis_errors():
            found: list[str] = self._redis.zrevrangebyscore(  # type: ignore[assignment]
                f"{self._prefix}:recent", highest, since, start=0, num=TOGETHER
            )
        return [member for member in found if position is None or _position(member) < position], len(found) == TOGETHER

    def _read(self, members: list[str]) -> list[Receipt | None]:
        with redis_errors(), self._redis.pipeline(transaction=False) as pipeline:
            for member in members:
                pipeline.hgetall(f"{self._prefix}:receipt:{member}")
            rows = pipeline.execute()
        return [as_receipt(fields) if fields.get("state") else None for fields in rows]


def _counts(tally: Mapping[str, str], source: str | None = None, seen_at: datetime | None = None) -> SourceCounts:
    forms: dict[str, dict[str, int]] = {}
    for field, count in sorted(tally.items()):
        outcome, _, form = field.partition(":")
        if form and int(count):  # the field without a form marks a source that was seen
            forms.setdefault(form, {})[outcome] = int(count)
    sums = {
        outcome: sum(counts.get(outcome, 0) for counts in forms.values())
        for outcome in ("accepted", "unchanged", "refused", "quarantined")
    }
    return SourceCounts(source=source or None, seen_at=seen_at, forms=forms, sent=sum(sums.values()), **sums)


def _position(member: str) -> tuple[int, str]:
    id, version = version_of(member)
    return version, id


def _write_cursor(position: tuple[int, str] | None) -> str | None:
    return f"{position[0]}.{position[1]}" if position else None


def _read_cursor(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    ours = _CURSOR.fullmatch(cursor)
    if not ours:
        raise errors.InvalidCursor("This cursor is not one of ours; take next_cursor as it is.")
    return int(ours[1]), ours[2]
