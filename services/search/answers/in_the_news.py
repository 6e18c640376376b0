"""In the news: names that articles mention more often than they used to, in a stretch of days beside those before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import sqrt

from services.search.answers.counts import counts_of
from services.search.answers.models import InTheNews, NameInTheNews
from services.search.answers.stopwatch import Stopwatch
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import NamesRequest, Request
from services.search.index.results import FoundQuote
from services.search.index.rules import type_of
from services.search.parameters import InTheNewsParameters

PAST_STRETCHES = 4
"""Stretches of the same length before the one asked for, which say what is usual: of a week, four hold each weekday as
often."""

CANDIDATES = 100
"""Names that are weighed, those that most articles mention: beyond them nobody is in the news."""

_MOMENT = timedelta(microseconds=1)


def in_the_news(index: Index, parameters: InTheNewsParameters) -> InTheNews:
    """Return the names that stand out most, first. Without ``to``, the days end with the newest article that is dated.

    ``score`` is (articles − expected) / √(expected + 1), the distance from what is usual in standard deviations of a
    count (Poisson), with one article more expected, so that a name which was never there before does not win by its
    first mention. ``expected`` is the name's share of the articles before, of as many articles as there are now: an
    archive that grows makes nobody newsworthy. Without articles before, all stand by their counts.
    """
    stopwatch = Stopwatch()
    until = parameters.until or _newest_day(index)
    days = timedelta(days=parameters.days)
    since = _back(until, days) + _MOMENT
    now = Filters(since=since, until=until)
    past = Filters(since=_back(since, days * PAST_STRETCHES), until=_back(since, _MOMENT))
    request = NamesRequest("articles", filters=now, types=tuple(parameters.type), size=CANDIDATES)
    names = index.names(request).names
    total, total_past = _articles(index, now), _articles(index, past)
    ids = [name.id for name in names]
    counts, counts_past = counts_of(index, ids, None, now), counts_of(index, ids, None, past)
    results = []
    for name in names:
        expected = counts_past[name.id].articles * total / total_past if total_past else 0.0
        results.append(
            NameInTheNews(
                id=name.id,
                name=name.label,
                type=type_of(name.id),
                articles=name.count,
                expected=round(expected, 2),
                score=round((name.count - expected) / sqrt(expected + 1), 2),
                quotes_by=counts[name.id].quotes_by,
                quotes_about=counts[name.id].quotes_about,
            )
        )
    results.sort(key=lambda name: (-name.score, -name.articles, name.id))
    return InTheNews(
        since=since,
        until=until,
        articles=total,
        articles_before=total_past,
        took_ms=stopwatch.ms,
        results=results[: parameters.size],
    )


def _newest_day(index: Index) -> datetime:
    """Return the last moment of the day of the newest article, of today where there is none; a date to come is an error
    of its publisher and does not count."""
    end_of_today = datetime.now(UTC).replace(hour=23, minute=59, second=59, microsecond=999_999)
    quotes = index.search(Request("quotes", filters=Filters(until=end_of_today), sort="newest", size=1, facets=())).hits
    newest = quotes[0].article.published_at if quotes and isinstance(quotes[0], FoundQuote) else None
    return (newest or end_of_today).replace(hour=23, minute=59, second=59, microsecond=999_999)


def _back(moment: datetime, by: timedelta) -> datetime:
    """Return an earlier moment, or the first one that a calendar has."""
    try:
        return moment - by
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _articles(index: Index, filters: Filters) -> int:
    return index.search(Request("articles", filters=filters, size=0, facets=())).total
