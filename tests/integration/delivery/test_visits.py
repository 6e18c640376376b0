"""Turns at hosts, over all workers."""

from __future__ import annotations

import pytest
import redis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shared.delivery.visits import Manners, Visits
from shared.settings import Settings

pytestmark = pytest.mark.redis

START = 1_700_000_000


class Clock:
    """Seconds since 1970 as a test has them."""

    def __init__(self) -> None:
        self.seconds: float = START

    def __call__(self) -> int:
        return round(self.seconds * 1e6)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visits(redis_client: redis.Redis, settings: Settings, clock: Clock) -> Visits:
    return Visits(redis_client, prefix=settings.queue_name_prefix, manners=Manners(2, 5), clock=clock)


def test_the_first_visit_begins_at_once(visits: Visits) -> None:
    assert visits.ask("a.example", "1") == 0


def test_hosts_have_turns_of_their_own(visits: Visits) -> None:
    assert [visits.ask(host, "1") for host in ("a.example", "b.example")] == [0, 0]


def test_who_waits_is_given_one_turn_after_another(visits: Visits) -> None:
    assert [visits.ask("a.example", str(n)) for n in range(4)] == [0, 5, 10, 15]


def test_a_ticket_keeps_its_turn(visits: Visits, clock: Clock) -> None:
    visits.ask("a.example", "1")
    visits.end("a.example", "1")
    visits.ask("a.example", "2")

    assert visits.ask("a.example", "2") == 5
    clock.seconds += 5
    assert visits.ask("a.example", "2") == 0


def test_who_comes_late_does_not_begin_right_before_another(visits: Visits, clock: Clock) -> None:
    for ticket in "123":
        visits.ask("a.example", ticket)
    visits.end("a.example", "1")
    clock.seconds += 9  # the turn of 2 was at 5

    assert visits.ask("a.example", "2") == 0
    clock.seconds += 1
    assert visits.ask("a.example", "3") == 4


def test_two_at_once_are_enough(visits: Visits, clock: Clock) -> None:
    for ticket in "12":
        assert visits.ask("a.example", ticket) == 0
        clock.seconds += 5

    assert visits.ask("a.example", "3") > 0
    visits.end("a.example", "1")
    clock.seconds += 1
    assert visits.ask("a.example", "3") == 0


def test_the_visit_of_a_dead_worker_counts_for_a_minute(visits: Visits, clock: Clock) -> None:
    for ticket in "12":
        visits.ask("a.example", ticket)
        clock.seconds += 5

    clock.seconds += 61

    assert visits.ask("a.example", "3") == 0


def test_a_host_may_ask_for_longer_pauses(visits: Visits) -> None:
    visits.ask("a.example", "1", delay=30)

    assert visits.ask("a.example", "2", delay=30) == 30


def test_a_pause_holds_for_everybody(visits: Visits, clock: Clock) -> None:
    visits.ask("a.example", "1")
    visits.ask("a.example", "2")

    visits.pause("a.example", 100)
    clock.seconds += 50

    assert visits.ask("a.example", "2") >= 50
    assert visits.ask("a.example", "3") >= 50


def test_what_is_known_of_a_host_is_forgotten(
    visits: Visits, clock: Clock, redis_client: redis.Redis, settings: Settings
) -> None:
    visits.ask("a.example", "1")
    visits.ask("a.example", "2")

    keys = list(redis_client.scan_iter(f"{settings.queue_name_prefix}:host:*"))

    assert len(keys) == 3
    assert all(0 < redis_client.ttl(key) <= 700 for key in keys)


@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 7), st.booleans()), max_size=60))
def test_whoever_comes_whenever_manners_hold(
    redis_client: redis.Redis, settings: Settings, steps: list[tuple[int, float, bool]]
) -> None:
    clock = Clock()
    redis_client.delete(*[f"{settings.queue_name_prefix}:{key}" for key in ("clock",)])
    for key in redis_client.scan_iter(f"{settings.queue_name_prefix}:host:*"):
        redis_client.delete(key)
    visits = Visits(redis_client, prefix=settings.queue_name_prefix, manners=Manners(2, 5), clock=clock)
    starts: list[float] = []
    running: dict[str, float] = {}

    for ticket, pause, ends in steps:
        clock.seconds += pause
        name = str(ticket)
        running = {each: until for each, until in running.items() if until > clock.seconds}
        if ends:
            visits.end("a.example", name)
            running.pop(name, None)
        elif name not in running and visits.ask("a.example", name) == 0:
            assert not starts or clock.seconds - starts[-1] >= 5 - 1e-3
            starts.append(clock.seconds)
            running[name] = clock.seconds + 60
            assert len(running) <= 2
