"""Routes of the write API: post, delete, follow, and look after the quarantine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi import Path as PathParam
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

from services.ingest import examples
from services.ingest.acceptance import Acceptance
from services.ingest.acknowledgement import Acknowledgement, acknowledge, status_of
from services.ingest.endpoints.accounts import account_routes
from services.ingest.endpoints.bulk import BODY as BULK
from services.ingest.endpoints.bulk import bulk_routes
from services.ingest.endpoints.feeds import OPML, feed_routes
from services.ingest.endpoints.push import push_routes
from services.ingest.endpoints.status import status_routes
from services.ingest.fetching.client import Client
from services.ingest.identity import known_form
from services.ingest.settings import Settings
from shared import errors, logs
from shared.delivery.accounts import Accounts
from shared.delivery.census import Census
from shared.delivery.connection import check_at_start, connect
from shared.delivery.doorbell import Doorbell, make_celery
from shared.delivery.events import Events
from shared.delivery.feeds import Feeds
from shared.delivery.index_record import IndexRecord
from shared.delivery.posts import Accepted
from shared.delivery.receipts import Receipts
from shared.delivery.visits import Manners, Visits
from shared.http.app import make_app
from shared.http.docs import problems
from shared.http.query_string import ONLY_DECLARED
from shared.http.shortcut import with_shortcut
from shared.models.receipts import FINAL_STAGES, Receipt, Stage

log = logs.get(__name__)

LONGEST_WAIT = 60
"""Seconds that ``?wait=`` may ask for: proxies close a silent connection after about this long."""

_SHARED = problems(errors.Refused, errors.UnknownParameter, errors.Forbidden, errors.Invalid, errors.Unavailable)
_ONE = _SHARED | problems(errors.NotFound)
_WRITE = _SHARED | problems(errors.Malformed, errors.TooLarge, errors.UnsupportedMedia, errors.Overloaded)


class Quarantine(BaseModel):
    """A page of the quarantine, newest first."""

    total: int
    results: list[Receipt]


ArticleId = Annotated[str, PathParam(description="The article's id", examples=[examples.ID])]


def create() -> FastAPI:
    """Return the application, from the environment's settings."""
    settings = Settings()
    logs.configure(settings, "ingest")
    client = connect(settings)
    receipts = Receipts(client, prefix=settings.queue_name_prefix, keep_days=settings.receipt_days)
    check_at_start(client)
    record = IndexRecord(client, prefix=settings.queue_name_prefix)
    census = Census(client, settings.queue_name_prefix)
    accounts = Accounts(client, prefix=settings.queue_name_prefix, keep_days=settings.receipt_days)
    events = Events(client, prefix=settings.queue_name_prefix)
    feeds = Feeds(client, prefix=settings.queue_name_prefix)
    fetching = Client(settings, Visits(client, prefix=settings.queue_name_prefix, manners=Manners()))
    doorbell = Doorbell(make_celery(settings), settings)
    return make_api(settings, receipts, doorbell, record, census, accounts, events, feeds, fetching)


