"""Who is named and who speaks: entities, one of them in full, speakers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.search import examples
from services.search.answers.models import EntityProfile, ListedEntities, ListedEntity, ListedSpeaker, ListedSpeakers
from services.search.endpoints import routing
from services.search.endpoints.counting import counts
from services.search.endpoints.lists import Listed, Listing, Step
from services.search.endpoints.profile import profile
from services.search.endpoints.routing import Reader, Watch, client, described, json_answer, read
from services.search.index.questions import Named
from services.search.index.questions import Request as Search
from services.search.index.results import FacetValue
from services.search.index.rules import type_of
from services.search.parameters import ENTITY_ID, EntitiesParameters, ProfileParameters, SpeakersParameters
from shared import errors

Id = Annotated[str, Path(description="The entity's id", examples=[examples.ENTITY_ID])]


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes of entities and speakers."""

    @app.get(
        "/v1/entities",
        tags=["entities"],
        openapi_extra=described(EntitiesParameters),
        response_model=ListedEntities,
        responses=routing.LIST | examples.listed("entities"),
    )
    def find_entities(request: Request, asked: Annotated[EntitiesParameters, read(EntitiesParameters)]) -> Response:
        """People, organisations, places and more, by how many articles name them.

        Each number is the total of a list with the same parameters: `articles` of `/v1/articles?entity=…`, `quotes_by`
        of `/v1/quotes?speaker=…`, `quotes_about` of `/v1/quotes?about=…`.
        """
        words, filters = asked.words(), asked.filters()

        def entities(names: Sequence[Named]) -> list[ListedEntity]:
            found = counts(reader.index, [each.id for each in names], words, filters)
            return [
                ListedEntity(
                    id=each.id,
                    name=each.label,
                    type=type_of(each.id),
                    articles=found[each.id].articles,
                    mentions=found[each.id].mentions,
                    quotes_by=found[each.id].quotes_by,
                    quotes_about=found[each.id].quotes_about,
                )
                for each in names
            ]

        return _names(reader, request, asked, Listing(request, asked, "entities", ListedEntity), entities)

    @app.get(
        "/v1/entities/{id}",
        tags=["entities"],
        openapi_extra=described(ProfileParameters),
        response_model=EntityProfile,
        responses=routing.ONE | examples.answer("entity"),
    )
    def get_entity(id: Id, asked: Annotated[ProfileParameters, read(ProfileParameters)]) -> Response:
        """One of them in full: its names, who is named beside it, quotes by and about it, its activity over time.

        Speakers whom the text only describes, such as `description:analysts`, have one, too.
        """
        found = profile(reader.index, id, asked, Watch()) if ENTITY_ID.fullmatch(id) else None
        if found is None:
            raise errors.NotFound("There is no such entity or speaker; /v1/suggest and /v1/entities?name= find ids.")
        return json_answer(found)

    @app.get(
        "/v1/speakers",
        tags=["entities"],
        openapi_extra=described(SpeakersParameters),
        response_model=ListedSpeakers,
        responses=routing.LIST | examples.listed("speakers"),
    )
    def find_speakers(request: Request, asked: Annotated[SpeakersParameters, read(SpeakersParameters)]) -> Response:
        """Who said most of what matches. `quotes` is the total of `/v1/quotes?speaker=…` with the same parameters."""

        def speakers(names: Sequence[Named]) -> list[ListedSpeaker]:
            return [
                ListedSpeaker(id=each.id, name=each.label, type=type_of(each.id), quotes=each.count) for each in names
            ]

        return _names(reader, request, asked, Listing(request, asked, "speakers", ListedSpeaker), speakers)


def _names(
    reader: Reader,
    request: Request,
    asked: EntitiesParameters | SpeakersParameters,
    shown: Listing,
    results: Callable[[Sequence[Named]], Sequence[BaseModel]],
) -> Response:
    wanted, facets = replace(asked.request(), client=client(request)), asked.facets()

    def ask(step: Step) -> Listed:
        page = reader.index.names(replace(wanted, size=step.size, after=step.after))
        counted: Mapping[str, Sequence[FacetValue]] = {}
        if step.facets and facets:
            behind = Search(wanted.kind, wanted.words, wanted.filters, size=0, facets=facets, client=wanted.client)
            counted = reader.index.search(behind).facets
        return Listed(results(page.names), page.total, page.next, counted)

    return shown.answer(reader, ask)
