"""Decisions of people, and knowledge that they load, on their way to the index: each has a receipt and waits until the
indexer has applied it.

They need no lease: the index keeps each under its id, so that one that is taken up twice is as one. A killed indexer
has lost none, since what it took up waits until it is settled.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import redis

from shared import errors
from shared.delivery import scripts
from shared.delivery.connection import REFUSE_ABOVE, redis_errors, share_used
from shared.delivery.notation import moment
from shared.delivery.receipts import Clock

DecisionState = Literal["waiting", "applied", "refused"]

MOST_WAITING = 10_000
"""Decisions that may wait: more than people make, and 5 MB at most usual sizes."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 10
"""Digits (base 36) of a decision's id: they hold the microseconds of 116 years, and sort as these do."""


_KINDS: tuple[Literal["undo", "correction", "knowledge"], ...] = ("undo", "correction", "knowledge")


@dataclass(frozen=True)
class DecisionReceipt:
    """A decision on its way, or arrived."""

    id: str
    state: DecisionState
    request: str
    """What was posted, JSON."""
    why: str = ""
    """Why it was refused."""

    @property
    def kind(self) -> Literal["decision", "correction", "knowledge", "undo"]:
        """Whether it is about an identity, about a quote, knowledge, or an undoing of one of the first two."""
        request = json.loads(self.request)
        kinds = [kind for kind in _KINDS if kind in request]
        return kinds[0] if kinds else "decision"


class WaitingDecisions:
    """The waiting decisions and their receipts. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, keep_days: float = 30, clock: Clock = lambda: None) -> None:
        self._redis, self._prefix, self._ttl, self._clock = client, prefix, int(keep_days * 86_400), clock
        self._script = scripts.load(client)["decide"]

    def post(self, request: str) -> str:
        """Let a decision wait; return its id, which is later in order than those of all before. Raises Overloaded."""
        with redis_errors():
            full = share_used(self._redis) > REFUSE_ABOVE
        number = "" if full else self._run("post", self._ttl, MOST_WAITING, request)
        if not number:
            raise errors.Overloaded("Too many decisions wait to be applied; try again later.", retry_after=30)
        return as_id(int(number))

    def waiting(self, most: int) -> Sequence[DecisionReceipt]:
        """Return those that have waited longest, in their order. They go on waiting until they are settled."""
        with redis_errors():
            numbers: list[str] = self._redis.zrange(f"{self._prefix}:decisions", 0, most - 1)  # type: ignore[assignment]
        receipts = [self.receipt(as_id(int(number))) for number in numbers]
        return [receipt for receipt in receipts if receipt]

    def settle(self, id: str, state: DecisionState, why: str = "", instead: str = "") -> None:
        """Record what came of a decision; it waits no longer. ``instead``: what is kept in the place of its request."""
        self._run("settle", self._ttl, as_number(id), state, why, instead)

    def receipt(self, id: str) -> DecisionReceipt | None:
        """Return the receipt of a decision; None if there is none (or no more)."""
        with redis_errors():
            fields: dict[str, str] = self._redis.hgetall(f"{self._prefix}:decision:{as_number(id)}")  # type: ignore[assignment]
        if not fields:
            return None
        state: DecisionState = fields["state"]  # type: ignore[assignment]
        return DecisionReceipt(id, state, fields["request"], fields.get("why", ""))

    def _run(self, action: str, *args: str | int) -> str:
        now = self._clock()
        with redis_errors():
            answer: str = self._script(args=[self._prefix, "" if now is None else now, action, *args])
        return answer


def as_id(number: int) -> str:
    """Return the id of a decision's number. Raises ValueError for a negative one.

    >>> as_id(1_790_000_000_000_000)
    'hmi2nbki68'
    """
    if number < 0:
        raise ValueError(number)
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(ID_LENGTH, "0")


def as_number(id: str) -> int:
    """Return the number of a decision's id.

    >>> as_number("hmi2nbki68")
    1790000000000000
    """
    return int(id, len(_DIGITS))


def accepted_at(id: str) -> datetime:
    """Return when a decision was accepted."""
    return moment(as_number(id))
