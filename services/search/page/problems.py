"""Problems as pages: what went wrong, with its status code, and where to go on."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from services.search.answers import suggestions
from services.search.page.address import Address
from services.search.page.site import Site
from services.search.parameters import SuggestParameters
from shared import errors

SUGGESTIONS = 6
"""Names and titles like the one that is not there."""


class ProblemPages:
    """Makes the page for an error."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def __call__(self, request: Request, error: errors.QuotewireError) -> Response:
        """Return the page."""
        address = Address.of(request)
        values: dict[str, Any] = {"error": error, "query": "", "column": None, "alike": [], "again": None}
        match error:
            case errors.QuerySyntax():
                values |= {"query": address.values("q")[0], "column": error.extra.get("column")}
            case errors.CursorExpired() | errors.InvalidCursor():
                values["again"] = address.without("cursor")
            case errors.UnknownParameter():
                values["again"] = address.without(str(error.extra.get("parameter")))
            case errors.NotFound():
                values["alike"] = self._alike(request.url.path)
            case errors.Unavailable():
                values["again"] = address
        page = self._site.page(request, "problem.html", error.status, **values)
        if isinstance(error, errors.Unavailable):
            page.headers["retry-after"] = str(error.retry_after)
        return page

    def _alike(self, path: str) -> list[Any]:
        """Return names and titles that somebody may have meant; nothing while the index is away."""
        words = path.rpartition("/")[2].rpartition(":")[2].replace("-", " ").replace("_", " ")[:100]
        try:
            return list(suggestions.suggest(self._site.index, SuggestParameters(q=words, size=SUGGESTIONS)).results)
        except (errors.QuotewireError, ValueError):
            return []
