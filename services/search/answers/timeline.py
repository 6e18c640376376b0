"""Timeline: results counted over time, in intervals without gaps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from services.search.answers.models import Timeline, TimelinePoint, TimelineSeries
from services.search.answers.stopwatch import Stopwatch
from services.search.index.port import Index
from services.search.index.questions import MAX_GROUPS, Interval, TimelineCounts
from services.search.parameters import TimelineParameters
from shared.errors import Invalid

_COARSER: Mapping[Interval, Interval] = {"hour": "day", "day": "week", "week": "month", "month": "year"}


class _Numbering(NamedTuple):
    """How intervals of one length are numbered, so that the next one's number is one more."""

    number: Callable[[str], int]
    """Of a key, as :attr:`services.search.index.questions.TimelineCounts.counts` has it."""
    key: Callable[[int], str]


def _hour(key: str) -> int:
    at = datetime.fromisoformat(key)
    return at.toordinal() * 24 + at.hour


def _day(key: str) -> int:
    return date.fromisoformat(key).toordinal()


@lru_cache(maxsize=2**15)  # ninety years
def _written(day: int) -> str:
    return date.fromordinal(day).isoformat()


_NUMBERINGS: dict[Interval, _Numbering] = {
    "hour": _Numbering(_hour, lambda n: f"{date.fromordinal(n // 24)}T{n % 24:02}"),
    "day": _Numbering(_day, _written),
    # Day 1 of the calendar, 1 January of the year 1, is a Monday.
    "week": _Numbering(lambda key: (_day(key) - 1) // 7, lambda n: _written(n * 7 + 1)),
    "month": _Numbering(lambda key: int(key[:4]) * 12 + int(key[5:]) - 1, lambda n: f"{n // 12:04}-{n % 12 + 1:02}"),
    "year": _Numbering(int, lambda n: f"{n:04}"),
}
_STARTS: dict[Interval, str] = {"hour": "{}:00:00Z", "day": "{}", "week": "{}", "month": "{}-01", "year": "{}-01-01"}
"""How an answer writes a key."""


def draw_timeline(index: Index, parameters: TimelineParameters) -> Timeline:
    """Return how many articles or quotes match in each interval. Raises Invalid and QuerySyntax."""
    stopwatch = Stopwatch()
    counts = index.timeline(parameters.request())
    return without_gaps(counts, parameters.interval, stopwatch.ms)


def without_gaps(counted: TimelineCounts, interval: Interval, took_ms: int = 0) -> Timeline:
    """Return the timeline from the first interval with a result to the last.

    Raises Invalid with more than :data:`~services.search.index.questions.MAX_GROUPS` points, and says what to do.
    """
    numbering, start = _NUMBERINGS[interval], _STARTS[interval]
    numbers = range(0)
    if counted.counts:
        numbers = range(numbering.number(min(counted.counts)), numbering.number(max(counted.counts)) + 1)
    # The index leaves out what is beyond as many intervals with results; then its counts are not the total.
    if len(numbers) > MAX_GROUPS or sum(counted.counts.values()) + counted.undated < counted.total:
        raise _too_many(interval)
    keys = [numbering.key(number) for number in numbers]
    return Timeline(
        interval=interval,
        total=counted.total,
        undated=counted.undated,
        took_ms=took_ms,
        points=[TimelinePoint(start.format(key), counted.counts.get(key, 0)) for key in keys],
        series=[
            TimelineSeries(
                value=series.value,
                label=series.label,
                total=series.total,
                counts=[series.counts.get(key, 0) for key in keys],
            )
            for series in counted.series
        ],
    )


def _too_many(interval: Interval) -> Invalid:
    """Return the refusal of a timeline that nobody could look at."""
    message = (
        f"a timeline has at most {MAX_GROUPS:,} points; take a coarser interval ({_COARSER.get(interval, 'year')})"
        " or a shorter time with from and to"
    )
    return Invalid.of("interval", message, "too_many_points")
