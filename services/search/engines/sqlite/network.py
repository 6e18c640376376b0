"""Network of names: who speaks about whom, and who is named together."""

from __future__ import annotations

import heapq

import apsw
import numpy as np

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.columns import counting, pairs
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.matching import Matching
from services.search.engines.sqlite.reading import Reading
from services.search.index.questions import MAX_LINKED_NAMES, Kind, Link, NetworkRequest
from services.search.index.rules import KINDS_OF_NAME

_Pair = tuple[int, int]
"""The numbers of two entities."""

_NAMES = tuple(prefix for prefixes in KINDS_OF_NAME.values() for prefix in prefixes)


def network(reading: Reading, request: NetworkRequest) -> list[Link]:
    """Return the strongest links, see :meth:`services.search.index.port.Index.network`."""
    kind: Kind = "quotes" if request.links == "speaks_about" else "articles"
    hits = Matching(reading, reading.now, kind, request.words, request.filters).hits
    counts = _speaks_about(hits, request.size) if kind == "quotes" else _named_together(reading.db, hits)
    least = min(heapq.nlargest(request.size, counts.values()), default=0)
    strongest = {pair: count for pair, count in counts.items() if count >= least}
    ids = facets.texts(reading.db, list({number for pair in strongest for number in pair}), "entity")
    links = [Link(ids[source], ids[target], count) for (source, target), count in strongest.items()]
    return heapq.nsmallest(request.size, links, key=lambda link: (-link.count, link.source, link.target))


def _speaks_about(hits: Hits, size: int) -> dict[_Pair, int]:
    """Count pairs of a speaker and somebody whom a quote names: all that can be among so many."""
    strongest = pairs.speaks_about(hits, size).most_frequent(size)
    assert strongest
    sources, targets = strongest.pairs >> 32, strongest.pairs & 0xFFFFFFFF
    found = zip(sources.tolist(), targets.tolist(), strict=True)
    return dict(zip(found, strongest.counts.tolist(), strict=True))


def _named_together(db: apsw.Connection, hits: Hits) -> dict[_Pair, int]:
    """Count pairs among the most named."""
    numbers = [number for number, _ in sorted(_most_named(db, hits), key=lambda name: name[1])]
    together = pairs.named_together(hits, numbers)
    found = zip(*(axis.tolist() for axis in np.nonzero(together)), strict=True)
    return {(numbers[first], numbers[second]): int(together[first, second]) for first, second in found}


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
