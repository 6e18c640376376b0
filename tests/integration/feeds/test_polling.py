"""Polls of feeds: what is taken in, what is told, and when the next one comes."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from services.ingest.feeds.listing import MOST_ITEMS
from services.ingest.feeds.outcome import HARD, SOFT, TEMPORARY
from shared import errors
from shared.models.articles import Article
from shared.models.receipts import Stage
from tests.integration.feeds.conftest import START, Desk, Polled
from tests.support.feeds import BOMB, rss, rss_item
from tests.support.news_site import bomb, drip, endless

pytestmark = pytest.mark.redis


def test_a_feeds_items_wait_to_be_fetched_once_each(desk: Desk) -> None:
    desk.listed(1, 2)
    id = desk.add()

    desk.work()
    desk.listed(1, 2, 3)
    desk.feeds.poll_now(id)
    desk.work()

    articles = desk.articles()
    assert len(articles) == 3
    assert {(a.state, a.form, a.feed) for a in articles} == {(Stage.PREPARING, "feed_item", id)}
    fetches = desk.feed(id)["fetches"]
    assert [(f["status"], f["items"], f["new"]) for f in fetches] == [("new_items", 3, 1), ("new_items", 2, 2)]
    assert desk.rung.count(Stage.PREPARING) == 2


def test_an_item_gets_the_id_that_its_address_has_when_it_is_posted(desk: Desk) -> None:
    desk.listed(1)
    desk.add()
    desk.work()

    posted = desk.api.post("/v1/articles", json={"url": desk.site.url("/news/1?utm_source=x")})

    assert posted.status_code == 200
    assert posted.json()["id"] == desk.articles()[0].id


def test_an_article_that_is_known_costs_nothing(desk: Desk) -> None:
    known = desk.api.post("/v1/articles", json={"title": "t", "body": "b", "url": desk.site.url("/news/1")}).json()
    desk.listed(1)
    id = desk.add()

    desk.work()

    assert [(a.id, a.version) for a in desk.articles()] == [(known["id"], known["version"])]
    assert desk.feed(id)["fetches"][0]["new"] == 1
    assert desk.accounts.all_sources().unchanged == 1


def test_a_deleted_article_does_not_come_back_with_its_feed(desk: Desk) -> None:
    known = desk.api.post("/v1/articles", json={"title": "t", "body": "b", "url": desk.site.url("/news/1")}).json()
    desk.api.delete(f"/v1/articles/{known['id']}")
    desk.listed(1)
    desk.add()

    desk.work()

    receipt = desk.receipts.receipt(known["id"])
    assert receipt is not None and receipt.operation == "delete"


def test_items_are_counted_under_the_feeds_title_and_found_by_the_feed(desk: Desk) -> None:
    desk.listed(1, 2)
    id = desk.add()
    desk.site.put(
        "/other", rss([rss_item(desk.site.url("/news/9")), "<item><title>No address</title></item>"], "Gazette")
    )
    desk.add("/other")

    desk.work()

    sources = {s["source"]: s for s in desk.api.get("/v1/sources").json()["results"]}
    assert sources["Example Courier"]["forms"] == {"feed_item": {"accepted": 2}}
    assert sources["Gazette"]["forms"] == {"feed_item": {"accepted": 1, "refused": 1}}
    assert [r["feed"] for r in desk.api.get(f"/v1/receipts?feed={id}").json()["results"]] == [id, id]
    assert "No address" in desk.api.get("/v1/refusals").json()["results"][0]["detail"]


def test_an_item_without_an_address_is_refused_once(desk: Desk) -> None:
    desk.site.put("/rss", rss(["<item><title>No address</title></item>"]))
    id = desk.add()

    for n in range(3):
        desk.work()
        desk.site.put("/rss", rss(["<item><title>No address</title></item>"], more=f"<!-- {n} -->"))
        desk.feeds.poll_now(id)

    assert desk.accounts.all_sources().refused == 1


def test_the_same_bytes_again_are_not_read(desk: Desk) -> None:
    desk.listed(1)
    id = desk.add()
    desk.work()
    desk.feeds.poll_now(id)

    desk.work()

    assert [f["status"] for f in desk.feed(id)["fetches"]] == ["not_changed", "new_items"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"etag": '"v1"', "last_modified": "Mon, 02 Mar 2026 09:00:00 GMT"}, {"if-none-match": '"v1"'}),
        ({"last_modified": "Mon, 02 Mar 2026 09:00:00 GMT"}, {"if-modified-since": "Mon, 02 Mar 2026 09:00:00 GMT"}),
        ({}, {}),
    ],
    ids=["ETag", "Last-Modified", "neither"],
)
def test_conditions_are_sent_as_the_last_answer_allows_and_once_a_day_none(
    desk: Desk, given: dict[str, str], sent: dict[str, str]
) -> None:
    desk.listed(1, **given)
    id = desk.add()

    for hours in (0, 1, 22, 2, 1):
        desk.clock.go(hours=hours)
        desk.feeds.poll_now(id)
        desk.work()

    conditions = [{n: v for n, v in a.headers.items() if n.startswith("if-")} for a in desk.site.asked]
    assert conditions == [{}, sent, sent, {}, sent]


def test_a_304_keeps_what_is_known(desk: Desk) -> None:
    desk.listed(1, etag='"v1"')
    id = desk.add()
    desk.work()
    desk.site.put("/rss", "", status=304)
    desk.feeds.poll_now(id)

    desk.work()
    state = desk.state(id)

    assert (state.status, state.etag, state.items) == ("not_changed", '"v1"', 1)


def statuses() -> list[tuple[int, dict[str, str], str, float]]:
    return [
        (404, {}, "missing", SOFT),
        (410, {}, "missing", SOFT),
        (500, {}, "server_error", SOFT),
        (503, {}, "server_error", SOFT),
        (503, {"retry_after": "60"}, "rate_limited", SOFT),
        (429, {}, "rate_limited", SOFT),
        (401, {}, "forbidden", HARD),
        (403, {}, "forbidden", HARD),
        (451, {}, "forbidden", HARD),
        (418, {}, "other_answer", HARD),
    ]


@pytest.mark.parametrize(("status", "headers", "word", "weight"), statuses())
def test_an_answer_has_its_word_and_weight(
    desk: Desk, status: int, headers: dict[str, str], word: str, weight: float
) -> None:
    desk.site.put("/rss", "", status=status, **headers)
    id = desk.add()

    desk.work()

    feed = desk.feed(id)
    assert (feed["status"], feed["failures"], feed["fetches"][0]["http"]) == (word, weight, status)
    assert feed["next_poll_at"] is not None


def test_an_unknown_host_counts_a_quarter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("not known")

    monkeypatch.setattr("tests.integration.feeds.conftest.here", nowhere)
    id = desk.add(host="courier.example")

    desk.work()

    assert (desk.feed(id)["status"], desk.feed(id)["failures"]) == ("unknown_host", TEMPORARY)


def test_what_is_wrong_with_a_feed_is_told_in_a_word(desk: Desk, polled: Polled) -> None:
    desk.site.pages["/slow"] = drip
    desk.site.pages["/endless"] = endless
    desk.site.pages["/bomb"] = bomb
    desk.site.redirect("/circle", "/circle")
    desk.site.redirect("/inside", "http://10.0.0.1/rss")
    desk.site.put("/html", "<!DOCTYPE html><html><body><p>Hello</p></body></html>")
    desk.site.put("/entities", BOMB)

    words = {path: polled(path)["status"] for path in desk.site.pages if path != "/inside"}

    assert words == {
        "/slow": "too_slow",
        "/endless": "too_large",
        "/bomb": "too_large",
        "/circle": "too_many_redirects",
        "/html": "not_a_feed",
        "/entities": "new_items",
    }


def test_a_home_page_says_which_feeds_it_links_to(desk: Desk, polled: Polled) -> None:
    desk.site.put(
        "/", '<html><head><link rel=alternate type="application/rss+xml" title="All" href="/rss"></head></html>'
    )

    feed = polled("/")

    assert feed["status"] == "not_a_feed" and "links to feeds" in feed["detail"]
    assert feed["offers"] == [{"url": desk.site.url("/rss"), "title": "All"}]


def test_of_a_very_long_feed_the_first_items_are_taken(desk: Desk) -> None:
    desk.listed(*range(MOST_ITEMS + 500))
    id = desk.add()

    desk.work()

    feed = desk.feed(id)
    assert (feed["items"], feed["fetches"][0]["items"]) == (MOST_ITEMS, MOST_ITEMS)
    assert "first ones" in feed["detail"]


def test_what_a_page_does_not_say_is_taken_from_the_feed(desk: Desk) -> None:
    from services.ingest import forms
    from services.ingest.fetching.client import Fetched
    from services.ingest.forms.fetched_page import page_payload

    published = desk.clock.at - timedelta(hours=1)
    item = rss_item(desk.site.url("/news/1"), "From the feed", published, "<author>a@b.example (Ann Lee)</author>")
    desk.site.put("/rss", rss([item]))
    desk.add()
    desk.work()
    prose = "<p>“It took nine years, and it was worth every one of them,” said Mayor Ana Torres on Monday.</p>" * 5
    bare, full = (
        f"<html><head>{head}</head><body><article>{prose}</article></body></html>".encode()
        for head in ("", '<title>From the page</title><meta property="og:site_name" content="The page\'s site">')
    )

    def article(page: bytes) -> Article:
        address = forms.address_of(payload_of(desk))
        assert address is not None
        return forms.prepare(page_payload(address, Fetched(address.url, 200, {"content-type": "text/html"}, page)))

    assert (article(bare).title, article(full).title) == ("From the feed", "From the page")
    assert (article(bare).source, article(full).source) == ("Example Courier", "The page's site")
    assert (article(bare).authors, article(bare).published_at) == (["Ann Lee"], published)


def payload_of(desk: Desk) -> str:
    [key] = desk.redis.keys(f"{desk.settings.queue_name_prefix}:work:*")
    return str(desk.redis.hget(key, "payload"))


def test_the_source_that_was_given_wins_over_the_page(desk: Desk) -> None:
    desk.listed(1)
    desk.add(source="Our desk")

    desk.work()

    assert json.loads(payload_of(desk))["posted"]["source"] == "Our desk"
    assert desk.articles()[0].source == "Our desk"


def test_a_feed_that_asks_for_less_is_polled_less(desk: Desk) -> None:
    now = desk.clock.at
    often = [rss_item(desk.site.url(f"/news/{n}"), "", now - timedelta(minutes=3 * n)) for n in range(20)]
    desk.site.put("/rss", rss(often))
    desk.site.put("/ttl", rss(often, more="<ttl>120</ttl>"))
    desk.site.put("/age", rss(often), cache_control="max-age=10800")
    desk.site.put("/month", rss(often, more="<sy:updatePeriod>monthly</sy:updatePeriod>"))
    ids = {path: desk.add(path) for path in desk.site.pages}

    desk.work()

    waits = {path: desk.minutes_to_next(id) for path, id in ids.items()}
    assert waits == {
        "/rss": pytest.approx(10, rel=0.11),
        "/ttl": pytest.approx(120, rel=0.11),
        "/age": pytest.approx(180, rel=0.11),
        "/month": pytest.approx(24 * 60, rel=0.11),
    }


def test_an_interval_set_by_hand_is_kept(desk: Desk) -> None:
    desk.site.put("/rss", rss([rss_item(desk.site.url("/news/1"))], more="<ttl>600</ttl>"))
    id = desk.add(every_minutes=5)

    desk.work()

    assert desk.minutes_to_next(id) == pytest.approx(5, rel=0.11)


def test_while_redis_is_nearly_full_items_wait_and_the_feed_is_not_blamed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.listed(1)
    id = desk.add()
    with monkeypatch.context() as full:
        full.setattr(desk.receipts, "share_used", lambda: 0.99)
        desk.work()
    blamed = desk.feed(id)["failures"], desk.feed(id)["fetches"]

    desk.clock.go(minutes=3)
    desk.work()

    assert blamed == (0, [])
    assert len(desk.articles()) == 1


def test_a_feed_that_stops_its_worker_again_and_again_is_told_and_not_given_up(desk: Desk) -> None:
    desk.listed(1)
    id = desk.add()
    for n in range(desk.settings.max_attempts):
        assert [feed.id for feed in desk.feeds.lease(f"dead.{n}", 16)[0]] == [id]
        desk.feeds.sweep([f"dead.{n}"])

    desk.work()
    stopped = desk.feed(id)
    desk.clock.go(hours=25)
    desk.work()

    assert (stopped["status"], stopped["failures"]) == ("stopped", HARD)
    assert desk.feed(id)["status"] == "new_items"


@pytest.mark.parametrize("settled", [0, 1, 2])
def test_a_worker_killed_in_the_middle_of_a_poll_loses_and_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, settled: int
) -> None:
    """It dies after so many round trips of items: none, some, or all but the last step, which settles the poll."""
    monkeypatch.setattr("services.ingest.feeds.items.TOGETHER", 2)
    desk.listed(1, 2, 3)
    id = desk.add()
    poller = desk.poller()
    calls = 0

    def die_later(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls > settled:
            raise KeyboardInterrupt  # nothing of ours catches it, as nothing catches SIGKILL
        return accept_all(*args, **kwargs)  # type: ignore[arg-type]

    accept_all = desk.receipts.accept_all
    with monkeypatch.context() as dying:
        dying.setattr(desk.receipts, "accept_all", die_later)
        dying.setattr(desk.feeds, "settle", die_later)
        token = "dead.1"
        with pytest.raises(KeyboardInterrupt):
            poller.poll(token, desk.feeds.lease(token, 16)[0])
    desk.feeds.sweep(["dead."])

    desk.work()

    assert len(desk.articles()) == 3
    counts = desk.accounts.all_sources()
    assert (counts.sent, counts.accepted) == (3, 3)
    assert desk.feed(id)["status"] == ("new_items" if settled < 2 else "no_new_items")


def test_a_feed_removed_while_it_is_polled_leaves_nothing_behind(desk: Desk) -> None:
    desk.listed(1)
    id = desk.add()
    token = "t"
    leased, _ = desk.feeds.lease(token, 16)
    desk.api.delete(f"/v1/feeds/{id}")

    desk.poller().poll(token, leased)

    assert desk.articles() == []
    assert desk.redis.keys(f"{desk.settings.queue_name_prefix}:feed*") == []


def test_a_feed_paused_while_it_is_polled_stays_paused(desk: Desk) -> None:
    desk.listed(1)
    id = desk.add()
    leased, _ = desk.feeds.lease("t", 16)
    desk.api.post(f"/v1/feeds/{id}/pause", json={})

    desk.poller().poll("t", leased)

    assert desk.feed(id)["state"] == "paused"
    assert len(desk.articles()) == 1


def test_silence_against_its_own_habit_is_shown_and_counted(desk: Desk) -> None:
    now = desk.clock.at
    dated = [rss_item(desk.site.url(f"/news/{n}"), "", now - timedelta(hours=6 * n)) for n in range(60)]
    desk.site.put("/rss", rss(dated))
    id = desk.add()

    flags = []
    for hours in (0, 12, 24):
        desk.clock.go(hours=hours)
        desk.feeds.poll_now(id)
        desk.work()
        flags.append((desk.feed(id)["quiet_since"] is not None, desk.feeds.sweep().quiet))
    quiet = desk.api.get("/v1/feeds?quiet=true").json()
    desk.site.put("/rss", rss([rss_item(desk.site.url("/news/99")), *dated]))
    desk.feeds.poll_now(id)
    desk.work()

    assert flags == [(False, 0), (False, 0), (True, 1)]
    assert (quiet["quiet"], [feed["id"] for feed in quiet["results"]]) == (1, [id])
    assert desk.feed(id)["quiet_since"] is None


def test_an_item_that_is_listed_again_after_a_day_is_known(desk: Desk) -> None:
    desk.listed(1, 2)
    id = desk.add()
    desk.work()

    for numbers in ((2,), (1, 2)):
        desk.clock.go(days=1)
        desk.listed(*numbers)
        desk.feeds.poll_now(id)
        desk.work()

    assert [f["new"] for f in desk.feed(id)["fetches"]] == [0, 0, 2]


def test_items_that_are_no_longer_listed_are_forgotten(desk: Desk) -> None:
    desk.listed(1, 2)
    id = desk.add()
    desk.work()
    desk.clock.go(days=8)
    desk.listed(2, 3)
    desk.feeds.poll_now(id)

    desk.work()

    assert desk.redis.zcard(f"{desk.settings.queue_name_prefix}:feed:{id}:items") == 2


def test_a_retry_after_as_a_date_is_heeded(desk: Desk) -> None:
    from datetime import UTC, datetime

    until = datetime.now(UTC) + timedelta(hours=9)  # the client reads it by the clock on the wall
    desk.site.put("/rss", "", status=503, retry_after=format_datetime(until, usegmt=True))
    id = desk.add()

    desk.work()

    assert desk.minutes_to_next(id) >= 9 * 60 - 1


def test_unavailable_is_for_the_next_round(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.listed(1)
    id = desk.add()

    def away(*_: object, **__: object) -> object:
        raise errors.Unavailable("Redis is away.")

    with monkeypatch.context() as gone:
        gone.setattr(desk.receipts, "accept_all", away)
        with pytest.raises(errors.Unavailable):
            desk.work()
    desk.clock.go(minutes=3)  # the lease expires
    desk.feeds.sweep()
    desk.work()

    assert desk.feed(id)["status"] == "new_items"


def test_a_feed_whose_304_was_seen_to_be_false_is_asked_without_conditions(desk: Desk) -> None:
    def listing(*hours_old: int) -> str:
        return rss([rss_item(desk.site.url(f"/news/{h}"), "", START - timedelta(hours=h)) for h in hours_old])

    desk.site.put("/rss", listing(3), etag='"v1"')
    id = desk.add()
    desk.work()
    desk.site.put("/rss", "", status=304)
    desk.clock.go(hours=20)
    desk.feeds.poll_now(id)
    desk.work()
    desk.site.put("/rss", listing(3, -10), etag='"v1"')
    desk.clock.go(hours=5)
    desk.feeds.poll_now(id)
    desk.work()
    desk.clock.go(hours=1)
    desk.feeds.poll_now(id)
    desk.work()

    assert ["if-none-match" in asked.headers for asked in desk.site.asked] == [False, True, False, False]
    assert not desk.state(id).conditional


def test_robots_txt_is_heeded_for_feeds_as_for_pages_unless_it_is_set_to_be_ignored(desk: Desk) -> None:
    desk.site.put("/robots.txt", "User-agent: *\nDisallow: /rss\n", content_type="text/plain")
    desk.listed(1)
    id = desk.add()
    ignoring = desk.settings
    desk.settings = ignoring.model_copy(update={"feed_robots": "heed"})

    desk.work()
    assert desk.feed(id)["status"] == "robots"
    assert "/rss" not in desk.site.paths()

    desk.settings = ignoring
    desk.feeds.poll_now(id)
    desk.work()
    assert desk.feed(id)["status"] == "new_items"


@given(polls=st.lists(st.lists(st.integers(1, 8), max_size=6), min_size=1, max_size=3))
@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_that_a_feed_listed_adds_up(desk: Desk, polls: list[list[int]]) -> None:
    before, path = desk.accounts.all_sources().sent, f"/rss/{os.urandom(6).hex()}"
    id = desk.add(path)

    for numbers in polls:
        desk.listed(*numbers, path=path)
        desk.feeds.poll_now(id)
        desk.work()

    counts = desk.accounts.all_sources()
    assert counts.sent - before == len({number for numbers in polls for number in numbers})
    assert counts.sent == counts.accepted + counts.unchanged + counts.refused + counts.quarantined
