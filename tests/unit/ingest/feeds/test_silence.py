"""Silence of a feed against its own habit."""

from __future__ import annotations

from services.ingest.feeds.schedule import DAY, HOUR
from services.ingest.feeds.silence import Habit

MONDAY = 1_771_804_800.0  # 2026-02-23


def weeks(count: int, hours: tuple[int, ...], days: tuple[int, ...]) -> list[float]:
    return [MONDAY + (7 * w + d) * DAY + h * HOUR for w in range(count) for d in days for h in hours]


def test_a_paper_that_writes_by_day_is_missed_after_a_day() -> None:
    habit = Habit.of_dates(weeks(2, (8, 10, 12, 14, 16, 18), (0, 1, 2, 3, 4, 5, 6)))

    assert habit.latest_at is not None
    assert habit.unusual_at() == habit.latest_at + 28 * HOUR  # its nights have 14 hours


def test_a_weekend_is_not_unusual_for_who_writes_on_weekdays() -> None:
    habit = Habit.of_dates(weeks(2, (9, 17), (0, 1, 2, 3, 4)))

    unusual_at = habit.unusual_at()
    assert habit.latest_at is not None and unusual_at is not None
    assert unusual_at > habit.latest_at + 64 * HOUR


def test_of_a_feed_that_is_not_known_for_a_week_nothing_is_said() -> None:
    assert Habit.of_dates(weeks(1, (8, 12), (0, 1, 2))).unusual_at() is None
    assert Habit.of_dates([MONDAY, MONDAY + 30 * DAY]).unusual_at() is None
    assert Habit().unusual_at() is None


def test_an_old_holiday_is_forgotten() -> None:
    with_holiday = [*weeks(1, (9,), (0, 1)), *(t + 21 * DAY for t in weeks(7, (9,), (0, 1, 2, 3, 4, 5, 6)))]

    habit = Habit.of_dates(with_holiday)

    assert max(habit.longest.values()) == DAY
