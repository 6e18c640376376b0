"""Searching: the list behind articles and quotes, with highlights."""

from __future__ import annotations

from dataclasses import replace

from services.search.answers.cursors import Cursors
from services.search.answers.highlights import highlighted
from services.search.answers.paging import PageRequest, ResultList, ResultPage
from services.search.identified.identified_index import for_one_answer
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Kind
from services.search.parameters import Parameters
from shared.figures import without_figures


def search_list(
    index: Index, cursors: Cursors, parameters: Parameters, kind: Kind, *, client: str, highlights: bool
) -> ResultList:
    """Return the list of what matches; see :func:`services.search.answers.articles.find_articles`."""
    request = replace(parameters.request(kind), client=client)
    index = for_one_answer(index)  # of all pages of an export

    def fetch(wanted: PageRequest) -> ResultPage:
        facets = request.facets if wanted.with_facets else ()
        page = index.search(replace(request, size=wanted.size, after=wanted.after, facets=facets))
        if highlights:
            results = highlighted(page.hits, request.words)
        else:
            results = [hit.article if isinstance(hit, FoundArticleText) else hit for hit in page.hits]
        if not request.figures:
            results = [without_figures(result) for result in results]
        counts = {"collapse": "group" if request.collapse else None, "matching": page.matching}
        return ResultPage(results, page.total, page.next, page.facets, page.ambiguous, counts)

    return ResultList(fetch, cursors, parameters, kind, request.sort)
