"""Network of names: who speaks about whom, and who is named together."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import combinations

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.columns import counting
from services.search.engines.sqlite.columns.arrays import among
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
    pairs = _speaks_about(hits) if request.links == "speaks_about" else _named_together(reading.db, hits)
    least = min(heapq.nlargest(request.size, pairs.values()), default=0)
    strongest = {pair: count for pair, count in pairs.items() if count >= least}
    ids = facets.texts(reading.db, list({number for pair in strongest for number in pair}), "entity")
    links = [Link(ids[source], ids[target], count) for (source, target), count in strongest.items()]
    return heapq.nsmallest(request.size, links, key=lambda link: (-link.count, link.source, link.target))


def _speaks_about(hits: Hits) -> dict[_Pair, int]:
    """Count pairs of a speaker and somebody whom a quote names."""
    quotes = hits.moment.quotes
    about, speaker = quotes.lists["about"], quotes.numbers["speaker"]
    places = about.places(hits.mask & (speaker != 0), hits.total)
    targets = about.values[places]
    named = ~among(targets, hits.moment.figures)
    joined, counts = np.unique(
        speaker[about.rows[places[named]]].astype(np.int64) << 32 | targets[named], return_counts=True
    )
    pairs = zip((joined >> 32).tolist(), (joined & 0xFFFFFFFF).tolist(), strict=True)
    return dict(zip(pairs, counts.tolist(), strict=True))


def _named_together(db: apsw.Connection, hits: Hits) -> dict[_Pair, int]:
    """Count pairs among the most named. Each has a bit for every article; common bits are counted at once."""
    counts = counting.counts(hits, "entity").copy()
    ids = facets.texts(db, np.flatnonzero(counts).tolist(), "entity")
    counts[[number for number, id in ids.items() if not id.startswith(_NAMES)]] = 0
    most = sorted(facets.most_frequent(db, counts, "entity", MAX_LINKED_NAMES), key=lambda name: name[1])
    articles = {number: _as_bits(rows, len(hits.mask)) for number, rows in _rows_by_entity(hits, most).items()}
    together = {pair: (articles[pair[0]] & articles[pair[1]]).bit_count() for pair in combinations(articles, 2)}
    return {pair: count for pair, count in together.items() if count}


def _rows_by_entity(hits: Hits, most: Sequence[tuple[int, str, int]]) -> dict[int, npt.NDArray[np.int32]]:
    """Return the rows of the hits that name each of these entities."""
    lists, numbers = hits.moment.articles.lists["entity"], np.array([number for number, _, _ in most], np.int64)
    places = np.flatnonzero(among(lists.values, numbers))
    places = places[hits.mask[lists.rows[places]]]
    places = places[np.argsort(lists.values[places], kind="stable")]
    values = lists.values[places]
    begins, ends = (np.searchsorted(values, numbers, side) for side in ("left", "right"))
    found = zip(numbers.tolist(), begins.tolist(), ends.tolist(), strict=True)
    return {number: lists.rows[places[begin:end]] for number, begin, end in found}


def _as_bits(rows: npt.NDArray[np.int32], count: int) -> int:
    """Return a number with a bit for each of so many rows, set for these."""
    mask = np.zeros(count, bool)
    mask[rows] = True
    return int.from_bytes(np.packbits(mask).tobytes())
