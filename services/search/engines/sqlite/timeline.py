"""Timeline: how many results there are in each interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from services.search.engines.sqlite import facets
from services.search.engines.sqlite.columns import counting
from services.search.engines.sqlite.labels import labels
from services.search.engines.sqlite.matching import Matching
from services.search.engines.sqlite.reading import Reading
from services.search.index.questions import MAX_GROUPS, MAX_SERIES, Series, TimelineCounts, TimelineRequest
from services.search.index.rules import interval_start

_HOUR = 3_600_000_000
"""Microseconds."""


def timeline(reading: Reading, request: TimelineRequest) -> TimelineCounts:
    """Return how many there are in each interval, see :meth:`services.search.index.port.Index.timeline`."""
    hits = Matching(reading, reading.now, request.kind, request.words, request.filters).hits
    length = _HOUR if request.interval == "hour" else counting.DAY
    spans, by_span = counting.by_time(hits, length)
    starts = [interval_start(span * length, request.interval) for span in spans.tolist()]
    counts = _summed(starts, by_span)
    undated = hits.total - sum(counts.values())
    shown = dict(sorted(counts.items())[-MAX_GROUPS:])
    series = []
    if request.split:
        values = facets.most_frequent(reading.db, counting.shown(hits, request.split), request.split, MAX_SERIES)
        numbers = [number for number, _, _ in values]
        label_of = labels(reading.db, hits, numbers) if request.split in facets.ENTITIES else {}
        split = counting.by_value_and_time(hits, request.split, numbers, length, spans)
        series = [
            Series(
                value=text,
                label=label_of.get(number, text),
                total=total,
                counts={start: count for start, count in _summed(starts, theirs).items() if start in shown},
            )
            for (number, text, total), theirs in zip(values, split, strict=True)
        ]
    return TimelineCounts(counts=shown, undated=undated, total=hits.total, series=series)


def _summed(starts: Sequence[str], by_span: npt.NDArray[Any]) -> dict[str, int]:
    """Return how many there are in each interval, where there are some; ``starts``: that of each span of time."""
    counts: dict[str, int] = {}
    for start, count in zip(starts, by_span.tolist(), strict=True):
        if count:
            counts[start] = counts.get(start, 0) + count
    return counts
