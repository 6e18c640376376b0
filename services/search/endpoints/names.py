"""Names: entities, one of them in full, and speakers."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from services.search import examples
from services.search.answers import names, profile
from services.search.answers.models import EntityProfile, ListedEntities, ListedEntity, ListedSpeaker, ListedSpeakers
from services.search.endpoints import routing
from services.search.endpoints.lists import ListFormat
from services.search.endpoints.routing import Reader, client_of, described, json_answer, read
from services.search.parameters import EntitiesParameters, ProfileParameters, SpeakersParameters

Id = Annotated[str, Path(description="The entity's id", examples=[examples.ENTITY_ID])]


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes of entities and speakers."""
    index, cursors = reader.index, reader.cursors

    @app.get(
        "/v1/entities",
        tags=["entities"],
        openapi_extra=described(EntitiesParameters),
        response_model=ListedEntities,
        responses=routing.LIST | examples.list_answer("entities"),
    )
    def find_entities(
        request: Request, parameters: Annotated[EntitiesParameters, read(EntitiesParameters)]
    ) -> Response:
        """People, organisations, places and more, by how many articles name them.

        Each number is the total of a list with the same parameters: `articles` of `/v1/articles?entity=…`, `quotes_by`
        of `/v1/quotes?speaker=…`, `quotes_about` of `/v1/quotes?about=…`.
        """
        form = ListFormat(request, parameters, "entities", ListedEntity)
        asked, client = form.adapted(parameters), client_of(request)
        if form.is_export:
            return form.export(names.export_entities(index, cursors, asked, client=client))
        return form.page(names.find_entities(index, cursors, asked, client=client))

    @app.get(
        "/v1/entities/{id}",
        tags=["entities"],
        openapi_extra=described(ProfileParameters),
        response_model=EntityProfile,
        responses=routing.ONE | examples.answer("entity"),
    )
    def get_entity(id: Id, parameters: Annotated[ProfileParameters, read(ProfileParameters)]) -> Response:
        """One of them in full: its names, who is named beside it, quotes by and about it, its activity over time.

        Speakers whom the text only describes, such as `description:analysts`, have one, too.
        """
        return json_answer(profile.get_profile(index, id, parameters))

    @app.get(
        "/v1/speakers",
        tags=["entities"],
        openapi_extra=described(SpeakersParameters),
        response_model=ListedSpeakers,
        responses=routing.LIST | examples.list_answer("speakers"),
    )
    def find_speakers(
        request: Request, parameters: Annotated[SpeakersParameters, read(SpeakersParameters)]
    ) -> Response:
        """Who said most of what matches. `quotes` is the total of `/v1/quotes?speaker=…` with the same parameters."""
        form = ListFormat(request, parameters, "speakers", ListedSpeaker)
        asked, client = form.adapted(parameters), client_of(request)
        if form.is_export:
            return form.export(names.export_speakers(index, cursors, asked, client=client))
        return form.page(names.find_speakers(index, cursors, asked, client=client))
