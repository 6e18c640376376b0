"""Compare: two speakers, sources or periods side by side on one subject."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from services.search.answers import comparison
from services.search.page.address import Address
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import CompareParameters

BY = (("speaker", "Speakers"), ("source", "Sources"), ("period", "Periods"))


def add(router: APIRouter, site: Site) -> None:
    """Add the page: a form, and beneath it the comparison once both sides are named."""

    @router.get("/compare")
    async def get_compare(request: Request) -> Response:
        address = Address.of(request)
        given = {name: (address.values(name) or [""])[0] for name in ("by", "a", "b", "q")}
        compared = None
        if given["a"] and given["b"]:
            parameters: CompareParameters = await read(CompareParameters).dependency(request)
            compared = await run_in_threadpool(comparison.compare, site.index, parameters)
        sides = [] if compared is None else [(compared.a, _quotes(given, "a")), (compared.b, _quotes(given, "b"))]
        most = max((entity.count for side, _ in sides for entity in side.entities), default=1)
        return site.page(request, "compare.html", ways=BY, given=given, sides=sides, most=most)


def _quotes(given: dict[str, str], side: str) -> Address | None:
    """Return the address of all quotes of one side; a period has no list under its name."""
    words = (("q", given["q"]),) if given["q"] else ()
    return None if given["by"] == "period" else Address("/search", (*words, (given["by"], given[side])))
