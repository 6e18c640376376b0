"""Reading what the index keeps by ids: all that people said or somebody loaded, or one decision or correction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from services.search.corrections.corrections import Correction
from services.search.identities.decisions import Decision
from services.search.identities.knowledge import KnownEntity
from shared.delivery.decisions import as_id, as_number

_PAGE = 10_000
"""Read from the index at once: its own limit."""

Kept = TypeVar("Kept", Decision, Correction, KnownEntity)
Judged = TypeVar("Judged", Decision, Correction)
"""What has ids that grow with time."""


def read_all(read: Callable[[str, int], Sequence[Kept]], after: str = "", page: int = _PAGE) -> Iterator[Kept]:
    """Yield all behind an id, by ids; ``read`` returns so many of those behind one, ``page`` of them at once."""
    last, some = after, read(after, page)
    while some:
        yield from some
        last = some[-1].id
        some = read(last, page) if len(some) == page else []


def read_one(read: Callable[[str, int], Sequence[Judged]], id: str) -> Judged | None:
    """Return what has an id, if it is there."""
    number = as_number(id)
    kept = next(iter(read(as_id(number - 1) if number else "", 1)), None)
    return kept if kept and kept.id == id else None
