"""Operations: what waits at each stage, what is in quarantine and why, and what to do about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.search.page.address import Address
from services.search.page.forms import form_body
from services.search.page.routing import read
from services.search.page.site import Site
from shared.errors import NotFound

BODIES = [form_body("/operations/quarantine/{id}")]
SIZE = 20
"""Articles of the quarantine on a page."""


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
        visitor, token = site.forms.token(request)
        address, following = Address.of(request), parameters.offset + SIZE
        page = site.page(
            request,
            "operations.html",
            state=status,
            quarantine=quarantine,
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
