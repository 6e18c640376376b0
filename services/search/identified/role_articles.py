"""Articles in which somebody has a role, as the speaker of a quote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.results import FoundQuote
from services.search.query import Phrase

MAX_QUOTES = 10_000
"""Quotes that are looked through, the newest."""

_PAGE = 1_000


def role_articles(index: Index, roots: Collection[str], role: str) -> set[str]:
    """Return the articles in which a root, or a name that the rules lead to it, speaks in a role with these words."""
    names, leading = set(roots), set(roots)
    while leading:
        leading = {each.id for each in index.resolutions_to(leading) if each.by_rule.target in names} - names
        names |= leading
    filters = Filters(include={"speaker": sorted(names)}, act="any")
    request = Request("quotes", Phrase(role, "role"), filters, sort="newest", size=_PAGE, facets=(), client="indexer")
    articles: set[str] = set()
    for _ in range(MAX_QUOTES // _PAGE):
        page = index.search(request)
        articles |= {hit.article.id for hit in page.hits if isinstance(hit, FoundQuote)}
        if page.next is None:
            break
        request = replace(request, after=page.next)
    return articles