def make_api(
    settings: Settings,
    receipts: Receipts,
    doorbell: Doorbell,
    record: IndexRecord,
    census: Census,
    accounts: Accounts,
    events: Events,
    feeds: Feeds,
    fetching: Client,
) -> FastAPI:
    """Return the application over given parts."""
    acceptance = Acceptance(receipts, doorbell.ring, accounts)
    search = httpx.AsyncClient(base_url=settings.search_url, timeout=5)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await search.aclose()

    app = make_app(
        settings,
        title="Quotewire ingest",
        description="Post articles; every one answered 202 becomes searchable, or its receipt says why not.",
        checks={"redis": receipts.ping, "index": record.notice},
        lifespan=lifespan,
        bodies=[BULK, OPML],
    )

    async def post_plainly(request: Request) -> Response:
        accepted = await run_in_threadpool(acceptance.post, await request.body(), logs.request_id())
        return Response(acknowledge(accepted).model_dump_json(), status_of(accepted), media_type="application/json")

    posts = APIRouter(prefix="/v1", dependencies=[ONLY_DECLARED], route_class=with_shortcut(post_plainly))
    v1 = APIRouter(prefix="/v1", dependencies=[ONLY_DECLARED])

    @posts.post(
        "/articles",
        status_code=202,
        tags=["articles"],
        response_model=Acknowledgement,
        responses=_WRITE | {200: {"description": "Nothing changed; or, with `wait`, the finished article"}},
        openapi_extra={"requestBody": examples.POST_BODY},
    )
    async def post_article(
        request: Request,
        response: Response,
        wait: Annotated[
            float,
            Query(ge=0, le=LONGEST_WAIT, allow_inf_nan=False, description="Seconds to wait for the result"),
        ] = 0,
    ) -> Any:
        """Accept an article, or a page of HTML with `html` in place of `title` and `body`."""
        accepted = await run_in_threadpool(acceptance.post, await request.body(), logs.request_id())
        if wait:
            finished = await _finished(accepted, wait, request)
            if finished is not None:
                return finished
        response.status_code = status_of(accepted)
        return acknowledge(accepted)

    async def _finished(accepted: Accepted, seconds: float, request: Request) -> Response | None:
        """Return the article as search shows it, once it does; None if it does not within the time.

        Raises ClientDisconnect when nobody waits for it any more.
        """
        end, pause = time.monotonic() + seconds, 0.03
        while time.monotonic() < end:
            receipt = await run_in_threadpool(receipts.receipt, accepted.id, accepted.version)
            merged = receipt is not None and receipt.state is Stage.MERGED
            if receipt is None or receipt.state is Stage.INDEXED or merged:
                try:
                    shown = await search.get(f"/v1/articles/{accepted.id}")
                except httpx.HTTPError as error:
                    log.warning("search does not answer; the receipt is the answer", error=str(error))
                    return None
                if shown.status_code == 200 and (merged or shown.json()["version"] >= accepted.version):
                    return JSONResponse(shown.json())
            elif receipt.state in FINAL_STAGES:
                return None
            if await request.is_disconnected():
                raise ClientDisconnect
            await asyncio.sleep(pause)
            pause = min(0.5, pause * 1.2)  # so that it is noticed within a sixth of the time that it took
        return None

    @v1.delete("/articles/{id}", status_code=202, tags=["articles"], responses=_ONE | {200: {"model": Acknowledgement}})
    def delete_article(id: ArticleId, response: Response) -> Acknowledgement:
        """Delete an article, its quotes and its older versions. 200 if that is already done or under way."""
        accepted = acceptance.delete(known_form(id), logs.request_id())
        response.status_code = status_of(accepted)
        return acknowledge(accepted)

    @v1.get("/receipts/{id}", tags=["articles"], responses=_ONE)
    def get_receipt(
        id: ArticleId, version: Annotated[int | None, Query(description="The newest if not given", ge=0)] = None
    ) -> Receipt:
        """Return a version's receipt: its state, the times of each stage, and the reason if it is in quarantine."""
        receipt = receipts.receipt(known_form(id), version)
        if receipt is None:
            raise errors.NotFound("No receipt under this id (final ones are kept for a while, not for ever).")
        return receipt

    @v1.get("/quarantine", tags=["operations"], responses=_SHARED)
    def get_quarantine(
        size: Annotated[int, Query(ge=1, le=100)] = 20, offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0
    ) -> Quarantine:
        """List articles that could not be processed, with the reason."""
        total, results = receipts.quarantined(offset, size)
        return Quarantine(total=total, results=results)

    @v1.post("/quarantine/{id}/replay", status_code=202, tags=["operations"], responses=_ONE)
    def replay(id: ArticleId) -> Receipt:
        """Send an article back to the stage that it failed at."""
        stage = receipts.replay(known_form(id))
        if stage is None:
            raise errors.NotFound("This article is not in quarantine.")
        doorbell.ring(stage)
        log.info("replayed", article_id=id, stage=stage)
        return get_receipt(id)

    @v1.delete("/quarantine/{id}", status_code=200, tags=["operations"], responses=_ONE)
    def discard(id: ArticleId) -> Receipt:
        """Give an article up: its text is dropped, its receipt stays for a while."""
        if not receipts.discard(known_form(id)):
            raise errors.NotFound("This article is not in quarantine.")
        log.info("discarded", article_id=id)
        return get_receipt(id)

    app.include_router(posts)
    # Accounts first: /v1/receipts/events is not the receipt of an article.
    app.include_router(account_routes(receipts, accounts, events), prefix="/v1")
    app.include_router(v1)
    for routes in (
        bulk_routes(acceptance, settings),
        push_routes(acceptance, settings),
        status_routes(census),
        feed_routes(feeds, fetching, settings, lambda: acceptance.ring(Stage.PREPARING)),
    ):
        app.include_router(routes, prefix="/v1")
    return app
