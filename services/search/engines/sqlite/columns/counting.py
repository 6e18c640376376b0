"""Counting: how many of the hits have each value of a field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Lists, Mask, places_of
from services.search.engines.sqlite.columns.moments import Difference, Hits
from services.search.engines.sqlite.columns.remembered import Counts
from services.search.engines.sqlite.schema import ACT_BITS
from services.search.index.fields import FIELDS, WITH_FIGURES, Facet

DAY = 86_400_000_000
"""Microseconds."""

_FIELDS = {field.name: field for field in FIELDS}
_Spans = npt.NDArray[np.int64]


def counts(hits: Hits, facet: Facet) -> Counts:
    """Return how many of the hits have each value of a facet, by the value's number.

    Where other hits, or the same at another moment, differ in less than half, only the difference is counted.
    """
    return _counted(hits, facet, lambda each: _count(each, facet))


def _counted(hits: Hits, name: str, count: Callable[[Hits], Counts]) -> Counts:
    known = hits.tally.by_value.get(name)
    if known is None:
        before = hits.former.tally.by_value.get(name) if hits.former else None
        if before is not None and hits.since_former:
            known = _changed(before, hits.since_former, count)
        elif hits.near and hits.beside_near:
            known = _changed(_counted(hits.near, name, count), hits.beside_near, count)
        else:
            known = count(hits)
        hits.tally.by_value[name] = known
    return known


def shown(hits: Hits, facet: Facet, *, figures: bool = False) -> Counts:
    """Return these counts, those of figures only if they are asked for."""
    counted = counts(hits, facet)
    if figures or facet not in WITH_FIGURES:
        return counted
    counted = counted.copy()
    numbers = hits.moment.figures
    counted[numbers[numbers < len(counted)]] = 0
    return counted


def by_time(hits: Hits, length: int) -> tuple[_Spans, Counts]:
    """Return in which spans of so many microseconds there are hits, counted from 1970 on, and how many."""
    known = hits.tally.by_span.get(length)
    if known is None:
        before = hits.former.tally.by_span.get(length) if hits.former else None
        if before and hits.since_former:
            more, less = (_in_spans(each, length) for each in hits.since_former)
            known = _summed(before, more, (less[0], -less[1]))
        else:
            known = _in_spans(hits, length)
        hits.tally.by_span[length] = known
    return known


def _summed(*parts: tuple[_Spans, Counts]) -> tuple[_Spans, Counts]:
    spans, places = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    counted = np.zeros(len(spans), np.int32)
    np.add.at(counted, places, np.concatenate([part[1] for part in parts]))
    return _there(spans, counted)


def _in_spans(hits: Hits, length: int) -> tuple[_Spans, Counts]:
    spans, places = hits.moment.spans(length)
    return _there(spans, np.bincount(places + 1, hits.per_article, len(spans) + 1)[1:].astype(np.int32))


def _there(spans: _Spans, counted: Counts) -> tuple[_Spans, Counts]:
    there = np.flatnonzero(counted)
    return spans[there], counted[there]


def _changed(before: Counts, difference: Difference, count: Callable[[Hits], Counts]) -> Counts:
    more, less = map(count, difference)
    changed = np.zeros(max(map(len, (before, more, less))), np.int32)
    for part, step in ((before, 1), (more, 1), (less, -1)):
        changed[: len(part)] += part * step
    return changed


def _count(hits: Hits, facet: Facet) -> Counts:
    moment, mask = hits.moment, hits.mask
    if not hits.total:
        return np.zeros(1, np.int32)
    if hits.kind == "quotes" and facet in moment.quotes.numbers:
        found: npt.NDArray[Any] = np.bincount(moment.quotes.numbers[facet][hits.chosen])
    elif hits.kind == "quotes" and facet in moment.quotes.lists:
        lists = moment.quotes.lists[facet]
        found = np.bincount(lists.values[lists.places(mask, hits.total)])
    else:
        found = _count_of_articles(hits, facet)
    counted = np.zeros(max(len(found), 1), np.int32)
    counted[1 : len(found)] = found[1:]  # the first are those that have none
    return counted


def _count_of_articles(hits: Hits, facet: Facet) -> npt.NDArray[Any]:
    """Count a field that articles have; as often as there are hits in them."""
    lists, places = _places_in_articles(hits, facet)
    values = lists.values[places]
    return np.bincount(values) if hits.kind == "articles" else np.bincount(values, hits.per_article[lists.rows[places]])


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


def by_value_and_time(hits: Hits, facet: Facet, numbers: Sequence[int], length: int, spans: _Spans) -> _Spans:
    """Return how many of the hits have each of these values of a facet in each of these spans of time."""
    moment, weights = hits.moment, None
    which = places_of(numbers)
    if hits.kind == "quotes" and facet in moment.quotes.numbers:
        value = which.take(moment.quotes.numbers[facet][hits.places], mode="clip")
        article = moment.quotes.article[hits.places]
    elif hits.kind == "quotes" and facet in moment.quotes.lists:
        lists = moment.quotes.lists[facet]
        places = np.flatnonzero(which.take(lists.values, mode="clip") < len(numbers))
        places = places[hits.mask.take(lists.rows[places])]
        value, article = which.take(lists.values[places]), moment.quotes.article[lists.rows[places]]
    else:
        lists, places = _places_in_articles(hits, facet)
        value, article = which.take(lists.values[places], mode="clip"), lists.rows[places]
        weights = hits.per_article[article]
    there, at = moment.spans(length)
    of_span = np.full(len(there) + 1, len(spans), np.int32)  # one more, of what is undated or in none of these
    of_span[:-1][np.isin(there, spans)] = np.arange(len(spans))
    cells = value * (len(spans) + 1) + of_span[at[article]]
    shape = len(numbers) + 1, len(spans) + 1
    counted = np.bincount(cells, weights, shape[0] * shape[1]).astype(np.int64).reshape(shape)
    return counted[:-1, :-1]
