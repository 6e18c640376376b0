"""Coverage: what an index holds, so that whoever finds nothing knows where it was looked for."""

from __future__ import annotations

from datetime import datetime

from services.search.answers.models import Coverage
from services.search.index.port import Index
from services.search.index.questions import MAX_FACET_VALUES, FoundArticleText, Page, Request


def describe_coverage(index: Index) -> Coverage:
    """Return how many articles, quotes and sources there are, and the first and last date of an article."""
    page = index.search(Request("articles", sort="newest", size=1, facets=("source",)))
    sources = page.facets.get("source", ())
    return Coverage(
        articles=page.total,
        quotes=index.search(Request("quotes", size=0, facets=())).total,
        sources=len(sources),
        sources_relation="gte" if len(sources) >= MAX_FACET_VALUES else "eq",
        first=_date(index.search(Request("articles", sort="oldest", size=1, facets=()))),
        last=_date(page),
    )


def _date(page: Page) -> datetime | None:
    """Return when the first article of a page was published; undated ones come last."""
    return page.hits[0].article.published_at if page.hits and isinstance(page.hits[0], FoundArticleText) else None
