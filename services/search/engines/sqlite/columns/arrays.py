"""Arrays that grow at their end, while readers go on with what they were given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

T = TypeVar("T", bound=np.generic)

FEW = 5
"""Rows are looked up one by one where they are less than one in so many; else all are looked through, in order."""


_REACH = 2**20
"""From the least to the greatest of many values, up to which each has a place; values further apart are sorted."""


class Growing(Generic[T]):
    """One array. It is moved where it has no more room; whoever looks at a part of it keeps that."""

    def __init__(self, dtype: type[T]) -> None:
        self._array: npt.NDArray[T] = np.empty(1024, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def extend(self, values: npt.ArrayLike) -> None:
        """Add values at the end."""
        added = np.asarray(values)
        size = self._size + len(added)
        if size > len(self._array):
            self.make_room(max(size, len(self._array) * 3 // 2))
        self._array[self._size : size] = added
        self._size = size

    def make_room(self, size: int) -> None:
        """Move the values to where there is room for so many."""
        moved = np.empty(size, self._array.dtype)
        moved[: self._size] = self.view
        self._array = moved

    @property
    def view(self) -> npt.NDArray[T]:
        """All values so far, not copied."""
        return self._array[: self._size]


@dataclass(frozen=True, eq=False)
class Lists:
    """A list of values for each row: those of row *n* are ``values[starts[n]:starts[n + 1]]``."""

    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    """The row of each value."""
    values: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint8]
    """Two bits for each value; empty where it has none."""

    def places(self, mask: Mask, count: int) -> npt.NDArray[np.int64]:
        """Return the places among ``values`` of those that the rows in ``mask``, ``count`` of them, have."""
        if count * FEW > len(mask):
            return np.flatnonzero(mask.take(self.rows))  # twice as fast as with brackets
        rows = np.flatnonzero(mask)
        return ranges(self.starts.take(rows), self.starts.take(rows + 1))

    def places_among(self, mask: Mask, count: int, places_of: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Return those of these places whose value is one of some numbers, see :func:`places_of`."""
        others = places_of[-1]
        if count * FEW > len(mask):
            places = np.flatnonzero(places_of.take(self.values, mode="clip") < others)
            chosen = mask.take(self.rows[places])
        else:
            places = self.places(mask, count)
            chosen = places_of.take(self.values[places], mode="clip") < others
        among: npt.NDArray[np.int64] = places[chosen]
        return among

    def of(self, row: int) -> npt.NDArray[np.int32]:
        """Return the values of one row."""
        return self.values[self.starts[row] : self.starts[row + 1]]

    def having(self, numbers: Numbers, bits: int = 0, start: int = 0) -> Mask:
        """Return a mask of the rows from ``start`` on that have one of these values, with one of these bits if there
        are any."""
        first = self.starts[start]
        found = among(self.values[first:], numbers)
        if bits and len(self.bits):
            found &= (self.bits[first:] & bits) != 0
        mask = np.zeros(len(self.starts) - 1 - start, bool)
        mask[self.rows[first:][np.flatnonzero(found)] - start] = True
        return mask


class GrowingLists:
    """Lists that grow by whole rows."""

    def __init__(self, *, with_bits: bool = False) -> None:
        self._with_bits = with_bits
        self._starts = Growing(np.int64)
        self._starts.extend([0])
        self._rows, self._values, self._bits = Growing(np.int32), Growing(np.int32), Growing(np.uint8)

    def extend(self, lengths: Numbers, values: Numbers) -> None:
        """Add rows with so many values each. Where values have bits, these are their last two."""
        rows = len(self._starts) - 1
        self._rows.extend(np.repeat(np.arange(rows, rows + len(lengths)), lengths))
        self._starts.extend(np.cumsum(lengths, dtype=np.int64) + len(self._values))
        self._values.extend(values >> 2 if self._with_bits else values)
        if self._with_bits:
            self._bits.extend(values & 3)

    @property
    def columns(self) -> Sequence[Growing[Any]]:
        """All that grows."""
        return self._starts, self._rows, self._values, self._bits

    @property
    def view(self) -> Lists:
        """All rows so far."""
        return Lists(self._starts.view, self._rows.view, self._values.view, self._bits.view)


def among(column: Numbers, numbers: Numbers) -> Mask:
    """Return a mask of the values in ``column`` that are one of a few ``numbers``, or of many."""
    if len(numbers) > 4:
        wanted = np.zeros(max(int(column.max(initial=0)), int(numbers.max())) + 1, bool)
        wanted[numbers] = True
        return wanted.take(column)
    mask = np.zeros(len(column), bool)
    for number in numbers:
        mask |= column == number
    return mask


def ranges(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers from each start up to its end, which is not among them."""
    lengths = ends - starts
    until = np.cumsum(lengths)
    return np.repeat(starts - until + lengths, lengths) + np.arange(until[-1] if len(until) else 0)


def places_of(numbers: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Return the place of each number among these, by the number; of others, one past the last. To be taken with
    ``mode="clip"``: the last number stands for all that are greater."""
    some = np.asarray(numbers, np.int64)
    places = np.full(int(some.max(initial=0)) + 2, len(some), np.int32)
    places[some] = np.arange(len(some))
    return places


def different(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the different values, ascending, and the place of each among them."""
    if not len(values):
        return values, values
    first = int(values.min())
    reach = int(values.max()) - first + 1
    if reach > _REACH:
        return np.unique(values, return_inverse=True)
    there = np.zeros(reach, bool)
    there[values - first] = True
    return np.flatnonzero(there) + first, (np.cumsum(there) - 1)[values - first]
