"""Quotes: lists of them, and one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from services.search.answers.cursors import Cursors
from services.search.answers.models import FoundQuotes
from services.search.answers.searching import search_list
from services.search.index.port import Index
from services.search.index.results import FoundQuote
from services.search.parameters import ID, Parameters
from shared.errors import NotFound
from shared.figures import without_figures


def find_quotes(
    index: Index, cursors: Cursors, parameters: Parameters, *, client: str = "", highlights: bool = True
) -> FoundQuotes:
    """Return a page of the quotes that match, with facets if it is the first one.

    Arguments and errors are those of :func:`services.search.answers.articles.find_articles`.
    """
    return search_list(index, cursors, parameters, "quotes", client=client, highlights=highlights).page(FoundQuotes)


def export_quotes(
    index: Index, cursors: Cursors, parameters: Parameters, *, client: str = "", highlights: bool = False
) -> Iterator[Sequence[BaseModel]]:
    """Return all quotes that match, some at a time; see :func:`services.search.answers.articles.export_articles`."""
    return search_list(index, cursors, parameters, "quotes", client=client, highlights=highlights).pages()


def get_quote(index: Index, id: str, *, figures: bool = False) -> FoundQuote:
    """Return one quote, with the article that it stands in, and the figures that it names if asked. Raises NotFound."""
    quote = index.quote(id) if ID.fullmatch(id) else None
    if quote is None:
        raise NotFound("There is no such quote. It may have left its article in a later version.")
    return quote if figures else without_figures(quote)
