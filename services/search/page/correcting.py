"""Correcting page: says of one quote who said it, or that it is none; undoes it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.search.answers import articles, corrections, quotes
from services.search.answers.corrections import PostedCorrection
from services.search.identified.correcting import correction_of
from services.search.page import saying
from services.search.page.forms import form_body
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters
from shared.errors import NotFound
from shared.models.annotations import Entity, Speaker

BODIES = [form_body("/quotes/{id}/correct"), form_body("/corrections/{id}/undo")]

NAMES = 12
"""People and organisations of the article that are offered, the most central first."""

NOBODY, ELSE = "nobody", "else"
"""Choices of a speaker beside those that the article names."""

_POSTED: TypeAdapter[Any] = TypeAdapter(PostedCorrection)


def add(router: APIRouter, site: Site) -> None:
    """Add the page of each quote, and the undoing."""

    def show(
        request: Request, id: str, fields: Mapping[str, str] | None = None, wrong: str = "", status: int = 200
    ) -> Response:
        quote = quotes.get_quote(site.index, id)
        visitor, token = site.forms.token(request)
        page = site.page(
            request,
            "correct.html",
            status,
            quote=quote,
            names=_offered(articles.get_article(site.index, quote.article.id, None).entities, quote.speaker),
            fields=fields or {},
            wrong=wrong,
            token=token,
        )
        return site.forms.remember(page, visitor)

    @router.get("/quotes/{id}/correct", dependencies=[read(NoParameters)])
    def get_form(request: Request, id: Annotated[str, Path()]) -> Response:
        return show(request, id)

    @router.post("/quotes/{id}/correct")
    async def post_correction(request: Request, id: Annotated[str, Path()]) -> Response:
        fields = await site.forms.read(request)
        quote = await run_in_threadpool(quotes.get_quote, site.index, id)
        try:
            given = saying.posted(_POSTED, _said(quote.id, fields))
            said = await run_in_threadpool(saying.request_of, corrections.request_of, site, given)
        except saying.Refusal as refusal:
            return await run_in_threadpool(show, request, id, fields, str(refusal), 422)
        gone = given.correction == "no_quote"
        back = f"/articles/{quote.article.id}#{'corrections' if gone else f'q-{quote.id}'}"
        return await saying.say(site, request, said, back, "The correction")

    @router.post("/corrections/{id}/undo")
    async def post_undoing(request: Request, id: saying.SaidId) -> Response:
        fields = await site.forms.read(request)
        correction = await run_in_threadpool(correction_of, site.index, id)
        if correction is None:
            raise NotFound("There is no such correction.")
        back = f"/articles/{correction.article}#corrections"
        return await saying.undo(site, request, id, fields.get("by", ""), back)


def _offered(entities: list[Entity], speaker: Speaker | None) -> list[Entity]:
    """Return who may have said it: people before organisations, the most central first, but for who is said to have."""
    others = [each for each in entities if each.type in ("PERSON", "ORG") and not (speaker and each.id == speaker.id)]
    return sorted(others, key=lambda each: (each.type != "PERSON", -each.salience))[:NAMES]


def _said(quote: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says as it is posted to the API."""
    said: dict[str, Any] = {
        "correction": fields.get("correction", ""),
        "quote": quote,
        "by": fields.get("by", "").strip() or saying.BY,
        "why": fields.get("why", ""),
    }
    if said["correction"] != "said_by":
        return said
    speaker = fields.get("speaker", ELSE)
    return said | {"speaker": {NOBODY: None, ELSE: fields.get("name", "")}.get(speaker, speaker)}
