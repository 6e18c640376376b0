"""Polling of feeds: the rounds that a worker makes, and what one answer means for its feed."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from services.ingest.acceptance import Acceptance
from services.ingest.feeds.feed import FeedAbout, Fetch, Offer, PollState
from services.ingest.feeds.finding import find_feeds
from services.ingest.feeds.items import take_in
from services.ingest.feeds.listing import MOST_ITEMS, Listing, NotAFeed
from services.ingest.feeds.outcome import SUCCESSES, FeedStatus, of_answer, weight
from services.ingest.feeds.reading import is_html, read_feed
from services.ingest.feeds.schedule import (
    DAY,
    HOUR,
    LONGEST_HINT,
    MINUTE,
    Pace,
    freshness,
    wait_after_failure,
    wait_after_success,
)
from services.ingest.feeds.silence import Habit
from services.ingest.fetching.client import Client, Fetched, together
from services.ingest.fetching.failures import FetchFailed, NotYet
from services.ingest.forms.fetched_page import decoded
from services.ingest.settings import Settings
from shared import errors, logs, metrics
from shared.delivery.feeds import Feeds, LeasedFeed
from shared.delivery.lanes import Budget, within
from shared.delivery.tokens import new_token

log = logs.get(__name__)

TOGETHER = 16
"""Feeds that one process fetches at the same time."""

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)

FULL_FETCH_EVERY = DAY
"""After which a feed is fetched without conditions: some servers answer a false 304."""

BUDGET = Budget(cpu_seconds=20, megabytes=1_000)
"""For reading one feed and taking its items in: some twenty times what the longest that is fetched takes."""

BUSY_SECONDS = 60.0
"""After which a feed is polled again where we could not take its items in, which is not its fault."""


@dataclass(frozen=True)
class _Outcome:
    status: FeedStatus
    poll: PollState
    detail: str = ""
    http: int | None = None
    retry_after: float | None = None
    items: int | None = None
    new: int = 0
    names: Sequence[str] = ()
    """Of all items that it lists."""
    fresh: float = 0.0
    """Seconds for which the answer says that it stays fresh."""


class Poller:
    """Polls feeds that are due. ``now``: seconds since 1970; ``limited``: whether reading beyond its budget stops this
    process."""

    def __init__(
        self,
        feeds: Feeds,
        client: Client,
        acceptance: Acceptance,
        settings: Settings,
        *,
        now: Callable[[], float] = time.time,
        limited: bool = True,
    ) -> None:
        self._feeds, self._client, self._acceptance, self._settings = feeds, client, acceptance, settings
        self._now, self._limited = now, limited

    def sweep(self, dead: Sequence[str]) -> tuple[int, int]:
        """Let feeds wait again that nobody polls any more; return how many are due, and how many are being polled."""
        swept = self._feeds.sweep(dead)
        metrics.FEEDS.labels("all").set(swept.total)
        metrics.FEEDS.labels("quiet").set(swept.quiet)
        return swept.due, swept.leased

    def work(self, stopping: Callable[[], bool], ring: Callable[[], None]) -> None:
        """Poll until none is due; ring for another worker where one round is not enough."""
        rang = False
        while not stopping():
            token = new_token()
            leased, left = self._feeds.lease(token, TOGETHER)
            if not leased:
                return
            if left and not rang:
                rang = True
                ring()
            self.poll(token, leased)

    def poll(self, token: str, leased: Sequence[LeasedFeed]) -> None:
        """Poll feeds: fetched at the same time, read and settled one after the other."""
        stopped = [feed for feed in leased if feed.attempts > self._settings.max_attempts]
        fetched = [feed for feed in leased if feed not in stopped]
        for feed in stopped:
            detail = f"Reading it has stopped its worker {feed.attempts - 1} times."
            self._settle(token, feed, _Outcome("stopped", _state(feed), detail))
        answers = together([partial(self._fetch, feed) for feed in fetched])
        for feed, answer in zip(fetched, answers, strict=True):
            with logs.bound(feed=feed.id):
                try:
                    with self._budget():
                        outcome = self._outcome(feed, answer)
                except NotYet as turn:
                    self._feeds.settle(token, feed.id, wait=turn.seconds)
                except errors.Overloaded as error:
                    log.warning("items wait, since we are full", detail=error.detail)
                    self._feeds.settle(token, feed.id, wait=BUSY_SECONDS * random.uniform(1, 2))  # noqa: S311
                except errors.Unavailable:
                    raise
                except Exception as error:
                    log.exception("a feed could not be read")
                    reason = f"Reading it failed ({type(error).__name__})."
                    self._settle(token, feed, _Outcome("stopped", _state(feed), reason))
                else:
                    self._settle(token, feed, outcome)

    def _budget(self) -> AbstractContextManager[None]:
        return within(BUDGET) if self._limited else nullcontext()

    async def _fetch(self, feed: LeasedFeed) -> Fetched:
        about, poll = FeedAbout.model_validate_json(feed.about), _state(feed)
        ask_for_all = not poll.conditional or self._now() - poll.full_at >= FULL_FETCH_EVERY
        return await self._client.fetch(
            about.url,
            ticket=f"feed:{feed.id}",
            accept=ACCEPT,
            etag="" if ask_for_all else poll.etag,
            last_modified="" if ask_for_all else poll.last_modified,
            max_bytes=self._settings.feed_max_bytes,
            robots=self._settings.feed_robots == "heed",
        )

    def _outcome(self, feed: LeasedFeed, answer: Fetched | Exception) -> _Outcome:
        """Return what an answer means; take the items in that it lists. Raises NotYet, Unavailable, Overloaded."""
        poll = _state(feed)
        if isinstance(answer, FetchFailed):
            return _Outcome(answer.failure, poll, answer.detail)
        if isinstance(answer, Exception):
            raise answer
        asked = answer.retry_after
        status = of_answer(answer.status, retry_after=asked is not None)
        if status and status != "not_changed":
            return _Outcome(status, poll, f"The server answers {answer.status}.", answer.status, retry_after=asked)
        poll = poll.model_copy(update=self._of_headers(poll, answer))
        digest = hashlib.sha256(answer.body).hexdigest()[:32]
        fresh = freshness(answer.headers)
        if status or digest == poll.digest:
            told_so = {"said_unchanged_at": self._now()} if status else {}
            poll = self._learn(poll, None, new=0).model_copy(update=told_so)
            return _Outcome("not_changed", poll, http=answer.status, fresh=fresh)
        about = FeedAbout.model_validate_json(feed.about)
        try:
            listing = read_feed(answer.body, answer.url)
        except NotAFeed as error:
            return self._no_feed(poll, answer, str(error))
        new = take_in(
            feed.id, listing.items, source=about.source, title=about.title or listing.title, url=about.url,
            feeds=self._feeds, acceptance=self._acceptance, request_id=logs.request_id() or f"feed-{feed.id}",
        )  # fmt: skip
        poll = self._learn(poll, listing, new=new).model_copy(
            update={
                "conditional": poll.conditional and not (new and _was_hidden(poll, listing)),
                "said_unchanged_at": None,
                "digest": digest,
                "title": listing.title,
                "home": listing.home,
                "hint": listing.hint,
                "offers": [],
                "items": poll.items + new,
            }
        )
        more = f"It lists more than {MOST_ITEMS:,} items; the first ones are looked at." if listing.cut else ""
        return _Outcome(
            "new_items" if new else "no_new_items", poll, more, answer.status,
            items=len(listing.items), new=new, names=[item.name for item in listing.items], fresh=fresh,
        )  # fmt: skip

    def _of_headers(self, poll: PollState, answer: Fetched) -> dict[str, object]:
        if answer.status == 304:
            return {}
        return {
            "etag": answer.headers.get("etag", "")[:500],
            "last_modified": answer.headers.get("last-modified", "")[:100],
            "full_at": poll.full_at if self._now() - poll.full_at < FULL_FETCH_EVERY else self._now(),
        }

    def _no_feed(self, poll: PollState, answer: Fetched, why: str) -> _Outcome:
        offers: list[Offer] = find_feeds(decoded(answer), answer.url) if is_html(answer.body) else []
        if offers:
            why = f"{why[:-1]}, which links to feeds: add one of those."
        return _Outcome("not_a_feed", poll.model_copy(update={"offers": offers}), why, answer.status)

    def _learn(self, poll: PollState, listing: Listing | None, *, new: int) -> PollState:
        """Return the state with what a success says about the feed's pace and habit.

        The first listing says it by its items' dates.
        """
        now = self._now()
        if poll.polled_at is None or not poll.digest:
            dates = [item.published_at.timestamp() for item in listing.items if item.published_at] if listing else []
            past = [at for at in dates if now - 60 * DAY <= at <= now]
            pace, habit = Pace.of_dates([now - at for at in past]), Habit.of_dates(past)
        else:
            listed = len(listing.items) if listing else 0
            pace = poll.pace.after(
                now - poll.polled_at, new=new, known=listed - new, due=poll.wait if poll.succeeded else None
            )
            habit = poll.habit.after_arrival(now) if new else poll.habit
        return poll.model_copy(update={"pace": pace, "habit": habit, "new_at": now if new else poll.new_at})

    def _settle(self, token: str, feed: LeasedFeed, outcome: _Outcome) -> None:
        now, poll = self._now(), outcome.poll
        about = FeedAbout.model_validate_json(feed.about)
        success = outcome.status in SUCCESSES
        failures = 0.0 if success else poll.failures + weight(outcome.status)
        interval = about.every_minutes * MINUTE if about.every_minutes else poll.pace.interval()
        if success:
            least = 0.0 if about.every_minutes else self._settings.feed_least_minutes * MINUTE
            hint = 0.0 if about.every_minutes else max(poll.hint, outcome.fresh)
            wait = wait_after_success(interval, least=least, hint=hint)
        else:
            wait = wait_after_failure(
                max(interval, min(poll.hint, LONGEST_HINT)), failures, asked=outcome.retry_after,
                rate_limited=outcome.status == "rate_limited",
            )  # fmt: skip
        poll = poll.model_copy(
            update={
                "polled_at": now, "wait": wait, "succeeded": success, "status": outcome.status,
                "detail": outcome.detail, "failures": failures,
            }
        )  # fmt: skip
        fetch = Fetch(
            at=datetime.fromtimestamp(now, UTC), status=outcome.status, detail=outcome.detail, http=outcome.http,
            items=outcome.items, new=outcome.new, next_minutes=round(wait / MINUTE, 1),
        )  # fmt: skip
        unusual_at = poll.habit.unusual_at()
        self._feeds.settle(
            token, feed.id, poll=poll.model_dump_json(), wait=wait, fetch=fetch.model_dump_json(),
            silence=-1 if unusual_at is None else max(0.0, unusual_at - now), items=outcome.names,
        )  # fmt: skip
        metrics.FEED_POLLS.labels(outcome.status).inc()
        log.info("feed polled", feed=feed.id, status=outcome.status, new=outcome.new, next_minutes=fetch.next_minutes)


def _was_hidden(poll: PollState, listing: Listing) -> bool:
    """Return whether a 304 was false: what is listed now, and was not before it, is older than it by an hour."""
    if poll.said_unchanged_at is None or poll.new_at is None:
        return False
    since, until = poll.new_at, poll.said_unchanged_at - HOUR
    return any(item.published_at and since < item.published_at.timestamp() < until for item in listing.items)


def _state(feed: LeasedFeed) -> PollState:
    return PollState.model_validate_json(feed.poll) if feed.poll else PollState()
