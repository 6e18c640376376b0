"""Counting: how many of the hits have each value of a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Lists, Mask, Numbers, different, places_of
from services.search.engines.sqlite.columns.moments import UNDATED, Hits
from services.search.engines.sqlite.columns.remembered import Counts
from services.search.engines.sqlite.schema import ACT_BITS
from services.search.index.fields import FIELDS, WITH_FIGURES, Facet

DAY = 86_400_000_000
"""Microseconds."""

_FIELDS = {field.name: field for field in FIELDS}


class Spans(NamedTuple):
    """Spans of time in which there are some, ascending, and how many."""

    spans: npt.NDArray[np.int64]
    """Counted from 1970 on, in spans of one length."""
    counts: Counts

    @property
    def nbytes(self) -> int:
        """Bytes of both arrays."""
        return self.spans.nbytes + self.counts.nbytes


def counts(hits: Hits, facet: Facet) -> Counts:
    """Return how many of the hits have each value of a facet, by the value's number.

    Where other hits, or the same at another moment, differ in less than half, only the difference is counted.
    """
    return _counted(hits, facet, lambda each: _count(each, facet))


def _counted(hits: Hits, name: str, count: Callable[[Hits], Counts]) -> Counts:
    def beside_near(each: Hits) -> Counts:
        if not each.near or not each.beside_near:
            return count(each)
        return _changed(_counted(each.near, name, count), *map(count, each.beside_near))

    return hits.counted(name, beside_near, _changed)


def shown(hits: Hits, facet: Facet, *, figures: bool = False) -> Counts:
    """Return these counts, those of figures only if they are asked for."""
    counted = counts(hits, facet)
    if figures or facet not in WITH_FIGURES:
        return counted
    counted = counted.copy()
    numbers = hits.moment.figures
    counted[numbers[numbers < len(counted)]] = 0
    return counted


def by_time(hits: Hits, length: int) -> Spans:
    """Return in which spans of so many microseconds there are hits, counted from 1970 on, and how many."""
    return hits.counted(("spans", length), lambda each: _in_spans(each, length), _changed_spans)


def _in_spans(hits: Hits, length: int) -> Spans:
    articles = np.flatnonzero(hits.per_article)
    dated, spans = _span_of(hits, articles, length)
    return _summed(spans, hits.per_article[articles[dated]])


def _span_of(hits: Hits, articles: Numbers, length: int) -> tuple[Mask, npt.NDArray[np.int64]]:
    """Return which of the articles are dated, and the span of each of these."""
    published = hits.moment.articles.published[articles]
    dated = published != UNDATED
    return dated, published[dated] // length


def _summed(spans: npt.NDArray[np.int64], counted: Numbers | None) -> Spans:
    """Return each span once, with the sum of what was counted for it; of 1 each, where that is None."""
    each, places = different(spans)
    sums = np.bincount(places, counted, len(each)).astype(np.int32)
    there = np.flatnonzero(sums)
    return Spans(each[there], sums[there])


def _changed_spans(before: Spans, more: Spans, less: Spans) -> Spans:
    spans = np.concatenate((before.spans, more.spans, less.spans))
    return _summed(spans, np.concatenate((before.counts, more.counts, -less.counts)))


def _changed(before: Counts, more: Counts, less: Counts) -> Counts:
    changed = np.zeros(max(map(len, (before, more, less))), np.int32)
    for part, step in ((before, 1), (more, 1), (less, -1)):
        changed[: len(part)] += part * step
    return changed


def _count(hits: Hits, facet: Facet) -> Counts:
    moment, mask = hits.moment, hits.mask
    if not hits.total:
        return np.zeros(1, np.int32)
    if hits.kind == "quotes" and facet in moment.quotes.numbers:
        found: npt.NDArray[Any] = np.bincount(moment.quotes.numbers[facet].take(hits.places))
    elif hits.kind == "quotes" and facet in moment.quotes.lists:
        lists = moment.quotes.lists[facet]
        found = np.bincount(lists.values.take(lists.places(mask, hits.total)))
    else:
        found = _count_of_articles(hits, facet)
    counted = np.zeros(max(len(found), 1), np.int32)
    counted[1 : len(found)] = found[1:]  # the first are those that have none
    return counted


def _count_of_articles(hits: Hits, facet: Facet) -> npt.NDArray[Any]:
    """Count a field that articles have; as often as there are hits in them."""
    lists, places = _places_in_articles(hits, facet)
    values = lists.values.take(places)
    return (
        np.bincount(values)
        if hits.kind == "articles"
        else np.bincount(values, hits.per_article.take(lists.rows.take(places)))
    )


def _places_in_articles(hits: Hits, facet: Facet) -> tuple[Lists, npt.NDArray[np.int64]]:
    """Return the lists of a field that articles have, and the places in them that count."""
    lists = hits.moment.articles.lists[facet]
    articles: Mask = hits.per_article > 0
    places = lists.places(articles, int(np.count_nonzero(articles)))
    if _FIELDS[facet].of_quotes:  # type: ignore[index]  # what is counted so is a field
        places = places[(lists.bits[places] & ACT_BITS[hits.acts]) != 0]
    return lists, places


def mentions(hits: Hits) -> Counts:
    """Return how often the hits, articles, name each of the entities that they list, by its number."""
    return _counted(hits, "mentions", _mentions)


def _mentions(hits: Hits) -> Counts:
    lists = hits.moment.articles.lists
    places = lists["entity"].places(hits.mask, hits.total)
    found = np.bincount(lists["entity"].values[places], lists["mentions"].values[places], minlength=1)
    found[0] = 0
    return found.astype(np.int32)


def by_value_and_time(
    hits: Hits, facet: Facet, numbers: Sequence[int], length: int, spans: npt.NDArray[np.int64]
) -> npt.NDArray[np.int32]:
    """Return how many of the hits have each of these values of a facet in each of these spans, all that there are."""
    key = ("spans", length, facet, tuple(numbers))
    cells = hits.counted(key, lambda each: _in_cells(each, facet, numbers, length), _changed_spans)
    counted = np.zeros((len(numbers), len(spans)), np.int32)
    span, value = np.divmod(cells.spans, max(len(numbers), 1))
    counted[value, np.searchsorted(spans, span)] = cells.counts
    return counted


def _in_cells(hits: Hits, facet: Facet, numbers: Sequence[int], length: int) -> Spans:
    """Count by value and span. Each span is as many cells as there are values, one behind the other."""
    quotes, weights = hits.moment.quotes, None
    which = places_of(numbers)
    if hits.kind == "quotes" and facet in quotes.numbers:
        value = which.take(quotes.numbers[facet].take(hits.places), mode="clip")
        some = np.flatnonzero(value < len(numbers))
        value, article = value[some], quotes.article[hits.places[some]]
    elif hits.kind == "quotes" and facet in quotes.lists:
        lists = quotes.lists[facet]
        places = lists.places_among(hits.mask, hits.total, which)
        value, article = which[lists.values[places]], quotes.article[lists.rows[places]]
    else:
        lists, places = _places_in_articles(hits, facet)
        places = places[which.take(lists.values[places], mode="clip") < len(numbers)]
        value, article = which[lists.values[places]], lists.rows[places]
        weights = hits.per_article[article]
    dated, span = _span_of(hits, article, length)
    return _summed(span * len(numbers) + value[dated], None if weights is None else weights[dated])
