"""Articles: searched, in full, and those that are similar to one or copies of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from services.search import examples
from services.search.answers import articles
from services.search.answers.changes.between import changes_between
from services.search.answers.changes.models import ArticleChanges
from services.search.answers.models import Copies, FoundArticles, SimilarArticles
from services.search.endpoints import routing
from services.search.endpoints.lists import ListFormat
from services.search.endpoints.routing import Reader, client_of, described, json_answer, read
from services.search.index.results import FoundArticle, IdentifiedArticle
from services.search.parameters import (
    ArticleParameters,
    ChangesParameters,
    CopiesParameters,
    Parameters,
    SimilarParameters,
)

Id = Annotated[str, Path(description="The article's id", examples=[examples.ARTICLE_ID])]
Version = Annotated[int, Path(description="The version", ge=1, lt=2**53)]


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes below ``/v1/articles``."""
    index, cursors = reader.index, reader.cursors

    @app.get(
        "/v1/articles",
        tags=["articles"],
        openapi_extra=described(Parameters),
        response_model=FoundArticles,
        responses=routing.LIST | examples.list_answer("articles"),
    )
    def find_articles(request: Request, parameters: Annotated[Parameters, read(Parameters)]) -> Response:
        """Articles by their words (title or body), their quotes and what they name."""
        form = ListFormat(request, parameters, "articles", FoundArticle)
        asked, client, highlights = form.adapted(parameters), client_of(request), form.highlights
        if form.is_export:
            return form.export(articles.export_articles(index, cursors, asked, client=client, highlights=highlights))
        return form.page(articles.find_articles(index, cursors, asked, client=client, highlights=highlights))

    @app.get(
        "/v1/articles/{id}",
        tags=["articles"],
        openapi_extra=described(ArticleParameters),
        response_model=IdentifiedArticle,
        responses=routing.ONE | examples.answer("article"),
    )
    def get_article(id: Id, parameters: Annotated[ArticleParameters, read(ArticleParameters)]) -> Response:
        """An article in full: the annotated text, quotes and entities with their offsets, its versions."""
        asked = {"figures": parameters.figures, "original": parameters.original}
        return json_answer(articles.get_article(index, id, parameters.version, **asked))

    @app.get(
        "/v1/articles/{id}/versions/{version}/changes",
        tags=["articles"],
        openapi_extra=described(ChangesParameters),
        response_model=ArticleChanges,
        responses=routing.ONE,
    )
    def get_changes(
        id: Id, version: Version, parameters: Annotated[ChangesParameters, read(ChangesParameters)]
    ) -> Response:
        """What a version changed: quotes added, removed, altered or given to somebody else; title and text by words."""
        return json_answer(changes_between(index, id, version, parameters.since))

    @app.get(
        "/v1/articles/{id}/similar",
        tags=["articles"],
        openapi_extra=described(SimilarParameters),
        response_model=SimilarArticles,
        responses=routing.LIST | routing.ONE | examples.list_answer("similar"),
    )
    def find_similar(
        request: Request, id: Id, parameters: Annotated[SimilarParameters, read(SimilarParameters)]
    ) -> Response:
        """The articles whose words are most like this one's."""
        form = ListFormat(request, parameters, "similar articles", FoundArticle)
        similar = articles.find_similar(index, id, parameters)
        return form.export(iter([similar.results])) if form.is_export else form.page(similar)

    @app.get(
        "/v1/articles/{id}/copies",
        tags=["articles"],
        openapi_extra=described(CopiesParameters),
        response_model=Copies,
        responses=routing.LIST | routing.ONE | examples.list_answer("copies"),
    )
    def list_copies(
        request: Request, id: Id, parameters: Annotated[CopiesParameters, read(CopiesParameters)]
    ) -> Response:
        """The other articles that print this one's text, cut, retitled, edited or updated; the oldest first."""
        form = ListFormat(request, parameters, "copies", FoundArticle)
        copies = articles.list_copies(
            index, cursors, id, parameters, client=client_of(request), highlights=form.highlights
        )
        return form.export(copies.pages()) if form.is_export else form.page(copies.page(Copies))
