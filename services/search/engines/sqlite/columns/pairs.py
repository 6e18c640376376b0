"""Pairs of names that stand together in the hits: the most frequent of all, or all of some names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import among, places_of
from services.search.engines.sqlite.columns.moments import Hits

Integers = npt.NDArray[np.int32]

_FEW = 2**14
"""Pairs, as often as they stand there, up to which all are counted."""

_MOST_FREQUENT = 200
"""Of more pairs, the names on either side whose pairs are counted first."""

_MARGIN = 0.75
"""Share of how often the last pair that is wanted is there: those that are there more often are counted as well. They
may be among the most frequent after some writes."""

_DENSE = 2**22
"""Pairs that may be, up to which each has a place: 32 MB. More are sorted."""

_AT_ONCE = 2**16
"""Articles whose names are counted at once: what they take stays near the processor."""


class Pairs(NamedTuple):
    """Pairs that are there so often at least, and how often."""

    pairs: npt.NDArray[np.int64]
    """The numbers of both as one, the first one's in front."""
    counts: npt.NDArray[np.int64]
    least: int
    """Any other pair is there less often; so 1 means that there is no other."""

    @property
    def nbytes(self) -> int:
        """Bytes of both arrays."""
        return self.pairs.nbytes + self.counts.nbytes

    def most_frequent(self, size: int) -> Pairs | None:
        """Return so many of the most frequent, and all that are level with the last; None if these are too few."""
        if len(self.counts) < size:
            return self if self.least == 1 else None
        return _at_least(self.pairs, self.counts, int(np.partition(self.counts, -size)[-size]))

    def changed(self, more: Pairs, less: Pairs) -> Pairs | None:
        """Return these pairs with ``more``, and without ``less``; None if those are not all that came and went."""
        if more.least > 1 or less.least > 1:
            return None
        pairs, place = np.unique(np.concatenate((self.pairs, more.pairs, less.pairs)), return_inverse=True)
        counts = np.zeros(len(pairs), np.int64)
        np.add.at(counts, place, np.concatenate((self.counts, more.counts, -less.counts)))
        least = self.least
        if least > 1:  # of others it is only known that they were there less often
            known = np.zeros(len(pairs), bool)
            known[place[: len(self.pairs)]] = True
            least += max(0, int(counts[~known].max(initial=0)))
        return _at_least(pairs, counts, least)


def speaks_about(hits: Hits, size: int) -> Pairs:
    """Return pairs of a speaker and somebody whom a quote names: the most frequent, so many at least."""

    def count(each: Hits) -> Pairs:
        quotes = each.moment.quotes
        about, speaker = quotes.lists["about"], quotes.numbers["speaker"]
        mask = each.mask & (speaker != 0)
        places = about.places(mask, int(np.count_nonzero(mask)))
        targets = about.values[places]
        named = np.flatnonzero(~among(targets, each.moment.figures))
        return frequent_pairs(speaker[about.rows[places[named]]], targets[named], size)

    def changed(before: Pairs, more: Pairs, less: Pairs) -> Pairs | None:
        pairs = before.changed(more, less)
        return pairs if pairs and pairs.most_frequent(size) else None

    return hits.counted(("speaks about", size), count, changed)


def frequent_pairs(sources: Integers, targets: Integers, size: int) -> Pairs:
    """Count pairs that stand side by side: the most frequent, so many at least, and some that are less so.

    No pair is there more often than either of its two. So those of the most frequent tell below what count nobody else
    need be looked at, and not all pairs have to be sorted.
    """
    if len(sources) <= _FEW:
        pairs, counts = np.unique(_as_one(sources, targets), return_counts=True)
        return Pairs(pairs, counts, 1)
    _, counts = _counted(sources, targets, _most_frequent(sources), _most_frequent(targets))
    least = 1
    if len(counts) >= size:
        least = max(1, int(np.partition(counts, -size)[-size] * _MARGIN))
    often = (np.flatnonzero(np.bincount(numbers) >= least) for numbers in (sources, targets))
    return _at_least(*_counted(sources, targets, *often), least)


def _most_frequent(numbers: Integers) -> npt.NDArray[np.int64]:
    counts = np.bincount(numbers)
    found = np.flatnonzero(counts)
    if len(found) > _MOST_FREQUENT:
        found = found[np.argpartition(counts[found], -_MOST_FREQUENT)[-_MOST_FREQUENT:]]
    return found


def _counted(
    sources: Integers,
    targets: Integers,
    some_sources: npt.NDArray[np.int64],
    some_targets: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the pairs of some of these, which stand side by side, and how often each is there."""
    # One place more each, of who is not counted.
    wide = len(some_targets) + 1
    first = places_of(some_sources).take(sources, mode="clip")
    second = places_of(some_targets).take(targets, mode="clip")
    if (len(some_sources) + 1) * wide <= _DENSE:
        counts = np.bincount(first * wide + second, minlength=(len(some_sources) + 1) * wide)
        table = counts.reshape(-1, wide)[:-1, :-1]
        source, target = np.nonzero(table)
        counts = table[source, target]
    else:
        both = (first < len(some_sources)) & (second < len(some_targets))
        pairs, counts = np.unique(first[both].astype(np.int64) * wide + second[both], return_counts=True)
        source, target = np.divmod(pairs, wide)
    return _as_one(some_sources[source], some_targets[target]), counts


def _at_least(pairs: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], least: int) -> Pairs:
    there = np.flatnonzero(counts >= least)
    return Pairs(pairs[there], counts[there], least)


def _as_one(sources: npt.NDArray[np.signedinteger], targets: npt.NDArray[np.signedinteger]) -> npt.NDArray[np.int64]:
    return sources.astype(np.int64) << 32 | targets


def named_together(hits: Hits, numbers: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return in how many of the hits, articles, two of these entities are named, by their places; above the diagonal.
    Each has a bit for every article; common bits are counted at once."""

    def count(each: Hits) -> npt.NDArray[np.int64]:
        lists, which = each.moment.articles.lists["entity"], places_of(numbers)
        places = lists.places_among(each.mask, each.total, which)
        name = which[lists.values[places]]
        article = (np.cumsum(each.mask) - 1)[lists.rows[places]]  # among the hits
        together = np.zeros((len(numbers), len(numbers)), np.int64)
        width = min(_AT_ONCE, -(-each.total // 64) * 64)  # whole numbers of 64 bits
        for begin in range(0, each.total, _AT_ONCE):
            some = slice(*np.searchsorted(article, (begin, begin + _AT_ONCE)))
            naming = np.zeros((len(numbers), width), bool)
            naming[name[some], article[some] - begin] = True
            bits = np.packbits(naming, axis=1).view(np.uint64)
            for place in range(len(numbers) - 1):
                together[place, place + 1 :] += np.bitwise_count(bits[place] & bits[place + 1 :]).sum(1, np.int64)
        return together

    return hits.counted(("named together", *numbers), count, lambda before, more, less: before + more - less)
