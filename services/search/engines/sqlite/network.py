"""Network of names: who speaks about whom, and who is named together."""

from __future__ import annotations

import heapq

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.columns import counting
from services.search.engines.sqlite.columns.arrays import among, places_of
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.matching import Matching
from services.search.engines.sqlite.reading import Reading
from services.search.index.questions import MAX_LINKED_NAMES, Kind, Link, NetworkRequest
from services.search.index.rules import KINDS_OF_NAME

Integers = npt.NDArray[np.int32]
_Pair = tuple[int, int]
"""The numbers of two entities."""

_MOST_FREQUENT = 200
"""Speakers, and those spoken about, whose pairs are counted first."""

_DENSE = 2**22
"""Pairs that may be, up to which each has a place: 32 MB. More are sorted."""

_AT_ONCE = 2**16
"""Articles whose names are counted at once: what they take stays near the processor."""

_NAMES = tuple(prefix for prefixes in KINDS_OF_NAME.values() for prefix in prefixes)


def network(reading: Reading, request: NetworkRequest) -> list[Link]:
    """Return the strongest links, see :meth:`services.search.index.port.Index.network`."""
    kind: Kind = "quotes" if request.links == "speaks_about" else "articles"
    hits = Matching(reading, reading.now, kind, request.words, request.filters).hits
    speaking = request.links == "speaks_about"
    pairs = _speaks_about(hits, request.size) if speaking else _named_together(reading.db, hits)
    least = min(heapq.nlargest(request.size, pairs.values()), default=0)
    strongest = {pair: count for pair, count in pairs.items() if count >= least}
    ids = facets.texts(reading.db, list({number for pair in strongest for number in pair}), "entity")
    links = [Link(ids[source], ids[target], count) for (source, target), count in strongest.items()]
    return heapq.nsmallest(request.size, links, key=lambda link: (-link.count, link.source, link.target))


def _speaks_about(hits: Hits, size: int) -> dict[_Pair, int]:
    """Count pairs of a speaker and somebody whom a quote names: all that can be among so many."""
    quotes = hits.moment.quotes
    about, speaker = quotes.lists["about"], quotes.numbers["speaker"]
    mask = hits.mask & (speaker != 0)
    places = about.places(mask, int(np.count_nonzero(mask)))
    targets = about.values[places]
    named = np.flatnonzero(~among(targets, hits.moment.figures))
    return frequent_pairs(speaker[about.rows[places[named]]], targets[named], size)


def frequent_pairs(sources: Integers, targets: Integers, size: int) -> dict[_Pair, int]:
    """Count pairs that stand side by side: the most frequent, so many at least, and all that are level with the last.

    No pair is there more often than either of its two. So those of the most frequent tell below what count nobody else
    need be looked at, and not all pairs have to be sorted.
    """
    pairs, least = dict[_Pair, int](), 1
    for most in (_MOST_FREQUENT, None):
        pairs = _counted(sources, targets, _frequent(sources, least, most), _frequent(targets, least, most))
        if len(pairs) >= size:
            least = min(heapq.nlargest(size, pairs.values()))
    return pairs


def _frequent(numbers: Integers, least: int, most: int | None) -> npt.NDArray[np.int64]:
    """Return the numbers that are there so often at least, or the most frequent of them."""
    counts = np.bincount(numbers, minlength=1)
    found = np.flatnonzero(counts >= least)
    if most is not None and len(found) > most:
        found = found[np.argpartition(counts[found], -most)[-most:]]
    return found


def _counted(
    sources: Integers,
    targets: Integers,
    some_sources: npt.NDArray[np.int64],
    some_targets: npt.NDArray[np.int64],
) -> dict[_Pair, int]:
    """Count the pairs of some of these, which stand side by side."""
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
    found = zip(some_sources[source].tolist(), some_targets[target].tolist(), strict=True)
    return dict(zip(found, counts.tolist(), strict=True))


def _named_together(db: apsw.Connection, hits: Hits) -> dict[_Pair, int]:
    """Count pairs among the most named. Each has a bit for every article; common bits are counted at once."""
    numbers = [number for number, _ in sorted(_most_named(db, hits), key=lambda name: name[1])]
    lists = hits.moment.articles.lists["entity"]
    which = places_of(numbers)
    together = np.zeros((len(numbers), len(numbers)), np.int64)
    width = min(_AT_ONCE, -(-len(hits.mask) // 64) * 64)  # whole numbers of 64 bits
    for begin in range(0, len(hits.mask), _AT_ONCE):
        some = slice(lists.starts[begin], lists.starts[min(begin + _AT_ONCE, len(hits.mask))])
        rows, name = lists.rows[some], which.take(lists.values[some], mode="clip")
        there = np.flatnonzero((name < len(numbers)) & hits.mask.take(rows))
        naming = np.zeros((len(numbers), width), bool)
        naming[name[there], rows[there] - begin] = True
        bits = np.packbits(naming, axis=1).view(np.uint64)
        for place in range(len(numbers) - 1):
            together[place, place + 1 :] += np.bitwise_count(bits[place] & bits[place + 1 :]).sum(1, np.int64)
    pairs = zip(*(axis.tolist() for axis in np.nonzero(together)), strict=True)
    return {(numbers[first], numbers[second]): int(together[first, second]) for first, second in pairs}


def _most_named(db: apsw.Connection, hits: Hits) -> list[tuple[int, str]]:
    """Return number and id of the most named people, organisations and places."""
    counts = counting.counts(hits, "entity")
    wanted = 2 * MAX_LINKED_NAMES
    while True:
        most = facets.most_frequent(db, counts, "entity", wanted)
        found = [(number, id) for number, id, _ in most if id.startswith(_NAMES)]
        if len(found) >= MAX_LINKED_NAMES or len(most) < wanted:
            return found[:MAX_LINKED_NAMES]
        wanted *= 4
