"""Remembered: what questions found and counted, kept for when they are asked again.

What was found at one moment stays true of it. Of a later one, only what writes have added and removed since is counted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Mask
from services.search.index.results import FacetValue

REMEMBERED_BYTES = 32 * 2**20
"""Bytes that are kept by a process: of 100,000 articles with a million quotes, some hundred questions."""

_OVERHEAD = 500
"""Bytes of an entry besides its arrays."""

_VALUE = 100
"""Bytes of a value that is shown."""

_WEIGHED = 8
"""Every so many that are kept, all are weighed: what was found grows while it is counted."""

Counts = npt.NDArray[np.int32]
"""How many have each value, by its number."""


class Weighed(Protocol):
    """What is kept, and how much memory it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""


T = TypeVar("T", bound=Weighed)


class Memory:
    """What was asked of late, so many bytes of it; shared by all readers of a file."""

    def __init__(self, limit: int = REMEMBERED_BYTES) -> None:
        self._limit = limit
        self._lock = Lock()
        self._held: OrderedDict[Hashable, Weighed] = OrderedDict()
        self._kept = 0

    def get(self, key: Hashable, kind: type[T]) -> T | None:
        """Return what is kept under a key, of this kind."""
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
        return cast("T | None", held)

    def put(self, key: Hashable, value: Weighed) -> None:
        """Keep this, and let go of what nobody has asked for longest."""
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            self._kept += 1
            if self._kept % _WEIGHED:
                return
            weight = sum(held.nbytes + _OVERHEAD for held in self._held.values())
            while weight > self._limit and self._held:
                weight -= self._held.popitem(last=False)[1].nbytes + _OVERHEAD

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()


@dataclass(frozen=True, eq=False)
class Rows:
    """Some of the first so many rows: a bit for each."""

    count: int
    bits: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, mask: Mask) -> Rows:
        """Return the rows of a mask."""
        return cls(len(mask), np.packbits(mask))

    @property
    def nbytes(self) -> int:
        """Bytes of the bits."""
        return self.bits.nbytes

    def mask(self, count: int) -> Mask:
        """Return a mask of so many rows: of those behind ours, none."""
        mask = np.zeros(count, bool)
        known = min(count, self.count)
        mask[:known] = np.unpackbits(self.bits, count=known)
        return mask


@dataclass(eq=False)
class Tally:
    """Counts of some rows at one moment, each made when it is first asked for."""

    counts: dict[Hashable, Weighed] = field(default_factory=dict)
    """By what was counted."""
    shown: dict[tuple[str, int, bool], Sequence[FacetValue]] = field(default_factory=dict)
    """By facet, number and whether with figures: values, with what to show of them."""

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays and values."""
        counts = sum(counted.nbytes for counted in list(self.counts.values()))
        return counts + sum(len(values) for values in list(self.shown.values())) * _VALUE


@dataclass(eq=False)
class Found:
    """What matched a question at one moment, and what was counted of it."""

    sequence: int
    """The moment's."""
    rows: Rows
    former: Found | None = None
    """What was counted at an earlier moment."""
    tally: Tally = field(default_factory=Tally)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays and values."""
        return self.rows.nbytes + self.tally.nbytes + (self.former.nbytes if self.former else 0)
