"""Feed: what it is, how its polls went, and how the API shows both."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.ingest.feeds.outcome import FeedStatus
from services.ingest.feeds.schedule import Pace
from services.ingest.feeds.silence import Habit
from services.ingest.identity import canonical_url
from shared.delivery.feeds import FeedRecord
from shared.models.articles import without_credentials
from shared.models.values import Line

LEAST_MINUTES, MOST_MINUTES = 5, 7 * 24 * 60
"""Of an interval that is set by hand."""


FeedTitle = Annotated[Line, Field(min_length=1, max_length=200)]
FeedSource = Annotated[Line, Field(min_length=1, max_length=200)]
EveryMinutes = Annotated[int, Field(ge=LEAST_MINUTES, le=MOST_MINUTES)]


class FeedAbout(BaseModel):
    """What a person says of a feed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[Line, Field(min_length=1, max_length=2_048), AfterValidator(without_credentials)]
    """Its address; or, when it is added, that of a page which links to it."""
    title: FeedTitle | None = None
    """Title for lists. The feed's own if not given."""
    source: FeedSource | None = None
    """Source of its articles, whatever their pages say. If not given, the page's site, or else the feed's title."""
    every_minutes: EveryMinutes | None = None
    """Minutes between two polls. If not given, they follow from what the feed brings."""


class Offer(BaseModel):
    """A feed that a page links to."""

    url: str
    title: str = ""


class PollState(BaseModel):
    """How a feed's polls went so far."""

    title: str = ""
    home: str = ""
    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    """Of the bytes of its latest listing."""
    full_at: float = 0.0
    """Seconds since 1970 of the latest fetch without conditions."""
    said_unchanged_at: float | None = None
    """Seconds since 1970 of the latest 304, since something was new."""
    conditional: bool = True
    """Whether its 304s are believed; once one was seen to be false, it is asked without conditions."""
    polled_at: float | None = None
    wait: float | None = None
    """Seconds after which the poll after ``polled_at`` was to come."""
    succeeded: bool = False
    """Whether the latest poll was a success."""
    status: FeedStatus | None = None
    detail: str = ""
    failures: float = 0.0
    """Weighted failures in a row."""
    hint: float = 0.0
    """Seconds that the feed itself asks to leave between polls."""
    pace: Pace = Pace()
    habit: Habit = Habit()
    new_at: float | None = None
    """When a poll last brought something new."""
    items: int = 0
    """Items that it has brought in all."""
    offers: list[Offer] = []


class Fetch(BaseModel):
    """One fetch of a feed."""

    at: datetime
    status: FeedStatus
    detail: str = ""
    """A sentence, where the word alone does not say it."""
    http: int | None = None
    """HTTP status of the answer, if there was one."""
    items: int | None = None
    """Items that it lists; None where that was not read."""
    new: int = 0
    """Those that it had not listed before."""
    next_minutes: float
    """Minutes until the next poll, as was then decided."""


class Feed(BaseModel):
    """A feed."""

    id: str
    url: str
    title: str
    """As given, or as the feed says; "" where neither is known yet."""
    source: str | None
    home: str | None
    """Address of the site that it belongs to."""
    state: Literal["waiting", "polling", "paused"]
    every_minutes: int | None
    added_at: datetime
    polled_at: datetime | None
    next_poll_at: datetime | None
    """None while it is paused or being polled."""
    status: FeedStatus | None
    """How its latest poll ended; None before the first."""
    detail: str
    failures: float
    """Failures in a row, each weighted 1, 0.5 or 0.25 by how likely it is to last."""
    new_at: datetime | None
    """When a poll last brought something new."""
    items: int
    """Items that it has brought."""
    quiet_since: datetime | None
    """Since when it has been silent for longer than is usual for it; None where it is not."""
    offers: list[Offer]
    """Feeds that its address links to, where it is no feed itself."""
    fetches: list[Fetch] | None = None
    """The latest fetches, newest first; in the answer about one feed only."""


def feed_id(url: str) -> str:
    """Return the id of a feed, made of its canonical address. Raises ValueError if that is not a web address."""
    return base64.b32encode(hashlib.sha256(f"feed {canonical_url(url)}".encode()).digest()).decode().lower()[:20]


def shown(record: FeedRecord, fetches: list[str] | None = None) -> Feed:
    """Return a feed as the API shows it."""
    about = FeedAbout.model_validate_json(record.about)
    poll = PollState.model_validate_json(record.poll) if record.poll else PollState()
    return Feed(
        id=record.id,
        url=about.url,
        title=about.title or poll.title,
        source=about.source,
        home=poll.home or None,
        state="paused" if record.paused else "polling" if record.polling else "waiting",
        every_minutes=about.every_minutes,
        added_at=record.added_at,
        polled_at=_moment(poll.polled_at),
        next_poll_at=record.next_at,
        status=poll.status,
        detail=poll.detail,
        failures=poll.failures,
        new_at=_moment(poll.new_at),
        items=poll.items,
        quiet_since=record.quiet_since,
        offers=poll.offers,
        fetches=None if fetches is None else [Fetch.model_validate_json(line) for line in fetches],
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
