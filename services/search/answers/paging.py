"""Paging: a list of results, one page of it in its envelope, or all pages of it for an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from pydantic import BaseModel

from services.search.answers.cursors import Cursors, question_of
from services.search.answers.models import Results
from services.search.answers.stopwatch import Stopwatch
from services.search.index.results import Ambiguous, FacetValue
from services.search.parameters import ListParameters

EXPORT_PAGE = 200
"""Results that an export holds in memory at once: articles with their texts are some 10 kB each."""

Envelope = TypeVar("Envelope", bound=Results)
Position = Mapping[str, Any]
"""Where a page begins, as the index says it in :attr:`services.search.index.questions.Page.next`."""


class PageRequest(NamedTuple):
    """Which page of a list is wanted."""

    size: int
    after: Position | None
    """None for the first page."""
    with_facets: bool = False


class ResultPage(NamedTuple):
    """One page of a list."""

    results: Sequence[BaseModel]
    total: int
    next: Position | None
    """None on the last page."""
    facets: Mapping[str, Sequence[FacetValue]]
    ambiguous: Sequence[Ambiguous] = ()
    more: Mapping[str, Any] = {}
    """Other fields of the list's envelope."""


FetchPage = Callable[[PageRequest], ResultPage]


class ResultList:
    """A list of results from the page on that the parameters' cursor points at, or from the first one.

    Raises InvalidCursor and CursorExpired for a cursor that does not lead into this list.
    """

    def __init__(self, fetch: FetchPage, cursors: Cursors, parameters: ListParameters, kind: str, sort: str) -> None:
        """``kind``: what is listed; ``sort``: its order. A cursor belongs to both, and to the parameters."""
        self._stopwatch = Stopwatch()
        self._fetch, self._cursors, self._parameters = fetch, cursors, parameters
        self._question = question_of(kind, sort, parameters)
        self._after = None
        if parameters.cursor is not None:
            self._after = cursors.read(parameters.cursor, self._question)

    def page(self, envelope: type[Envelope]) -> Envelope:
        """Return a page in its envelope, with facets if it is the first one."""
        size = self._parameters.size
        page = self._fetch(PageRequest(size, self._after, with_facets=self._after is None))
        # Not validated: these are values of ours, and validating a page takes longer than signing its cursor.
        page_in_envelope = envelope.model_construct(
            total=page.total,
            size=size,
            next_cursor=self._cursors.give(self._question, page.next) if page.next else None,
            took_ms=self._stopwatch.ms,
            results=list(page.results),
            facets={name: list(values) for name, values in page.facets.items()},
            ambiguous=list(page.ambiguous),
            **page.more,
        )
        return cast("Envelope", page_in_envelope)

    def pages(self) -> Iterator[Sequence[BaseModel]]:
        """Return all results, page by page. The first page is fetched at once, so that an error in it is raised here;
        no page is kept while the next one is fetched."""
        return self._following([self._fetch(PageRequest(EXPORT_PAGE, self._after))])

    def _following(self, pages: list[ResultPage]) -> Iterator[Sequence[BaseModel]]:
        while pages:
            page = pages.pop()
            after = page.next
            yield page.results
            del page
            if after is not None:
                pages.append(self._fetch(PageRequest(EXPORT_PAGE, after)))
