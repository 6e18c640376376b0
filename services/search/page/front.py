"""Front page: who is in the news, what was said last, and one box to search from."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.search.answers import quotes
from services.search.answers.in_the_news import in_the_news
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import InTheNewsParameters, NoParameters, Parameters

NAMES = 8
QUOTES = 6
FEW_ARTICLES = 10
"""Articles of a week below which four weeks are looked at: of so few, every count is chance."""


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/", dependencies=[read(NoParameters)])
    def get_front(request: Request) -> Response:
        coverage = site.coverage()
        news = in_the_news(site.index, InTheNewsParameters(size=NAMES)) if coverage.articles else None
        if news and news.articles < FEW_ARTICLES:
            news = in_the_news(site.index, InTheNewsParameters(size=NAMES, days=28))
        latest = quotes.find_quotes(
            site.index, site.cursors, Parameters(size=QUOTES, sort="newest", facet=["none"]), highlights=False
        )
        return site.page(request, "front.html", coverage=coverage, news=news, latest=latest.results)
