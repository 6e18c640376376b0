"""Names: lists of the entities in articles, and of the speakers of quotes, with how often each occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel

from services.search.answers.counts import counts_of
from services.search.answers.cursors import Cursors
from services.search.answers.models import ListedEntities, ListedEntity, ListedSpeaker, ListedSpeakers
from services.search.answers.paging import PageRequest, ResultList, ResultPage
from services.search.identified.identified_index import for_one_answer
from services.search.index.port import Index
from services.search.index.questions import Named, NamesRequest, Request
from services.search.index.results import FacetValue
from services.search.index.rules import type_of
from services.search.parameters import EntitiesParameters, SpeakersParameters


def find_entities(
    index: Index, cursors: Cursors, parameters: EntitiesParameters, *, client: str = ""
) -> ListedEntities:
    """Return a page of the entities that articles name, with facets of these articles if it is the first one.

    Arguments and errors are those of :func:`services.search.answers.articles.find_articles`.
    """
    return _entities(index, cursors, parameters, client).page(ListedEntities)


def export_entities(
    index: Index, cursors: Cursors, parameters: EntitiesParameters, *, client: str = ""
) -> Iterator[Sequence[BaseModel]]:
    """Return all of them, some at a time; see :func:`services.search.answers.articles.export_articles`."""
    return _entities(index, cursors, parameters, client).pages()


def find_speakers(
    index: Index, cursors: Cursors, parameters: SpeakersParameters, *, client: str = ""
) -> ListedSpeakers:
    """Return a page of the speakers of quotes, with facets of these quotes if it is the first one.

    Arguments and errors are those of :func:`services.search.answers.articles.find_articles`.
    """
    return _speakers(index, cursors, parameters, client).page(ListedSpeakers)


def export_speakers(
    index: Index, cursors: Cursors, parameters: SpeakersParameters, *, client: str = ""
) -> Iterator[Sequence[BaseModel]]:
    """Return all of them, some at a time; see :func:`services.search.answers.articles.export_articles`."""
    return _speakers(index, cursors, parameters, client).pages()


def _entities(index: Index, cursors: Cursors, parameters: EntitiesParameters, client: str) -> ResultList:
    words, filters = parameters.words(), parameters.filters()

    def counted(index: Index, names: Sequence[Named]) -> list[ListedEntity]:
        counts = counts_of(index, [name.id for name in names], words, filters)
        return [
            ListedEntity(
                id=name.id,
                name=counts[name.id].label,
                type=type_of(name.id),
                articles=counts[name.id].articles,
                mentions=counts[name.id].mentions,
                quotes_by=counts[name.id].quotes_by,
                quotes_about=counts[name.id].quotes_about,
            )
            for name in names
        ]

    request = replace(parameters.request(), client=client, labelled=False)  # they are counted with their labels
    return _name_list(index, cursors, parameters, request, "entities", counted)


def _speakers(index: Index, cursors: Cursors, parameters: SpeakersParameters, client: str) -> ResultList:
    def counted(_index: Index, names: Sequence[Named]) -> list[ListedSpeaker]:
        return [ListedSpeaker(id=name.id, name=name.label, type=type_of(name.id), quotes=name.count) for name in names]

    return _name_list(index, cursors, parameters, replace(parameters.request(), client=client), "speakers", counted)


def _name_list(
    index: Index,
    cursors: Cursors,
    parameters: EntitiesParameters | SpeakersParameters,
    request: NamesRequest,
    kind: str,
    counted: Callable[[Index, Sequence[Named]], Sequence[BaseModel]],
) -> ResultList:
    facets = parameters.facets()

    def fetch(wanted: PageRequest) -> ResultPage:
        asked = for_one_answer(index)
        page = asked.names(replace(request, size=wanted.size, after=wanted.after))
        facet_values: Mapping[str, Sequence[FacetValue]] = {}
        if wanted.with_facets and facets:
            behind = Request(
                *(request.kind, request.words, request.filters),
                size=0,
                facets=facets,
                figures=parameters.figures,
                client=request.client,
            )
            facet_values = asked.search(behind).facets
        return ResultPage(counted(asked, page.names), page.total, page.next, facet_values, page.ambiguous)

    return ResultList(fetch, cursors, parameters, kind, request.sort)
