"""Timeline: how many results there are in each interval."""

from __future__ import annotations

from collections import Counter

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.columns import counting
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.labels import labels
from services.search.engines.sqlite.matching import Matching
from services.search.engines.sqlite.reading import Reading
from services.search.index.fields import Facet
from services.search.index.questions import MAX_GROUPS, MAX_SERIES, Interval, Series, TimelineCounts, TimelineRequest
from services.search.index.rules import interval_start

_HOUR = 3_600_000_000
"""Microseconds."""


def timeline(reading: Reading, request: TimelineRequest) -> TimelineCounts:
    """Return how many there are in each interval, see :meth:`services.search.index.port.Index.timeline`."""
    hits = Matching(reading, reading.now, request.kind, request.words, request.filters).hits
    counts = _by_interval(hits, request.interval)
    undated = hits.total - sum(counts.values())
    shown = dict(sorted(counts.items())[-MAX_GROUPS:])
    series = _series(reading, request, hits, shown) if request.split else []
    return TimelineCounts(counts=shown, undated=undated, total=hits.total, series=series)


def _series(reading: Reading, request: TimelineRequest, hits: Hits, shown: dict[str, int]) -> list[Series]:
    facet: Facet | None = request.split
    assert facet
    values = facets.most_frequent(reading.db, counting.shown(hits, facet), facet, MAX_SERIES)
    label_of = labels(reading.db, hits, [number for number, _, _ in values]) if facet in facets.ENTITIES else {}
    return [
        Series(
            value=text,
            label=label_of.get(number, text),
            total=total,
            counts={
                start: count
                for start, count in sorted(_by_interval(counting.having(hits, facet, number), request.interval).items())
                if start in shown
            },
        )
        for number, text, total in values
    ]


def _by_interval(hits: Hits, interval: Interval) -> Counter[str]:
    """Return how many there are in each interval."""
    length = _HOUR if interval == "hour" else counting.DAY
    counted: Counter[str] = Counter()
    spans, counts = counting.by_time(hits, length)
    for span, count in zip(spans.tolist(), counts.tolist(), strict=True):
        counted[interval_start(span * length, interval)] += count
    return counted
