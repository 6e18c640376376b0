"""Routes for feeds: add, list, look at, change, remove; lists of feeds in and out."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as PathParam
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.concurrency import run_in_threadpool

from services.ingest.feeds.adding import check
from services.ingest.feeds.feed import EveryMinutes, Feed, FeedAbout, FeedSource, FeedTitle, feed_id, shown
from services.ingest.feeds.opml import MEDIA_TYPES, read_opml, write_opml
from services.ingest.fetching.client import Client
from services.ingest.identity import ID
from services.ingest.parsing import parse_json
from services.ingest.settings import Settings
from shared import errors, logs
from shared.delivery.feeds import MAX_FEEDS, Added, Feeds
from shared.http.bodies import Body
from shared.http.docs import problems
from shared.http.problem import invalid
from shared.http.query_string import ONLY_DECLARED

log = logs.get(__name__)

OPML = Body("POST", "/v1/feeds/opml", MEDIA_TYPES)

MOST_REFUSED = 100
"""Entries of an imported list that an answer names as refused."""

SECONDS_APART = 0.5
"""Between the first polls of feeds that are imported together, at random, so that they do not fall due at once."""

_PROBLEMS = problems(errors.Refused, errors.UnknownParameter, errors.Forbidden, errors.Invalid, errors.Unavailable)
_WRITE = _PROBLEMS | problems(errors.Malformed, errors.TooLarge, errors.UnsupportedMedia, errors.Overloaded)
_ONE = _PROBLEMS | problems(errors.NotFound)


class NewFeed(FeedAbout):
    """A feed to be added."""

    check: bool = True
    """Whether its address is fetched first, to see that it holds a feed. Without it, its first poll tells."""


class ChangedFeed(BaseModel):
    """What is changed about a feed. A field that is not given stays, one that is null is taken back."""

    model_config = ConfigDict(extra="forbid")

    title: FeedTitle | None = None
    source: FeedSource | None = None
    every_minutes: EveryMinutes | None = None


class FeedPage(BaseModel):
    """Page of feeds; those added last come first, of the quiet ones the longest quiet."""

    total: int
    quiet: int
    """Feeds that have been silent for longer than is usual for them."""
    results: list[Feed]


class NotAdded(BaseModel):
    """An entry of a list that is no address."""

    detail: str


class Imported(BaseModel):
    """Outcome of a list of feeds."""

    added: int
    known: int
    refused: list[NotAdded]


def _known_form(id: Annotated[str, PathParam(description="The feed's id", examples=["c3dq5p7hzk2mwnbtyr4a"])]) -> str:
    if not ID.fullmatch(id):
        raise errors.NotFound("No feed has such an id; ids are 20 characters of a-z and 2-7.")
    return id


FeedId = Annotated[str, Depends(_known_form)]


Posted = TypeVar("Posted", bound=BaseModel)


async def _body(request: Request) -> bytes:
    return await request.body()


def _read(raw: bytes, model: type[Posted]) -> Posted:
    try:
        return model.model_validate(parse_json(raw))
    except ValidationError as error:
        raise invalid(error) from None


def _takes(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": model.model_json_schema(), "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


_OPML_BODY = {
    "requestBody": {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES}}
}
_OPML_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "OPML 2.0", "content": {MEDIA_TYPES[0]: {"schema": {"type": "string"}}}}
}


def feed_routes(feeds: Feeds, client: Client, settings: Settings, ring: Callable[[], None]) -> APIRouter:
    """Return the routes over given parts; ``ring`` wakes a worker, since a feed is due."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], dependencies=[ONLY_DECLARED])

    def found(id: str, changed: str) -> Feed:
        if changed == "none":
            raise errors.NotFound("No feed has this id.")
        if changed == "paused":
            raise errors.Refused("This feed is paused; resume it, then it is polled at once.")
        record = feeds.record(id)
        if record is None:
            raise errors.NotFound("No feed has this id.")
        return shown(record, feeds.fetches(id))

    def put(about: FeedAbout, delay: float = 0) -> tuple[str, Added]:
        id = feed_id(about.url)
        return id, feeds.add(id, FeedAbout.model_validate(about.model_dump(exclude={"check"})).model_dump_json(), delay)

    @router.get("", responses=_PROBLEMS)
    def get_feeds(
        quiet: Annotated[bool, Query(description="Only those that are quiet for longer than is usual")] = False,
        size: Annotated[int, Query(ge=1, le=100)] = 20,
        offset: Annotated[int, Query(ge=0, le=MAX_FEEDS)] = 0,
    ) -> FeedPage:
        """List the feeds with how their latest poll ended and when the next one comes."""
        total, records = feeds.page(offset, size, quiet=quiet)
        silent = total if quiet else feeds.page(0, 1, quiet=True)[0]
        return FeedPage(total=total, quiet=silent, results=[shown(record) for record in records])

    @router.post(
        "",
        status_code=201,
        responses=_WRITE | problems(errors.NoFeed) | {200: {"model": Feed, "description": "It is known already"}},
        openapi_extra=_takes(NewFeed, {"url": "https://example.org/news/rss.xml", "source": "Example Courier"}),
    )
    async def post_feed(response: Response, raw: Annotated[bytes, Depends(_body)]) -> Feed:
        """Add a feed, which is polled at once. Given a page that links to feeds, the refusal lists them in `feeds`."""
        about = _read(raw, NewFeed)
        try:
            known = await run_in_threadpool(feeds.record, feed_id(about.url))
        except ValueError as error:
            raise errors.Invalid.of("url", str(error)) from None
        if known is None and about.check:
            await check(about, client, settings)
        id, added = await run_in_threadpool(put, about)
        if added == "full":
            raise errors.Overloaded(f"{MAX_FEEDS:,} feeds are kept at most; remove some.")
        if added == "known":
            response.status_code = 200
        else:
            log.info("feed added", feed=id)
            await run_in_threadpool(ring)
        return await run_in_threadpool(found, id, added)

    @router.get("/opml", response_class=Response, responses=_PROBLEMS | _OPML_ANSWER)
    def get_opml() -> Response:
        """Return all feeds as OPML, which other readers import."""
        records = [record for offset in range(0, MAX_FEEDS, 500) for record in feeds.page(offset, 500)[1]]
        headers = {"content-disposition": 'attachment; filename="quotewire-feeds.opml"'}
        return Response(write_opml(map(shown, records)), media_type=MEDIA_TYPES[0], headers=headers)

    @router.post("/opml", responses=_WRITE, openapi_extra=_OPML_BODY)
    def post_opml(raw: Annotated[bytes, Depends(_body)]) -> Imported:
        """Add the feeds of an OPML list. None is fetched first: the first poll of each tells what it holds."""
        outcomes: list[Added] = []
        refused: list[NotAdded] = []
        listed = read_opml(raw)
        for about in listed:
            try:
                if isinstance(about, str):
                    raise ValueError(about)
                delay = random.uniform(0, SECONDS_APART * len(listed)) if len(listed) > 1 else 0  # noqa: S311
                outcomes.append(put(about, delay)[1])
            except ValueError as error:
                url = about if isinstance(about, str) else f"{about.url[:200]}: {error}"
                refused.append(NotAdded(detail=url))
        if "full" in outcomes:
            raise errors.Overloaded(f"{MAX_FEEDS:,} feeds are kept at most; {outcomes.count('new'):,} were added.")
        log.info("feeds imported", added=outcomes.count("new"), refused=len(refused))
        ring()
        return Imported(added=outcomes.count("new"), known=outcomes.count("known"), refused=refused[:MOST_REFUSED])

    @router.get("/{id}", responses=_ONE)
    def get_feed(id: FeedId) -> Feed:
        """Return one feed with its latest fetches, newest first."""
        return found(id, "done")

    @router.patch(
        "/{id}", responses=_WRITE | problems(errors.NotFound), openapi_extra=_takes(ChangedFeed, {"every_minutes": 30})
    )
    def patch_feed(id: FeedId, raw: Annotated[bytes, Depends(_body)]) -> Feed:
        """Change a feed's title, the source of its articles, or its interval."""
        changes = _read(raw, ChangedFeed).model_dump(exclude_unset=True)
        record = feeds.record(id)
        if record is None:
            raise errors.NotFound("No feed has this id.")
        about = FeedAbout.model_validate_json(record.about).model_copy(update=changes)
        return found(id, feeds.describe(id, about.model_dump_json()))

    @router.post("/{id}/{action}", responses=_ONE)
    def act_on_feed(id: FeedId, action: Literal["pause", "resume", "poll"]) -> Feed:
        """Pause a feed, resume it, or poll it now. Resuming polls it now as well."""
        changed = {"pause": feeds.pause, "resume": feeds.resume, "poll": feeds.poll_now}[action](id)
        answer = found(id, changed)
        if action != "pause":
            ring()
        log.info("feed changed", feed=id, action=action)
        return answer

    @router.delete("/{id}", status_code=204, responses=_ONE)
    def delete_feed(id: FeedId) -> None:
        """Remove a feed. Articles that came from it stay."""
        if feeds.remove(id) == "none":
            raise errors.NotFound("No feed has this id.")
        log.info("feed removed", feed=id)

    return router
