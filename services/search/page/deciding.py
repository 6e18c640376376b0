"""Deciding page: merges, splits, renames or retypes somebody, or says that a name is none; shows and undoes what was
decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Path, Request
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.search.answers import articles, decisions
from services.search.answers.decisions import PostedDecision
from services.search.answers.identities import IdentityInFull, get_identity
from services.search.answers.models import Trimmed
from services.search.identified.deciding import decision_of
from services.search.identified.meanings import has_identity, identity_id
from services.search.identities.kinds import KINDS
from services.search.index.port import Index
from services.search.index.results import FoundArticle
from services.search.index.rules import is_entity_id
from services.search.page import saying
from services.search.page.forms import form_body
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters, Parameters
from shared.errors import NotFound
from shared.models.annotations import EntityType
from shared.text import entity_id

BODIES = [form_body("/names/{id}/decide"), form_body("/decisions/{id}/undo")]

ARTICLES = 12
"""Articles that a split offers, the newest."""

TYPES = get_args(EntityType)[:11]
"""Types of names; the rest are dates and numbers."""

_POSTED: TypeAdapter[Any] = TypeAdapter(PostedDecision)


def add(router: APIRouter, site: Site) -> None:
    """Add the page of each identity, and the undoing."""

    def show(
        request: Request, id: str, fields: Mapping[str, str] | None = None, wrong: str = "", status: int = 200
    ) -> Response:
        who = _who(id)
        visitor, token = site.forms.token(request)
        page = site.page(
            request,
            "decide.html",
            status,
            id=id,
            who=who,
            name=who.identity.name if who.identity else id,
            articles=_articles(request, who),
            types=TYPES,
            fields=fields or {},
            wrong=wrong,
            token=token,
        )
        return site.forms.remember(page, visitor)

    def _who(id: str) -> IdentityInFull:
        if not has_identity(id):
            raise NotFound("Nothing is decided about names of this type: people, organisations and places have one.")
        return get_identity(site.index, id)

    def _articles(request: Request, who: IdentityInFull) -> Sequence[FoundArticle | Trimmed]:
        asked = Parameters.model_validate({"entity": [who.id], "size": ARTICLES, "sort": "newest", "facet": ["none"]})
        return articles.find_articles(site.index, site.cursors, asked, highlights=False).results

    @router.get("/names/{id}/decide", dependencies=[read(NoParameters)])
    def get_form(request: Request, id: Annotated[str, Path()]) -> Response:
        return show(request, id)

    @router.post("/names/{id}/decide")
    async def post_decision(request: Request, id: Annotated[str, Path()]) -> Response:
        fields = await site.forms.read(request)
        try:
            said_of_it = await run_in_threadpool(_said, site.index, id, fields)
            given = saying.posted(_POSTED, said_of_it)
            said = await run_in_threadpool(saying.request_of, decisions.request_of, site, given)
        except saying.Refusal as refusal:
            return await run_in_threadpool(show, request, id, fields, str(refusal), 422)
        return await saying.say(site, request, said, f"/names/{id}/decide#decided", "The decision")

    @router.post("/decisions/{id}/undo")
    async def post_undoing(request: Request, id: saying.SaidId) -> Response:
        fields = await site.forms.read(request)
        decision = await run_in_threadpool(decision_of, site.index, id)
        if decision is None:
            raise NotFound("There is no such decision.")
        back = f"/names/{identity_id(decision.name)}/decide#decided"
        return await saying.undo(site, request, id, fields.get("by", ""), back)


def _said(index: Index, id: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says as it is posted to the API."""
    said: dict[str, Any] = {
        "decision": fields.get("decision", ""),
        "id": id,
        "by": fields.get("by", "").strip() or saying.BY,
        "why": fields.get("why", ""),
    }
    match said["decision"]:
        case "merge":
            said["into"] = _id_of(index, fields.get("into", "").strip())
            if not said["into"]:
                raise saying.Refusal("into: is empty; write who it is, by name or id.")
        case "rename":
            said["name"] = fields.get("name", "")
        case "retype":
            said["type"] = fields.get("type", "")
        case "split":
            chosen = [name.removeprefix("article:") for name in fields if name.startswith("article:")]
            into = _id_of(index, fields.get("into", "").strip())
            given = {"articles": chosen, "role": fields.get("role", "").strip(), "into": into}
            said |= {name: value for name, value in given.items() if value}
    return said


def _id_of(index: Index, typed: str) -> str:
    """Return the id of somebody who was typed by name. Raises Refusal where articles call nobody so."""
    if not typed or is_entity_id(typed):
        return typed
    ids = [entity_id(kind, typed) for kind in KINDS]
    named = index.named(ids)
    if id := next((id for id in ids if id in named), None):
        return id
    raise saying.Refusal("into: no article calls anybody so; write the name as articles do, or an id.")
