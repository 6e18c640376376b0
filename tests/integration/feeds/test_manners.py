"""Manners of polling. The first tests are the defects that users of a well-known reader report: each is named there."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from services.ingest.feeds.schedule import LONGEST_BACKOFF
from shared.delivery.visits import Manners
from tests.integration.feeds.conftest import Desk
from tests.support.feeds import rss, rss_item
from tests.support.news_site import answer

pytestmark = pytest.mark.redis


def fail(desk: Desk, id: str, times: int) -> list[float]:
    """Poll a feed when it is due so many times; return the minutes until the next poll after each."""
    waits = []
    for _ in range(times):
        desk.work()
        waits.append(desk.minutes_to_next(id))
        desk.clock.go(minutes=waits[-1] + 0.01)
    return waits


def test_a_feed_that_fails_for_months_is_still_polled_and_comes_back(desk: Desk) -> None:
    """miniflux #879, #1893: after three errors a feed is never polled again."""
    desk.site.put("/rss", "", status=404)
    id = desk.add()

    waits = fail(desk, id, 60)
    desk.listed(1)
    desk.work()

    assert max(waits) * 60 <= 1.11 * LONGEST_BACKOFF
    assert (desk.feed(id)["status"], desk.feed(id)["failures"]) == ("new_items", 0)


def test_back_off_grows_with_each_failure_and_not_by_doubling(desk: Desk) -> None:
    desk.site.put("/rss", "", status=500)
    id = desk.add()

    waits = fail(desk, id, 8)

    assert waits[0] < waits[-1]
    assert waits[-1] < 8 * waits[0]


def test_feeds_added_together_do_not_fall_due_together(desk: Desk) -> None:
    """miniflux #3130: without jitter a burst of requests repeats for ever."""
    for n in range(20):
        desk.listed(1, path=f"/rss/{n}")
        desk.add(f"/rss/{n}")

    desk.work()

    waits = [desk.minutes_to_next(feed["id"]) for feed in desk.api.get("/v1/feeds?size=100").json()["results"]]
    assert len(set(waits)) == 20
    assert max(waits) - min(waits) > 3


def test_each_feed_may_have_an_interval_of_its_own(desk: Desk) -> None:
    """miniflux #412, with more than 44 votes."""
    desk.listed(1)
    id = desk.add(every_minutes=120)
    desk.work()
    by_hand = desk.minutes_to_next(id)

    desk.api.patch(f"/v1/feeds/{id}", json={"every_minutes": None})
    desk.feeds.poll_now(id)
    desk.work()

    assert by_hand == pytest.approx(120, rel=0.11)
    assert desk.feed(id)["every_minutes"] is None
    assert desk.minutes_to_next(id) < 60


@pytest.mark.parametrize("status", [429, 503])
def test_a_retry_after_is_heeded_with_either_status(desk: Desk, status: int) -> None:
    """miniflux: only 429 counts as rate-limited, not a 503 with Retry-After."""
    desk.site.put("/rss", "", status=status, retry_after=str(7 * 3_600))
    id = desk.add()

    desk.work()

    assert desk.feed(id)["status"] == "rate_limited"
    assert 7 * 60 <= desk.minutes_to_next(id) <= 7.8 * 60


def test_a_retry_after_of_a_year_is_heeded_for_a_day(desk: Desk) -> None:
    desk.site.put("/rss", "", status=429, retry_after=str(365 * 86_400))
    id = desk.add()

    desk.work()

    assert desk.minutes_to_next(id) <= 1.11 * 24 * 60


def test_a_feed_that_is_too_large_gets_a_next_poll_like_any_other(desk: Desk) -> None:
    """miniflux: of a body that is too large the next check is not saved, so it is fetched again at once."""
    desk.site.put("/rss", "x" * (desk.settings.feed_max_bytes + 1))
    id = desk.add()

    desk.work()
    desk.work()

    assert desk.feed(id)["status"] == "too_large"
    assert desk.minutes_to_next(id) > 10
    assert len(desk.site.asked) == 1


