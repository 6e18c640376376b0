"""Card of an entity: what a client of the Reconciliation API shows beside a candidate, in a frame of its own page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from services.search.answers import profile
from services.search.answers.reconciliation.manifest import PATH
from services.search.answers.reconciliation.types import types_of
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters, ProfileParameters

_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors"


def add(router: APIRouter, site: Site) -> None:
    """Add the card, which pages of the setting ``reconcile_origins`` may frame and nobody else."""
    ancestors = " ".join(site.settings.reconcile_origins) or "'none'"

    @router.get(f"{PATH}/preview/{{id}}", dependencies=[read(NoParameters)])
    def get_card(request: Request, id: Annotated[str, Path()]) -> Response:
        found = profile.get_profile(site.index, id, ProfileParameters(size=1))
        identity = found.identity
        page = site.page(
            request,
            "entity_card.html",
            profile=found,
            name=identity.name if identity else found.name,
            types=types_of(found.id, identity.type if identity else None),
        )
        page.headers["content-security-policy"] = f"{_POLICY} {ancestors}"
        return page
