"""Timeline: how many results there are in each interval."""

from __future__ import annotations

import json
from collections import Counter

import apsw

from services.search.engines.sqlite import facets, hits
from services.search.engines.sqlite.adding import DAY
from services.search.engines.sqlite.schema import ACT_BITS
from services.search.index.questions import MAX_GROUPS, MAX_SERIES, Interval, Series, TimelineCounts, TimelineRequest
from services.search.index.rules import interval_start

_HOUR = 3_600_000_000
"""Microseconds."""

_SPLITS = {
    ("articles", "source"): ("r.source", "articles r"),
    ("articles", "speaker"): (
        "t.entity",
        "article_entities t CROSS JOIN articles r ON r.row = t.article AND t.speaker & :acts",
    ),
    ("articles", "entity"): ("t.entity", "article_entities t CROSS JOIN articles r ON r.row = t.article AND t.listed"),
    ("quotes", "source"): ("r.source", "quotes r"),
    ("quotes", "speaker"): ("r.speaker", "quotes r"),
    ("quotes", "entity"): ("t.entity", "quote_entities t CROSS JOIN quotes r ON r.row = t.quote"),
}
"""The value that a row is counted for, and the tables with such rows."""


def timeline(db: apsw.Connection, request: TimelineRequest) -> TimelineCounts:
    """Return how many there are in each interval, see :meth:`services.search.index.port.Index.timeline`."""
    total = hits.collect(db, request.kind, request.words, request.filters, hits.now(db))
    units = db.execute(
        f"SELECT group_concat({_unit(request.interval)}) FROM temp.hits h"  # noqa: S608 - ours
        f" CROSS JOIN {request.kind} r ON r.row = h.row",
    ).get
    counts = _by_interval(units, request.interval)
    undated = total - sum(counts.values())
    shown = dict(sorted(counts.items())[-MAX_GROUPS:])
    return TimelineCounts(counts=shown, undated=undated, total=total, series=_series(db, request, shown))


def _series(db: apsw.Connection, request: TimelineRequest, shown: dict[str, int]) -> list[Series]:
    if request.split is None:
        return []
    counted = facets.numbers(db, request.kind, [request.split], request.filters.act)[request.split]
    values = facets.most_frequent(db, counted, request.split, MAX_SERIES)
    numbers = [number for number, _, _ in values]
    value, rows = _SPLITS[request.kind, request.split]
    units = dict(
        db.execute(
            f"SELECT {value}, group_concat({_unit(request.interval)}) FROM {rows}"  # noqa: S608 - ours
            f" WHERE {value} IN (SELECT value FROM json_each(:numbers)) AND +r.row IN (SELECT row FROM temp.hits)"
            " GROUP BY 1",
            {"numbers": json.dumps(numbers), "acts": ACT_BITS[request.filters.act]},
        )
    )
    labels = facets.labels(db, numbers) if request.split in facets.ENTITIES else {}
    return [
        Series(
            value=text,
            label=labels.get(number, text),
            total=total,
            counts={
                start: count
                for start, count in sorted(_by_interval(units[number], request.interval).items())
                if start in shown
            },
        )
        for number, text, total in values
    ]


def _unit(interval: Interval) -> str:
    """Return SQL for the row's hour or day since 1970, rounded down; NULL, which nothing counts, where undated."""
    return (
        f"(r.published_at - (r.published_at % {_HOUR} + {_HOUR}) % {_HOUR}) / {_HOUR}"
        if interval == "hour"
        else "r.day"
    )


def _by_interval(units: str | int | None, interval: Interval) -> Counter[str]:
    """Return how many there are in each interval, of the numbers of hours or days with commas between."""
    counted: Counter[str] = Counter()
    length = _HOUR if interval == "hour" else DAY
    for unit, count in Counter(str(units).split(",") if units is not None else ()).items():
        counted[interval_start(int(unit) * length, interval)] += count
    return counted
