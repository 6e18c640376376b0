"""Feeds: which there are, how their polls went, and what to do about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.search.page.address import Address
from services.search.page.forms import form_body, upload_body
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters
from shared.errors import NotFound, Refused

BODIES = [form_body("/feeds"), upload_body("/feeds/opml"), form_body("/feeds/{id}")]
SIZE = 20
"""Feeds on a page."""

ACTIONS = ("pause", "resume", "poll", "remove")

FeedId = Annotated[str, Path(pattern=r"^[a-z2-7]{20}$")]


class FeedsParameters(BaseModel):
    """Parameters of the page."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(0, ge=0, le=10_000)
    quiet: bool = False


@dataclass(frozen=True)
class Told:
    """What the page says of the form that was sent."""

    wrong: str = ""
    url: str = ""
    offers: Sequence[Mapping[str, str]] = ()
    """Feeds that the address links to."""
    imported: Mapping[str, Any] | None = None
    """Outcome of a list of feeds."""


NOTHING = Told()


def add(router: APIRouter, site: Site) -> None:
    """Add the list with its forms, and the page of one feed."""

    def show(request: Request, parameters: FeedsParameters, told: Told = NOTHING, status: int = 200) -> Response:
        feeds = site.ingest.feeds(SIZE, parameters.offset, quiet=parameters.quiet)
        visitor, token = site.forms.token(request)
        address, following = Address.of(request), parameters.offset + SIZE
        page = site.page(
            request,
            "feeds.html",
            status,
            feeds=feeds,
            told=told,
            token=token,
            here=str(address) if request.method == "GET" else "/feeds",
            only_quiet=parameters.quiet,
            next=address.setting({"offset": str(following)}) if feeds["total"] > following else None,
            is_first=not parameters.offset,
        )
        return site.forms.remember(page, visitor)

    @router.get("/feeds")
    def get_feeds(request: Request, parameters: Annotated[FeedsParameters, read(FeedsParameters)]) -> Response:
        return show(request, parameters)

    @router.post("/feeds")
    async def post_feed(request: Request) -> Response:
        fields = await site.forms.read(request)
        url = fields.get("url", "").strip()
        try:
            feed = await run_in_threadpool(site.ingest.add_feed, url)
        except Refused as refusal:
            told = Told(refusal.detail, url, refusal.extra.get("feeds", []))
            return await run_in_threadpool(show, request, FeedsParameters(), told, 422)
        return RedirectResponse(f"/feeds/{feed['id']}", 303)

    @router.post("/feeds/opml")
    async def post_opml(request: Request) -> Response:
        upload = await site.forms.read_upload(request)
        try:
            told, status = Told(imported=await run_in_threadpool(site.ingest.add_feeds, upload.content)), 200
        except Refused as refusal:
            told, status = Told(refusal.detail), 422
        return await run_in_threadpool(show, request, FeedsParameters(), told, status)

    @router.get("/feeds/{id}", dependencies=[read(NoParameters)])
    def get_feed(request: Request, id: FeedId) -> Response:
        visitor, token = site.forms.token(request)
        page = site.page(request, "feed.html", feed=site.ingest.feed(id), token=token)
        return site.forms.remember(page, visitor)

    @router.post("/feeds/{id}")
    async def post_action(request: Request, id: FeedId) -> Response:
        fields = await site.forms.read(request)
        action = fields.get("action", "")
        if action not in ACTIONS:
            raise NotFound("There is no such action.")
        await run_in_threadpool(site.ingest.act_on_feed, id, action)
        return RedirectResponse("/feeds" if action == "remove" else f"/feeds/{id}", 303)
