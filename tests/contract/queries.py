"""Short questions to an index, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Kind, NamesPage, NamesRequest, Page, Request, Sort
from services.search.query import parse

_LIMITS = ("act", "confidence_min", "has_quotes", "since", "until")


def filters(**given: Any) -> Filters:
    """Return filters as parameters write them: ``source=[…]``, ``exclude_source=[…]``, ``since=…``."""
    limits = {name: given.pop(name) for name in _LIMITS if name in given}
    exclude = {name.removeprefix("exclude_"): given[name] for name in given if name.startswith("exclude_")}
    include = {name: given[name] for name in given if not name.startswith("exclude_")}
    return Filters(include=cast("Any", include), exclude=cast("Any", exclude), **limits)


def ask(
    index: Index, kind: Kind = "articles", q: str = "", *, sort: Sort = "relevance", size: int = 100, **given: Any
) -> Page:
    """The first page."""
    return index.search(Request(kind=kind, words=parse(q), filters=filters(**given), sort=sort, size=size))


def ids(page: Page) -> list[str]:
    """The ids on a page, in order; of quotes, their article's id and their text."""
    return [
        hit.article.id if isinstance(hit, FoundArticleText) else f"{hit.article.id}: {hit.text}" for hit in page.hits
    ]


def articles(index: Index, q: str = "", **given: Any) -> set[str]:
    """The ids of the articles that match."""
    page = ask(index, "articles", q, **given)
    assert page.total == len(page.hits)
    return set(ids(page))


def quotes(index: Index, q: str = "", **given: Any) -> set[str]:
    """The texts of the quotes that match."""
    page = ask(index, "quotes", q, **given)
    assert page.total == len(page.hits)
    return {hit.text for hit in page.hits if not isinstance(hit, FoundArticleText)}


def counts(page: Page, facet: str) -> dict[str, int]:
    """A facet's counts by value."""
    return {value.value: value.count for value in page.facets[facet]}


def pages(index: Index, request: Request) -> Iterator[Page]:
    """All pages of a request."""
    page = index.search(request)
    yield page
    while page.next is not None:
        page = index.search(replace(request, after=page.next))
        yield page


def names_pages(index: Index, request: NamesRequest) -> Iterator[NamesPage]:
    """All pages of names."""
    page = index.names(request)
    yield page
    while page.next is not None:
        page = index.names(replace(request, after=page.next))
        yield page
