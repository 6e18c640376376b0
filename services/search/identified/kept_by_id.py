"""Reading what people said, which the index keeps by ids that grow with time: all of it, or one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from services.search.corrections.corrections import Correction
from services.search.identities.decisions import Decision
from shared.delivery.decisions import as_id, as_number

_PAGE = 10_000
"""Read from the index at once: its own limit."""

Kept = TypeVar("Kept", Decision, Correction)


def read_all(read: Callable[[str, int], Sequence[Kept]], after: str = "") -> Iterator[Kept]:
    """Yield all behind an id, by ids; ``read`` returns so many of those behind one."""
    last, some = after, read(after, _PAGE)
    while some:
        yield from some
        last = some[-1].id
        some = read(last, _PAGE) if len(some) == _PAGE else []


def read_one(read: Callable[[str, int], Sequence[Kept]], id: str) -> Kept | None:
    """Return what has an id, if it is there."""
    number = as_number(id)
    kept = next(iter(read(as_id(number - 1) if number else "", 1)), None)
    return kept if kept and kept.id == id else None
