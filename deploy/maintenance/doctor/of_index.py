"""Findings about the index: whether it is ready, sound, the one that receipts speak of, and not half rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from deploy.maintenance.doctor.finding import Finding
from services.search.index.port import Index
from services.search.index.rules import GENERATIONS
from shared.delivery.index_record import Record
from shared.errors import Unavailable

REFILL = "Bring it back with `quotewire restore` from a backup or an export, or post the articles again."


def findings(index: Index, record: Record | None, *, thorough: bool) -> Iterator[Finding]:
    """Yield what is to be said of the index. ``record``: what Redis says of it; None while Redis is away."""
    try:
        index.ready()
        yield Finding("index", "ok", "The index is there and can be read and written.")
        if thorough:
            yield _integrity(index)
        if record is not None:
            yield _identity(index, record)
        yield _rebuild(index)
    except Unavailable as error:
        yield Finding("index", "bad", error.detail)


def _integrity(index: Index) -> Finding:
    if damages := index.check():
        return Finding("integrity", "bad", f"The index is damaged: {'; '.join(damages)}. {REFILL}")
    return Finding("integrity", "ok", "No damage in the index.")


def _identity(index: Index, record: Record) -> Finding:
    identity = index.identity()
    if not record.identity:
        return Finding("identity", "ok", "Nothing was indexed yet.")
    if record.last_id and identity != record.identity:
        return Finding("identity", "bad", f"The index is another one than the indexer has written to. {REFILL}")
    if record.last_id and index.revisions([record.last_id]).get(record.last_id, 0) < record.last_version * GENERATIONS:
        return Finding(
            "identity",
            "bad",
            f"The index lacks what was written last ({record.last_id}): it is an older state of itself. {REFILL}",
        )
    if record.notice:
        return Finding("identity", "bad", record.notice)
    return Finding("identity", "ok", "The index is the one that receipts speak of, and as far as they say.")


def _rebuild(index: Index) -> Finding:
    with closing(index.rebuild()) as making:
        if making.unfinished():
            return Finding(
                "rebuild",
                "look",
                "A rebuild is at work, or was interrupted: run `quotewire reindex` or `reannotate` again as before, or"
                " drop it with --abort.",
            )
    return Finding("rebuild", "ok", "No rebuild is unfinished.")
