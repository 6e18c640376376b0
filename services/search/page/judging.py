"""Judging page: two identities that may be one, side by side, one pair after the other, answered by button or key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field, TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from services.search.answers import articles, quotes
from services.search.answers import identity_suggestions as answers
from services.search.answers.decisions import DecisionAnswer
from services.search.answers.identity_suggestions import (
    IdentitySuggestions,
    IdentitySuggestionsParameters,
    PostedAnswer,
    SuggestedIdentity,
)
from services.search.endpoints.waiting import ID_FORM
from services.search.identified.deciding import decision_of
from services.search.page import saying
from services.search.page.address import Address
from services.search.page.forms import form_body
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import Parameters
from shared.errors import Invalid, NotFound

PATH = "/names/suggestions"
BODIES = [form_body(PATH), form_body(f"{PATH}/undo")]

PAGES_LOOKED_THROUGH = 3
"""Pages without a suggestion that one request goes on behind; then a person says whether to look further."""

SHOWN = 2
"""Latest quotes of each of the two; of somebody who says nothing, articles."""

TYPES = (("All", ""), ("People", "PERSON"), ("Organisations", "ORG"), ("Places", "GPE"), ("Regions", "LOC"))

_POSTED: TypeAdapter[PostedAnswer] = TypeAdapter(PostedAnswer)


class JudgingParameters(IdentitySuggestionsParameters):
    """Parameters of the page."""

    size: int = Field(1, ge=1, le=1)
    answered: str | None = Field(None, pattern=ID_FORM)
    """The decision that was made last, shown with its undoing."""


def add(router: APIRouter, site: Site) -> None:
    """Add the page, and what it posts."""

    @router.get(PATH)
    def get_pair(request: Request, parameters: Annotated[JudgingParameters, read(JudgingParameters)]) -> Response:
        address = Address.of(request)
        found = _first(parameters)
        suggestion = next(iter(found.results), None)
        answered = decision_of(site.index, parameters.answered) if parameters.answered else None
        visitor, token = site.forms.token(request)
        page = site.page(
            request,
            "judge.html",
            suggestion=suggestion,
            sides=[_side(each) for each in suggestion.identities] if suggestion else [],
            following=address.without("answered").page_after(found.next_cursor) if found.next_cursor else None,
            start=address.without("cursor", "answered") if parameters.cursor else None,
            types=[(title, type, Address(PATH, (("type", type),) if type else ())) for title, type in TYPES],
            type=parameters.type or "",
            about=parameters.id,
            here=_here(request),
            undoing=Address(f"{PATH}/undo", _here(request).parameters),
            answered=answered,
            called={id: named.label for id, named in site.index.named(answered.names).items()} if answered else {},
            token=token,
        )
        return site.forms.remember(page, visitor)

    def _first(parameters: JudgingParameters) -> IdentitySuggestions:
        asked = IdentitySuggestionsParameters(**parameters.model_dump(exclude={"answered", "size"}, exclude_unset=True))
        asked = asked.model_copy(update={"size": 1})
        found = answers.find_suggestions(site.index, site.cursors, asked)
        for _ in range(PAGES_LOOKED_THROUGH):
            if found.results or found.next_cursor is None:
                break
            asked = asked.model_copy(update={"cursor": found.next_cursor})
            found = answers.find_suggestions(site.index, site.cursors, asked)
        return found

    def _side(identity: SuggestedIdentity) -> tuple[SuggestedIdentity, Sequence[Any], Sequence[Any]]:
        """Return an identity with its latest quotes; where there are none, with the latest articles that name it."""
        said = quotes.find_quotes(site.index, site.cursors, _newest("speaker", identity), highlights=False).results
        if said:
            return identity, said, []
        named = articles.find_articles(site.index, site.cursors, _newest("entity", identity), highlights=False)
        return identity, said, named.results

    @router.post(PATH, dependencies=[read(JudgingParameters)])
    async def post_answer(request: Request) -> Response:
        fields = await site.forms.read(request)
        here = _here(request)
        back = f"{here}{'&' if here.parameters else '?'}answered={{id}}"
        said = {name: fields.get(name, "") for name in ("id", "other", "answer", "why")}
        try:
            given = saying.posted(_POSTED, {**said, "by": fields.get("by", "").strip() or saying.BY})
        except saying.Refusal as refusal:
            raise Invalid(str(refusal)) from None
        decided = await run_in_threadpool(answers.request_of, site.index, given)
        if isinstance(decided, DecisionAnswer):
            return RedirectResponse(back.replace("{id}", decided.id), 303)
        before = await run_in_threadpool(answers.sent_before, site.waiting, decided)
        return await saying.say(site, request, decided, back, "The answer", sent_before=before)

    @router.post(f"{PATH}/undo", dependencies=[read(JudgingParameters)])
    async def post_undoing(request: Request) -> Response:
        fields = await site.forms.read(request)
        id = fields.get("decision", "")
        decision = await run_in_threadpool(decision_of, site.index, id) if re.fullmatch(ID_FORM, id) else None
        if decision is None:
            raise NotFound("There is no such decision.")
        return await saying.undo(site, request, decision.id, fields.get("by", ""), str(_here(request)))


def _here(request: Request) -> Address:
    """Return the page that a form stands on, without the answer before."""
    given = tuple(pair for pair in Address.of(request).parameters if pair[0] != "answered")
    return Address(PATH, given)


def _newest(parameter: str, identity: SuggestedIdentity) -> Parameters:
    return Parameters.model_validate({parameter: [identity.id], "size": SHOWN, "sort": "newest", "facet": ["none"]})
