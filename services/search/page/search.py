"""Search page: quotes or articles with their facets, over time, and what to do where there are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from services.search.answers import articles, quotes, suggestions
from services.search.answers.counts import counts_of
from services.search.answers.models import Results, Suggested
from services.search.endpoints.routing import client_of
from services.search.index.filters import Filters
from services.search.index.questions import Kind
from services.search.page import day_chart
from services.search.page.address import Address
from services.search.page.filters import FACETS, chips, entity_ids, facet_links
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import Parameters, SuggestParameters

NAMED_LIKE_QUERY = 3
"""Names that a query may mean, shown above its results."""

SORTS = {
    "quotes": (("relevance", "Best match"), ("newest", "Newest"), ("oldest", "Oldest"), ("longest", "Longest")),
    "articles": (("relevance", "Best match"), ("newest", "Newest"), ("oldest", "Oldest")),
}


class SearchParameters(Parameters):
    """Parameters of the search page: those of the API's lists, what is listed, how long a bar of the chart is, and
    whether copies are listed, too."""

    kind: Kind = "quotes"
    interval: day_chart.Step | None = None
    copies: Literal["collapsed", "shown"] = "collapsed"
    size: int = Field(20, ge=1, le=100)


@dataclass(frozen=True)
class Way:
    """A way on from a search without results: what else there is, how much of it, and where."""

    words: str
    count: int
    address: Address


def add(router: APIRouter, site: Site) -> None:
    """Add the search page and its suggestions."""

    def find(parameters: Parameters, kind: Kind, client: str = "", *, highlights: bool = False) -> Results:
        if kind == "articles":
            return articles.find_articles(site.index, site.cursors, parameters, client=client, highlights=highlights)
        return quotes.find_quotes(site.index, site.cursors, parameters, client=client, highlights=highlights)

    @router.get("/search")
    def get_search(request: Request, parameters: Annotated[SearchParameters, read(SearchParameters)]) -> Response:
        address, kind = Address.of(request), parameters.kind
        collapse = "group" if parameters.copies == "collapsed" else None
        counted = parameters.model_copy(update={"facet": [*FACETS[kind], "day"], "collapse": collapse})
        results = find(counted, kind, client_of(request), highlights=True)
        sorts = SORTS[kind] if parameters.words() is not None else SORTS[kind][1:]
        facets = results.facets
        if parameters.cursor is not None:  # facets come with a first page only
            facets = find(counted.model_copy(update={"cursor": None, "size": 1}), kind).facets
        ids = entity_ids(address)
        labels = {id: counts.label for id, counts in counts_of(site.index, ids, None, Filters()).items()} if ids else {}
        labels |= {value.value: value.label for values in facets.values() for value in values}
        return site.page(
            request,
            "search.html",
            kind=kind,
            results=results,
            query=parameters.q,
            facets=facet_links(address, kind, facets),
            chips=chips(address, labels),
            chart=day_chart.draw(
                address, facets.get("day", []), parameters.interval, parameters.since, parameters.until
            ),
            sorts=sorts,
            sort=parameters.sort if parameters.sort in dict(sorts) else sorts[0][0],
            next=address.page_after(results.next_cursor) if results.next_cursor else None,
            is_first=parameters.cursor is None,
            export=_of_api(address, kind),
            other=address.without("kind", "type", "sort", "interval").setting(
                {} if kind == "articles" else {"kind": "articles"}
            ),
            named=_named(parameters.q) if parameters.cursor is None else [],
            ways=list(_ways(address, parameters, labels)) if not results.total else [],
            coverage=site.coverage(),
        )

    @router.get("/suggestions")
    def get_suggestions(
        request: Request, parameters: Annotated[SuggestParameters, read(SuggestParameters)]
    ) -> Response:
        found = suggestions.suggest(site.index, parameters.model_copy(update={"size": 8}))
        return site.page(request, "suggestions.html", results=found.results, query=parameters.q)

    def _named(query: str) -> list[Suggested]:
        """Return the names that a query may mean, if it looks like one."""
        try:
            asked = SuggestParameters(q=query, kind=["person", "organization", "place"], size=NAMED_LIKE_QUERY)
        except ValueError:
            return []
        return list(suggestions.suggest(site.index, asked).results) if query.replace(" ", "").isalpha() else []

    def _ways(address: Address, parameters: SearchParameters, labels: dict[str, str]) -> Iterator[Way]:
        """Yield searches like this one that do find something, with how much; each is really counted."""

        def counted(words: str, changed: Address, **update: Any) -> Iterator[Way]:
            kind = update.pop("kind", parameters.kind)
            asked = parameters.model_copy(update={"facet": ["none"], "cursor": None, "size": 1, **update})
            if total := find(asked, kind).total:
                yield Way(words, total, changed)

        noun = parameters.kind
        for name, other in (("speaker", "about"), ("about", "speaker")):
            for value in getattr(parameters, name):
                label = labels.get(value) or value
                words = f"{noun} {'about' if other == 'about' else 'by'} {label}"
                swapped = address.dropping(name, value).adding(other, value)
                rest = [each for each in getattr(parameters, name) if each != value]
                yield from counted(words, swapped, **{name: rest, other: [*getattr(parameters, other), value]})
        for chip in chips(address, labels):
            name, value = next(pair for pair in address.parameters if chip.address == address.dropping(*pair))
            field = {"from": "since", "to": "until"}.get(name, name)
            given = getattr(parameters, field)
            others = [each for each in given if each != value] if isinstance(given, list) else None
            yield from counted(f"{noun} without “{chip.words} {chip.label}”", chip.address, **{field: others})
        if parameters.q:
            yield from counted(f"{noun} without “{parameters.q}”", address.without("q"), q="")
        if parameters.kind == "quotes":
            yield from counted("articles", address.without("type").setting({"kind": "articles"}), kind="articles")
        else:
            yield from counted("quotes", address.without("kind"), kind="quotes")


def _of_api(address: Address, kind: Kind) -> Address:
    """Return the address of the same list in the API."""
    return address.without("kind", "interval", "size", "copies").to(f"/v1/{kind}")
