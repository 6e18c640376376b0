"""Counts by day become bars that link to their stretch of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from services.search.index.results import FacetValue
from services.search.page.address import Address
from services.search.page.day_chart import MOST_BARS, Step, draw

HERE = Address("/search", (("q", "x"),))


def days(counts: dict[date, int]) -> list[FacetValue]:
    return [FacetValue(value=str(at), label=str(at), count=count) for at, count in sorted(counts.items())]


def test_a_bar_leads_to_its_stretch() -> None:
    chart = draw(HERE, days({date(2026, 2, 3): 2, date(2026, 3, 31): 4}), "month", None, None)

    assert chart
    assert [(bar.label, bar.count, bar.height, str(bar.address)) for bar in chart.bars] == [
        ("Feb 2026", 2, 50.0, "/search?q=x&from=2026-02-01&to=2026-02-28"),
        ("Mar 2026", 4, 100.0, "/search?q=x&from=2026-03-01&to=2026-03-31"),
    ]


def test_a_chosen_stretch_is_shown_alone_with_a_way_out() -> None:
    counted = days({date(2026, 2, 3): 2, date(2026, 3, 31): 4})
    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, 59, tzinfo=UTC)

    chart = draw(HERE.setting({"from": "2026-03-01", "to": "2026-03-31"}), counted, None, since, until)

    assert chart
    assert (chart.step, chart.first, chart.last) == ("day", "1 Mar 2026", "31 Mar 2026")
    assert [bar.count for bar in chart.bars] == [4]
    assert str(chart.all_time) == "/search?q=x"


def test_nothing_dated_has_no_picture() -> None:
    assert draw(HERE, [], None, None, None) is None


@given(
    st.dictionaries(st.dates(), st.integers(1, 1_000), min_size=1, max_size=30),
    st.none() | st.sampled_from(get_args(Step)),
)
def test_all_is_counted_or_a_note_says_what_is_left_out(counts: dict[date, int], step: Step | None) -> None:
    chart = draw(HERE, days(counts), step, None, None)

    assert chart
    assert len(chart.bars) <= MOST_BARS
    total = sum(bar.count for bar in chart.bars)
    assert total == sum(counts.values()) if not chart.note else total <= sum(counts.values())
    assert all(bar.x >= 0 and bar.x + bar.width <= 100.001 and 0 < bar.height <= 100 for bar in chart.bars)


def test_the_step_grows_with_the_time() -> None:
    first = date(2020, 1, 1)
    steps = [draw(HERE, days({first: 1, first + timedelta(n): 1}), None, None, None) for n in (10, 200, 1_000, 9_000)]

    assert [chart.step for chart in steps if chart] == ["day", "week", "month", "year"]
