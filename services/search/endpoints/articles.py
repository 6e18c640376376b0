"""Articles: searched, in full, and those that are like one."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Request
from starlette.responses import Response

from services.search import examples
from services.search.answers.highlight import highlighted
from services.search.answers.models import FoundArticles, SimilarArticles
from services.search.endpoints import routing
from services.search.endpoints.found import found
from services.search.endpoints.lists import Listed, Listing
from services.search.endpoints.routing import Reader, described, json_answer, read
from services.search.index.results import FoundArticle, StoredArticle
from services.search.parameters import ID, Parameters, SimilarParameters, VersionParameter
from shared import errors

Id = Annotated[str, Path(description="The article's id", examples=[examples.ARTICLE_ID])]


def add(app: FastAPI, reader: Reader) -> None:
    """Add the routes below ``/v1/articles``."""

    @app.get(
        "/v1/articles",
        tags=["articles"],
        openapi_extra=described(Parameters),
        response_model=FoundArticles,
        responses=routing.LIST | examples.listed("articles"),
    )
    def find_articles(request: Request, asked: Annotated[Parameters, read(Parameters)]) -> Response:
        """Articles by their words (title or body), their quotes and what they name."""
        return found(reader, request, asked, "articles")

    @app.get(
        "/v1/articles/{id}",
        tags=["articles"],
        openapi_extra=described(VersionParameter),
        response_model=StoredArticle,
        responses=routing.ONE | examples.answer("article"),
    )
    def get_article(id: Id, asked: Annotated[VersionParameter, read(VersionParameter)]) -> Response:
        """An article in full: the annotated text, quotes and entities with their offsets, its versions."""
        article = reader.index.article(id, asked.version) if ID.fullmatch(id) else None
        if article is None:
            which = f" in version {asked.version}; `versions` of the article lists them" if asked.version else ""
            raise errors.NotFound(f"There is no such article{which}.")
        return json_answer(article)

    @app.get(
        "/v1/articles/{id}/similar",
        tags=["articles"],
        openapi_extra=described(SimilarParameters),
        response_model=SimilarArticles,
        responses=routing.LIST | routing.ONE | examples.listed("similar"),
    )
    def find_similar(
        request: Request, id: Id, asked: Annotated[SimilarParameters, read(SimilarParameters)]
    ) -> Response:
        """The articles whose words are most like this one's."""
        shown = Listing(request, asked, "similar articles", FoundArticle)
        hits = reader.index.similar(id, asked.size) if ID.fullmatch(id) else None
        if hits is None:
            raise errors.NotFound("There is no such article.")
        return shown.answer_at_once(Listed(highlighted(hits, None), len(hits)))
