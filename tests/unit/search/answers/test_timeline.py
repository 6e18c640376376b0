"""A timeline has no gaps, adds up, and is refused where nobody could look at it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.timeline import without_gaps
from services.search.index.questions import MAX_GROUPS, Interval, Series, TimelineCounts
from shared.errors import Invalid

intervals = st.sampled_from(get_args(Interval))


def key(moment: datetime, interval: Interval) -> str:
    """As the port says that intervals are called."""
    match interval:
        case "hour":
            return f"{moment:%Y-%m-%dT%H}"
        case "week":
            return str(moment.date() - timedelta(days=moment.weekday()))
        case "month":
            return moment.date().isoformat()[:7]
        case "year":
            return moment.date().isoformat()[:4]
        case _:
            return str(moment.date())


def counted(moments: list[datetime], interval: Interval, undated: int = 0) -> TimelineCounts:
    counts = Counter(key(moment, interval) for moment in moments)
    return TimelineCounts(dict(sorted(counts.items())), undated, counts.total() + undated)


@pytest.mark.parametrize(
    ("interval", "keys", "starts"),
    [
        ("hour", ["2016-12-31T22", "2017-01-01T01"],
         ["2016-12-31T22:00:00Z", "2016-12-31T23:00:00Z", "2017-01-01T00:00:00Z", "2017-01-01T01:00:00Z"]),
        ("day", ["2016-02-28", "2016-03-01"], ["2016-02-28", "2016-02-29", "2016-03-01"]),
        ("week", ["2016-12-26", "2017-01-09"], ["2016-12-26", "2017-01-02", "2017-01-09"]),
        ("month", ["1999-11", "2000-02"], ["1999-11-01", "1999-12-01", "2000-01-01", "2000-02-01"]),
        ("year", ["0009", "0011"], ["0009-01-01", "0010-01-01", "0011-01-01"]),
        ("month", ["9999-12"], ["9999-12-01"]),
        ("week", ["9999-12-27"], ["9999-12-27"]),
        ("hour", ["0001-01-01T00"], ["0001-01-01T00:00:00Z"]),
        ("day", [], []),
    ],
)  # fmt: skip
def test_what_lies_between_is_there_with_nothing_in_it(interval: Interval, keys: list[str], starts: list[str]) -> None:
    found = without_gaps(TimelineCounts(dict.fromkeys(keys, 3), 0, 3 * len(keys)), interval)
    assert [point.start for point in found.points] == starts
    assert sum(point.count for point in found.points) == 3 * len(keys)


@given(
    moments=st.lists(st.datetimes(datetime(2016, 12, 1), datetime(2017, 3, 1)), min_size=1, max_size=30),
    interval=intervals,
    undated=st.integers(0, 5),
)
def test_points_are_evenly_spaced_and_add_up(moments: list[datetime], interval: Interval, undated: int) -> None:
    found = without_gaps(counted(moments, interval, undated), interval)
    assert sum(point.count for point in found.points) + found.undated == found.total == len(moments) + undated
    starts = [datetime.fromisoformat(point.start).replace(tzinfo=UTC) for point in found.points]
    assert starts == sorted(set(starts))
    assert {key(start, interval) for start in starts} >= {key(moment, interval) for moment in moments}
    gaps = {later - earlier for earlier, later in pairwise(starts)}
    longest = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7),
               "month": timedelta(days=31), "year": timedelta(days=366)}[interval]  # fmt: skip
    assert all(gap <= longest for gap in gaps)


def test_a_series_has_a_count_for_each_point() -> None:
    series = [Series("The Daily Gull", "The Daily Gull", 5, {"2017-03-03": 4})]
    found = without_gaps(TimelineCounts({"2017-03-01": 2, "2017-03-03": 4}, 3, 9, series), "day")
    assert found.series[0].counts == [0, 0, 4]
    assert (found.series[0].total, found.undated, found.total) == (5, 3, 9)


def test_as_many_points_as_are_allowed_are_drawn() -> None:
    first = date(2000, 1, 1)
    keys = [str(first), str(first + timedelta(days=MAX_GROUPS - 1))]
    assert len(without_gaps(TimelineCounts(dict.fromkeys(keys, 1), 0, 2), "day").points) == MAX_GROUPS


@pytest.mark.parametrize(
    "found",
    [
        TimelineCounts({"2000-01-01": 1, str(date(2000, 1, 1) + timedelta(days=MAX_GROUPS)): 1}, 0, 2),
        TimelineCounts({"2000-01-01": 1}, 0, 2),  # an index that left out earlier intervals
    ],
)
def test_more_points_than_anybody_looks_at_are_refused_with_what_to_do(found: TimelineCounts) -> None:
    with pytest.raises(Invalid, match="coarser interval \\(week\\) or a shorter time with from and to"):
        without_gaps(found, "day")
