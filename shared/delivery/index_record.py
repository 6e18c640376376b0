"""Record in Redis of the index that receipts speak of: which one, how far, and what it has lost since.

The indexer keeps it, so that ingest and health need not ask the index. Before each batch it compares: the index has an
identity of its own, made with it and copied with it, and has to hold what was written last. Another identity means that
the index was lost or replaced; without what was written last it is an older state of itself, say a restored copy. Then
everything that receipts call indexed until now counts as lost, and a repost of it is accepted as work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import redis

from shared import errors
from shared.delivery import scripts
from shared.delivery.connection import redis_errors
from shared.delivery.receipts import Clock

Compared = Literal["new", "same", "replaced", "older"]

MARKED_TOGETHER = 1_000
"""Missing articles marked in one script: it holds Redis up for about a millisecond."""


@dataclass(frozen=True)
class Record:
    """Which index it is, and how far it is."""

    identity: str = ""
    """"": nothing was ever indexed."""
    last_id: str = ""
    """The article that was written last, and its version."""
    last_version: int = 0
    lost_how: Literal["", "replaced", "older"] = ""
    lost_until: int = 0
    """What was indexed until then (microseconds since 1970) may be missing; 0: nothing, but for those counted below."""
    missing: int = 0
    """Articles that a comparison has found missing, one by one."""

    @property
    def notice(self) -> str | None:
        """What is amiss, in one sentence that says what to do; None if nothing is."""
        if self.lost_until:
            how = "another one than before" if self.lost_how == "replaced" else "an older state of itself"
            return (
                f"The index is {how}: articles indexed until {_time(self.lost_until)} may be missing. Bring them"
                " back with `quotewire restore` from a backup or an export, or post them again;"
                " `quotewire doctor` says which."
            )
        if self.missing:
            return (
                f"{self.missing:,} articles that receipts call indexed are missing in the index. Post them again;"
                " `quotewire doctor` says which they are."
            )
        return None


def _time(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).isoformat().replace("+00:00", "Z")


class IndexRecord:
    """Reads and writes the record. Every method raises Unavailable while Redis is away."""

    def __init__(self, client: redis.Redis, *, prefix: str, clock: Clock = lambda: None) -> None:
        self._redis = client
        self._prefix = prefix
        self._clock = clock
        known = scripts.load(client)
        self._compare, self._lost, self._wrote = known["compare_index"], known["index_lost"], known["index_wrote"]

    def read(self) -> Record:
        """Return the record as it is."""
        with redis_errors():
            fields: dict[str, str] = self._redis.hgetall(f"{self._prefix}:index")  # type: ignore[assignment]
        lost_how: Any = fields.get("lost_how", "")
        return Record(
            identity=fields.get("identity", ""),
            last_id=fields.get("last_id", ""),
            last_version=int(fields.get("last_version", 0)),
            lost_how=lost_how,
            lost_until=int(fields.get("lost_until", 0)),
            missing=int(fields.get("missing", 0)),
        )

    def notice(self) -> str | None:
        """Return what is amiss with the index, see :attr:`Record.notice`: a check for health, beside one of Redis."""
        try:
            return self.read().notice
        except errors.Unavailable:
            return "Not known while Redis is away."

    def compare(self, record: Record, identity: str, *, held: bool) -> Compared:
        """Compare the index in front of us with ``record``, and write down what was noticed.

        ``held``: whether it holds what the record says was written last."""
        if record.identity == identity and held:
            return "same"
        args = [self._prefix, self._now(), identity, int(held), record.last_id, record.last_version]
        with redis_errors():
            verdict: Compared = self._compare(args=args)
        return verdict

    def wrote(self, id: str, version: int) -> None:
        """Write down what the index was given last."""
        with redis_errors():
            self._wrote(args=[self._prefix, self._now(), id, version])

    def compared(self, missing: Sequence[str]) -> None:
        """Write down that all receipts were compared with the index: these are ``missing``, and nothing else."""
        chunks = [missing[start : start + MARKED_TOGETHER] for start in range(0, len(missing), MARKED_TOGETHER)]
        with redis_errors():
            for chunk in chunks:
                self._lost(args=[self._prefix, self._now(), "", *chunk])
            self._lost(args=[self._prefix, self._now(), len(missing)])

    def _now(self) -> int | str:
        now = self._clock()
        return "" if now is None else now