def test_the_feeds_of_one_host_do_not_keep_another_waiting(desk: Desk) -> None:
    """miniflux: the limit of a host is applied after that of the batch, so one host's feeds can fill it."""
    desk.manners = Manners(at_once=2, seconds_between=5)
    for n in range(40):
        desk.listed(1, path=f"/rss/{n}")
        desk.add(f"/rss/{n}", host="courier.example")
    desk.clock.go(seconds=1)
    desk.listed(2, path="/other")
    other = desk.add("/other", host="gazette.example")

    desk.work()

    assert desk.feed(other)["status"] == "new_items"
    assert len([a for a in desk.site.asked if a.path.startswith("/rss/")]) == 1


def test_one_host_is_asked_every_five_seconds_at_most(desk: Desk) -> None:
    desk.manners = Manners(at_once=2, seconds_between=5)
    for n in range(4):
        desk.listed(1, path=f"/rss/{n}")
        desk.add(f"/rss/{n}", host="courier.example")

    asked = []
    for _ in range(20):
        desk.work()
        asked.append(len(desk.site.asked))
        desk.clock.go(seconds=1)

    assert asked == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5


def test_two_workers_ask_one_host_twice_at_once_at_most(desk: Desk) -> None:
    desk.manners = Manners(at_once=2, seconds_between=0)
    open_now, most = 0, 0
    lock = threading.Lock()

    def slowly(request: object) -> None:
        nonlocal open_now, most
        with lock:
            open_now += 1
            most = max(most, open_now)
        time.sleep(0.2)
        with lock:
            open_now -= 1
        answer(request, 200, {}, rss([rss_item("/news/1")]).encode())  # type: ignore[arg-type]

    for n in range(12):
        desk.site.pages[f"/rss/{n}"] = slowly
        desk.add(f"/rss/{n}", host="courier.example")
    workers = [threading.Thread(target=desk.work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert most == 2


def test_no_feed_is_polled_by_two_workers(desk: Desk) -> None:
    for n in range(30):
        desk.listed(1, path=f"/rss/{n}")
        desk.add(f"/rss/{n}")

    workers = [threading.Thread(target=desk.work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(desk.site.paths()) == sorted(f"/rss/{n}" for n in range(30))


def test_a_turn_that_has_not_come_is_no_failure_and_no_fetch(desk: Desk) -> None:
    desk.manners = Manners(at_once=2, seconds_between=5)
    for path in ("/a", "/b"):
        desk.listed(1, path=path)
    ids = [desk.add(path, host="courier.example") for path in ("/a", "/b")]

    desk.work()

    waiting = desk.feed(next(id for id in ids if not desk.feed(id)["polled_at"]))
    assert (waiting["failures"], waiting["fetches"], waiting["status"]) == (0, [], None)


def test_a_feed_with_much_that_is_new_is_polled_sooner_and_a_quiet_one_later(desk: Desk) -> None:
    now = desk.clock.at
    ids = {}
    for path, minutes in (("/often", 10), ("/seldom", 24 * 60)):
        dated = [rss_item(desk.site.url(f"{path}/{n}"), "", now - timedelta(minutes=minutes * n)) for n in range(20)]
        desk.site.put(path, rss(dated))
        ids[path] = desk.add(path)

    desk.work()

    often, seldom = (desk.state(ids[path]).pace.interval() for path in ("/often", "/seldom"))
    assert 5 * often < seldom
    assert 4 * desk.minutes_to_next(ids["/often"]) < desk.minutes_to_next(ids["/seldom"]), "a tenth of jitter each"


def test_where_most_of_a_listing_is_new_the_next_poll_comes_in_half_the_time(desk: Desk) -> None:
    desk.listed(*range(20))
    id = desk.add()
    desk.work()
    before = desk.state(id).pace.interval()
    desk.clock.go(minutes=desk.minutes_to_next(id) + 1)
    desk.listed(*range(20, 40))

    desk.work()

    assert desk.state(id).pace.guard == 0.5
    assert desk.state(id).pace.interval() < before / 2


def test_we_say_who_we_are_and_what_we_read(desk: Desk) -> None:
    desk.listed(1)
    desk.add()

    desk.work()

    headers = desk.site.asked[0].headers
    assert headers["user-agent"].startswith("Quotewire/")
    assert "application/rss+xml" in headers["accept"] and headers["accept-encoding"] == "gzip"
