"""The search API: what was said, by whom, about whom, when; in lists, in full, counted, drawn and compared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from services.search.answers.cursors import Cursors
from services.search.answers.reconciliation.manifest import PATH as RECONCILE
from services.search.bootstrap import open_index
from services.search.endpoints import (
    analyses,
    articles,
    corrections,
    identities,
    identity_suggestions,
    knowledge,
    names,
    quotes,
    reconcile,
)
from services.search.endpoints.routing import Reader
from services.search.identified.identified_index import identified
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.page import pages
from services.search.settings import Settings
from shared import errors, logs
from shared.delivery.connection import connect
from shared.delivery.decisions import WaitingDecisions
from shared.heaps import keep_what_is_loaded, share_heaps
from shared.http.app import make_app
from shared.http.cross_origin import CrossOrigin

log = logs.get(__name__)

DESCRIPTION = """Who said what, about whom, when: the articles that were posted, and the quotes found in them.

Offsets are half-open ranges of Unicode code points into an article's `body`: `body[start:end]` is what `text` shows.
Highlights are HTML: the text is escaped, and `<mark>` stands around what matched. An article in whose body nothing
matched shows its beginning, unmarked. On a page of results with more than a million characters of text, the longest
texts are searched for highlights only in their beginning.

Every list can be had as JSON, CSV, JSON lines, RSS or Atom, by the header `Accept` or by `format=`. CSV and JSON lines
hold all results. If something fails on the way, the connection is closed before the end, so that half a file is not
taken for a whole one. In CSV a cell that a spreadsheet would take for a formula begins with an apostrophe."""

PREPARE_AGAIN_SECONDS = 30
"""Seconds between attempts to prepare an index that fails for an unknown reason: reading may work all the same."""

_FRONT_PAGE = Request("quotes", sort="newest", size=0)
"""What is asked before anybody asks, so that nobody waits for what an engine keeps in memory: a second at 100,000
articles on SQLite."""


def create() -> FastAPI:
    """Return the application, with the environment's settings. While the engine is away it serves, and answers 503."""
    share_heaps()
    settings = Settings()
    logs.configure(settings, "search")
    app = make_api(settings, open_index(settings))
    keep_what_is_loaded()
    return app


def make_api(settings: Settings, index: Index) -> FastAPI:
    """Return the application over an index, which it prepares when it starts; whoever opened the index closes it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(_prepare(index))
        yield
        preparing.cancel()
        site.ingest.close()
        client.close()

    app = make_app(
        settings,
        title="Quotewire search",
        description=DESCRIPTION,
        checks={"index": index.ready},
        lifespan=lifespan,
        bodies=(*pages.BODIES, *reconcile.BODIES),
        cross_origin=CrossOrigin(RECONCILE, frozenset(settings.reconcile_origins)),
    )
    chosen = settings.cursor_secret
    secret = (lambda: chosen.get_secret_value().encode()) if chosen else index.secret
    reader = Reader(identified(index), Cursors(secret, settings.cursor_seconds))
    for resource in (articles, quotes, names, analyses, reconcile):
        resource.add(app, reader)
    client = connect(settings)
    waiting = WaitingDecisions(client, prefix=settings.queue_name_prefix, keep_days=settings.receipt_days)
    knowledge.add(app, reader, waiting)
    identity_suggestions.add(app, reader, waiting)
    identities.add(app, reader, waiting)
    corrections.add(app, reader, waiting)
    site = pages.add(app, reader, settings, waiting)
    return app


async def _prepare(index: Index) -> None:
    """Prepare the index as soon as its engine answers, and look once for damage: a damaged one is not ready."""
    while True:
        try:
            await run_in_threadpool(index.prepare)
            await run_in_threadpool(index.search, _FRONT_PAGE)
            for damage in await run_in_threadpool(index.check):
                log.critical("the index is damaged", damage=damage)
            return
        except errors.Unavailable as error:
            log.warning("the index is not there yet", detail=error.detail, again_in=error.retry_after)
            await asyncio.sleep(error.retry_after)
        except Exception:
            log.exception("the index cannot be prepared; trying again")
            await asyncio.sleep(PREPARE_AGAIN_SECONDS)
