"""The read API: articles and quotes, searched and in full."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from services.search import examples
from services.search.bootstrap import open_index
from services.search.cursor import Cursors, question
from services.search.highlight import highlighted
from services.search.index import Index, Kind
from services.search.parameters import ID, NoParameters, Parameters, VersionParameter, check_query_string
from services.search.settings import Settings
from shared import errors, logs
from shared.http.app import make_app
from shared.http.docs import problems
from shared.models import FoundArticle, FoundQuote, Results, StoredArticle

log = logs.get(__name__)

DESCRIPTION = """Who said what, about whom, when: the articles that were posted, and the quotes found in them.

Offsets are half-open ranges of Unicode code points into an article's `body`: `body[start:end]` is what `text` shows.
Highlights are HTML: the text is escaped, and `<mark>` stands around what matched. On a page of results with more than
a million characters of text, the longest texts are searched for highlights only in their beginning."""

PREPARE_AGAIN_SECONDS = 30
"""Between tries to prepare an index that fails for no reason we know: reading may work all the same."""

_SHARED = (errors.Refused, errors.UnknownParameter, errors.TooLarge, errors.Invalid, errors.Unavailable)
_LIST = problems(*_SHARED, errors.QuerySyntax, errors.InvalidCursor, errors.CursorExpired, errors.NeedsElasticsearch)
_ONE = problems(*_SHARED, errors.NotFound)


class FoundArticles(Results):
    """A page of articles, with the facets of all that match on the first one."""

    results: list[FoundArticle]


class FoundQuotes(Results):
    """A page of quotes, with the facets of all that match on the first one."""

    results: list[FoundQuote]


def create() -> FastAPI:
    """The application, from the environment's settings. While the engine is away it serves, and answers 503."""
    settings = Settings()
    logs.configure(settings, "search")
    return make_api(settings, open_index(settings))


def make_api(settings: Settings, index: Index) -> FastAPI:
    """The application over an index, which it prepares when it starts; whoever opened the index closes it."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        preparing = asyncio.create_task(_prepare(index))
        yield
        preparing.cancel()

    app = make_app(
        settings, title="Quotewire search", description=DESCRIPTION, checks={"index": index.ready}, lifespan=lifespan
    )
    cursors = Cursors(settings.cursor_key, settings.cursor_seconds)

    def answer(kind: Kind, asked: Parameters, request: Request) -> dict[str, Any]:
        """What :class:`Results` holds. One page is asked of the index; the first brings the facets."""
        began = time.perf_counter()
        wanted = asked.request(kind)
        bound = question(kind, request.query_params.multi_items())
        if asked.cursor is not None:
            wanted = replace(wanted, after=cursors.read(asked.cursor, bound), facets=())
        page = index.search(wanted)
        return {
            "total": page.total,
            "size": wanted.size,
            "next_cursor": cursors.give(bound, page.next) if page.next else None,
            "results": highlighted(page.hits, wanted.words),
            "facets": page.facets,
            "took_ms": round((time.perf_counter() - began) * 1000),
        }

    @app.get(
        "/v1/articles",
        tags=["articles"],
        dependencies=[_looking_for(Parameters)],
        responses=_LIST | examples.answer("articles"),
    )
    def find_articles(request: Request, asked: Annotated[Parameters, Query()]) -> FoundArticles:
        """Articles by their words (title or body), their quotes and what they name."""
        return FoundArticles(**answer("articles", asked, request))

    @app.get(
        "/v1/articles/{id}",
        tags=["articles"],
        dependencies=[_looking_for(VersionParameter)],
        responses=_ONE | examples.answer("article"),
    )
    def get_article(
        id: Annotated[str, Path(description="The article's id", examples=[examples.ARTICLE_ID])],
        asked: Annotated[VersionParameter, Query()],
    ) -> StoredArticle:
        """An article in full: the annotated text, quotes and entities with their offsets, its versions."""
        article = index.article(id, asked.version) if ID.fullmatch(id) else None
        if article is None:
            which = f" in version {asked.version}; `versions` of the article lists them" if asked.version else ""
            raise errors.NotFound(f"There is no such article{which}.")
        return article

    @app.get(
        "/v1/quotes",
        tags=["quotes"],
        dependencies=[_looking_for(Parameters)],
        responses=_LIST | examples.answer("quotes"),
    )
    def find_quotes(request: Request, asked: Annotated[Parameters, Query()]) -> FoundQuotes:
        """Quotes by their own words, who said them, whom they are about, and where and when they stood."""
        return FoundQuotes(**answer("quotes", asked, request))

    @app.get(
        "/v1/quotes/{id}",
        tags=["quotes"],
        dependencies=[_looking_for(NoParameters)],
        responses=_ONE | examples.answer("quote"),
    )
    def get_quote(id: Annotated[str, Path(description="The quote's id", examples=[examples.QUOTE_ID])]) -> FoundQuote:
        """One quote, with the article that it stands in."""
        quote = index.quote(id) if ID.fullmatch(id) else None
        if quote is None:
            raise errors.NotFound("There is no such quote. It may have left its article in a later version.")
        return quote

    return app


def _looking_for(parameters: type[BaseModel]) -> Any:
    """A dependency that looks at the query string before FastAPI reads ``parameters`` out of it."""

    def check(request: Request) -> None:
        check_query_string(request.scope["query_string"], request.query_params.multi_items(), parameters)

    return Depends(check)


async def _prepare(index: Index) -> None:
    """Prepare the index as soon as its engine lets us."""
    while True:
        try:
            return await run_in_threadpool(index.prepare)
        except errors.Unavailable as error:
            log.warning("the index is not there yet", detail=error.detail, again_in=error.retry_after)
            await asyncio.sleep(error.retry_after)
        except Exception:
            log.exception("the index cannot be prepared; trying again")
            await asyncio.sleep(PREPARE_AGAIN_SECONDS)
