"""When a feed is polled next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feeds.schedule import (
    DAY,
    HOUR,
    JITTER,
    LONGEST_BACKOFF,
    LONGEST_INTERVAL,
    MINUTE,
    MOST_AFTER_429,
    Pace,
    freshness,
    wait_after_failure,
    wait_after_success,
)


def settled(every: float) -> Pace:
    """The pace of a feed that has brought an item ``every`` so many seconds for weeks, polled each hour."""
    pace = Pace()
    for _ in range(28 * 24):
        pace = pace.after(HOUR, new=0, known=20, due=HOUR)
        pace = pace.model_copy(update={"items": pace.items + HOUR / every})
    return pace


def test_a_feed_with_four_times_as_many_items_is_polled_twice_as_often() -> None:
    assert settled(every=HOUR).interval() == pytest.approx(2 * settled(every=HOUR / 4).interval(), rel=0.05)


def test_an_item_an_hour_is_asked_for_every_ten_minutes_or_so_one_a_day_every_hour_or_so() -> None:
    assert settled(every=HOUR).interval() == pytest.approx(11 * MINUTE, rel=0.1)
    assert settled(every=DAY).interval() == pytest.approx(51 * MINUTE, rel=0.2)


def test_a_feed_that_brings_nothing_is_polled_every_six_hours_at_least() -> None:
    assert 3 * HOUR < settled(every=10_000 * DAY).interval() <= LONGEST_INTERVAL


def test_the_first_listings_dates_set_the_pace() -> None:
    often = Pace.of_dates([n * 10 * MINUTE for n in range(30)])
    seldom = Pace.of_dates([n * DAY for n in range(30)])

    assert often.interval() < 20 * MINUTE < 50 * MINUTE < seldom.interval()


def test_where_too_few_items_are_known_the_interval_is_halved_until_enough_are() -> None:
    pace = settled(every=HOUR)

    hurried = pace.after(HOUR, new=20, known=0, due=HOUR).after(HOUR, new=15, known=5, due=HOUR)
    between = hurried.after(HOUR, new=10, known=10, due=HOUR)
    calm = between.after(HOUR, new=1, known=19, due=HOUR)

    assert (hurried.guard, between.guard, calm.guard) == (0.25, 0.25, 0.5)


@pytest.mark.parametrize("due", [None, MINUTE], ids=["the poll before failed", "this poll is late"])
def test_a_poll_that_does_not_show_the_interval_does_not_steer_it(due: float | None) -> None:
    assert settled(every=HOUR).after(HOUR, new=20, known=0, due=due).guard == 1


@given(st.floats(0, 30 * DAY), st.floats(0, 7 * DAY), st.floats(0, 400 * DAY))
def test_a_success_waits_for_the_least_and_for_what_the_feed_asks_up_to_a_day(
    interval: float, least: float, hint: float
) -> None:
    wait = wait_after_success(interval, least=least, hint=hint)

    assert wait >= (1 - JITTER) * max(interval, least, min(hint, DAY))
    assert wait <= (1 + JITTER) * max(interval, least, DAY)


@given(st.floats(MINUTE, DAY), st.floats(0.25, 10_000), st.none() | st.floats(0, DAY), st.booleans())
def test_a_failure_waits_as_asked_and_never_for_longer_than_a_day_or_so(
    interval: float, failures: float, asked: float | None, limited: bool
) -> None:
    wait = wait_after_failure(interval, failures, asked=asked, rate_limited=limited)

    assert wait >= (asked or 0)
    assert wait >= (1 - JITTER) * interval
    assert wait <= (1 + JITTER) * (max(LONGEST_BACKOFF, asked or 0) + MOST_AFTER_429)


def test_each_failure_adds_to_the_wait() -> None:
    waits = [wait_after_failure(HOUR, n, asked=None, rate_limited=False) for n in (0, 3, 8)]

    assert waits[0] < waits[1] < waits[2]


def test_waits_are_jittered_so_that_feeds_do_not_meet_every_time() -> None:
    assert len({wait_after_success(HOUR, least=0, hint=0) for _ in range(20)}) == 20


def test_429s_without_a_word_on_when_to_come_back_spread_over_an_hour() -> None:
    waits = [wait_after_failure(HOUR, 0.5, asked=None, rate_limited=True) for _ in range(100)]

    assert max(waits) - min(waits) > HOUR / 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=900"}, 900),
        ({"cache-control": 'MAX-AGE="900"', "age": "300"}, 600),
        ({"cache-control": "max-age=900", "expires": "Mon, 02 Mar 2026 09:00:00 GMT"}, 900),
        ({"expires": "Mon, 02 Mar 2026 09:30:00 GMT"}, 1_800),
        ({"expires": "0"}, 0),
        ({"expires": "Mon, 02 Mar 2020 09:30:00 GMT"}, 0),
        ({"cache-control": "no-cache, max-age=x"}, 0),
        ({"cache-control": "max-age=10", "age": "300"}, 0),
        ({}, 0),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: float) -> None:
    assert freshness(headers, datetime(2026, 3, 2, 9, tzinfo=UTC)) == seconds
