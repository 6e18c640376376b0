"""Page of what a version changed: its quotes first, then the title, then the text by words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from services.search.answers.changes.between import changes_between
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import ChangesParameters

_KINDS = (
    ("reattributed", "Given to somebody else"),
    ("altered", "In other words"),
    ("added", "New"),
    ("removed", "Gone"),
)


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/articles/{id}/versions/{version}/changes")
    def get_changes(
        request: Request,
        id: Annotated[str, Path()],
        version: Annotated[int, Path(ge=1, lt=2**53)],
        parameters: Annotated[ChangesParameters, read(ChangesParameters)],
    ) -> Response:
        changes = changes_between(site.index, id, version, parameters.since)
        groups = [(name, [each for each in changes.quotes if each.kinds[0] == kind]) for kind, name in _KINDS]
        return site.page(
            request, "changes.html", changes=changes, groups=[(name, found) for name, found in groups if found]
        )
