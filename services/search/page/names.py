"""Names: people, organisations and places in a list, and each with what it said and what is said about it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from services.search.answers import names, profile, quotes
from services.search.answers.models import Timeline
from services.search.endpoints.routing import client_of
from services.search.index.results import FacetValue
from services.search.page import day_chart
from services.search.page.address import Address
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import EntitiesParameters, NoParameters, Parameters, ProfileParameters
from shared.models.annotations import EntityType

GROUPS: tuple[tuple[str, str, tuple[EntityType, ...]], ...] = (
    ("people", "People", ("PERSON",)),
    ("organisations", "Organisations", ("ORG", "NORP")),
    ("places", "Places", ("GPE", "LOC", "FAC")),
)
"""Groups of names: key in the address, title, and types."""

SHOWN = 5
"""Latest quotes by and about a name."""


class NamesParameters(EntitiesParameters):
    """Parameters of the list of names."""

    group: Literal["people", "organisations", "places"] = "people"
    size: int = Field(50, ge=1, le=100)


def add(router: APIRouter, site: Site) -> None:
    """Add the list and the page of one name."""

    @router.get("/names")
    def get_names(request: Request, parameters: Annotated[NamesParameters, read(NamesParameters)]) -> Response:
        address = Address.of(request)
        types = next(types for key, _, types in GROUPS if key == parameters.group)
        listed = names.find_entities(
            site.index, site.cursors, parameters.model_copy(update={"type": list(types)}), client=client_of(request)
        )
        return site.page(
            request,
            "names.html",
            names=listed,
            typed=parameters.name or "",
            group=parameters.group,
            groups=[(title, key, address.setting({"group": key})) for key, title, _ in GROUPS],
            next=address.page_after(listed.next_cursor) if listed.next_cursor else None,
            is_first=parameters.cursor is None,
        )

    @router.get("/names/{id}", dependencies=[read(NoParameters)])
    def get_name(request: Request, id: Annotated[str, Path()]) -> Response:
        found = profile.get_profile(site.index, id, ProfileParameters(size=SHOWN))
        id = found.id
        by, about = (Address("/search", ((name, id), ("sort", "newest"))) for name in ("speaker", "about"))
        named = Address("/search", (("kind", "articles"), ("entity", id), ("sort", "newest")))
        return site.page(
            request,
            "name.html",
            profile=found,
            by=by,
            about=about,
            named=named,
            said=_chart(by, found.activity_as_speaker),
            activity=_chart(named, found.activity),
            speaks_about=_counted("about", {"speaker": [id]}, id) if found.quotes_by else [],
            spoken_by=_counted("speaker", {"about": [id]}, id) if found.quotes_about else [],
            sources=_counted("source", {"speaker": [id]}, id) if found.quotes_by else [],
        )

    def _counted(
        facet: Literal["about", "speaker", "source"], filters: dict[str, list[str]], own: str
    ) -> list[FacetValue]:
        """Return what quotes with these filters are by, about or from, most frequent first."""
        asked = Parameters.model_validate({**filters, "facet": [facet], "size": 1})
        values = quotes.find_quotes(site.index, site.cursors, asked, highlights=False).facets[facet]
        return [value for value in values if value.value != own][:10]


def _chart(address: Address, timeline: Timeline) -> day_chart.DayChart | None:
    months = [FacetValue(value=point.start, label=point.start, count=point.count) for point in timeline.points]
    return day_chart.draw(address, [month for month in months if month.count], "month", None, None)
