"""Operations: what waits and how quickly it goes, what became of each source, what is in quarantine, and what to do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.search.answers import articles
from services.search.page.address import Address
from services.search.page.forms import form_body
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import Parameters
from shared.errors import NotFound

BODIES = [form_body("/operations/quarantine/{id}")]
QUIET = 20
"""Feeds that are quiet against their habit; the page of feeds has all."""

SIZE = 20
"""Articles of the quarantine on a page."""

SOURCES, REFUSALS = 20, 10
"""Of the sources and refusals, those that came last are shown."""


class OperationsParameters(BaseModel):
    """Parameters of the page."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(0, ge=0, le=1_000_000)


def add(router: APIRouter, site: Site) -> None:
    """Add the page and its form."""

    @router.get("/operations")
    def get_operations(
        request: Request, parameters: Annotated[OperationsParameters, read(OperationsParameters)]
    ) -> Response:
        status, quarantine = site.ingest.status(), site.ingest.quarantine(SIZE, parameters.offset)
        refusals = site.ingest.refusals()["results"]
        visitor, token = site.forms.token(request)
        asked = Parameters.model_validate({"size": 1, "facet": ["annotator"]})
        address, following = Address.of(request), parameters.offset + SIZE
        page = site.page(
            request,
            "operations.html",
            state=status,
            quarantine=quarantine,
            sources=site.ingest.sources(SOURCES),
            refusals=refusals[:REFUSALS],
            quiet=site.ingest.feeds(QUIET, quiet=True),
            annotators=articles.find_articles(site.index, site.cursors, asked).facets["annotator"],
            coverage=site.coverage(),
            token=token,
            next=address.setting({"offset": str(following)}) if quarantine["total"] > following else None,
            is_first=not parameters.offset,
        )
        return site.forms.remember(page, visitor)

    @router.post("/operations/quarantine/{id}")
    async def post_quarantine(request: Request, id: Annotated[str, Path(pattern=r"^[a-z2-7]{20}$")]) -> Response:
        fields = await site.forms.read(request)
        actions = {"replay": site.ingest.replay, "discard": site.ingest.discard}
        action = actions.get(fields.get("action", ""))
        if action is None:
            raise NotFound("There is no such action.")
        await run_in_threadpool(action, id)
        return RedirectResponse("/operations", 303)
