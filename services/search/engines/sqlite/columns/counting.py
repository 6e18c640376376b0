"""Counting: how many of the hits have each value of a field."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.schema import ACT_BITS
from services.search.index.fields import FIELDS, WITH_FIGURES, Facet

DAY = 86_400_000_000
"""Microseconds."""

_FIELDS = {field.name: field for field in FIELDS}
_Counts = npt.NDArray[np.int64]


def counts(hits: Hits, facet: Facet) -> _Counts:
    """Return how many of the hits have each value of a facet, by the value's number.

    Where other hits differ from these in less than half, only the difference is counted.
    """
    known = hits.counted.get(facet)
    if known is None:
        known = _from_near(hits, facet)
        if known is None:
            known = _count(hits, facet)
        hits.counted[facet] = known
    return known


def shown(hits: Hits, facet: Facet, *, figures: bool = False) -> _Counts:
    """Return these counts, those of figures only if they are asked for."""
    counted = counts(hits, facet)
    if figures or facet not in WITH_FIGURES:
        return counted
    counted = counted.copy()
    numbers = hits.moment.figures
    counted[numbers[numbers < len(counted)]] = 0
    return counted


def by_time(hits: Hits, length: int) -> tuple[npt.NDArray[np.int64], _Counts]:
    """Return in which spans of so many microseconds there are hits, counted from 1970 on, and how many."""
    spans, places = hits.moment.spans(length)
    counted = np.bincount(places + 1, hits.per_article, len(spans) + 1)[1:].astype(np.int64)
    there = np.flatnonzero(counted)
    return spans[there], counted[there]


def _from_near(hits: Hits, facet: Facet) -> _Counts | None:
    near = hits.near
    if near is None or (near.moment is not hits.moment and facet not in near.counted):
        return None
    there = np.zeros(len(hits.mask), bool)
    there[: len(near.mask)] = near.mask
    more, less = hits.alone(hits.mask & ~there), hits.alone(there & ~hits.mask)
    if (more.total + less.total) * 2 > hits.total:
        return None
    return _sum(counts(near, facet), _count(more, facet), -_count(less, facet))


def _sum(*parts: _Counts) -> _Counts:
    total = np.zeros(max(map(len, parts)), np.int64)
    for part in parts:
        total[: len(part)] += part
    return total


def _count(hits: Hits, facet: Facet) -> _Counts:
    moment, mask = hits.moment, hits.mask
    if not hits.total:
        return np.zeros(1, np.int64)
    if hits.kind == "quotes" and facet in moment.quotes.numbers:
        found: npt.NDArray[Any] = np.bincount(moment.quotes.numbers[facet][hits.chosen])
    elif hits.kind == "quotes" and facet in moment.quotes.lists:
        lists = moment.quotes.lists[facet]
        found = np.bincount(lists.values[lists.places(mask, hits.total)])
    else:
        found = _count_of_articles(hits, facet)
    counted = np.zeros(max(len(found), 1), np.int64)
    counted[1 : len(found)] = found[1:]  # the first are those that have none
    return counted


def _count_of_articles(hits: Hits, facet: Facet) -> npt.NDArray[Any]:
    """Count a field that articles have; as often as there are hits in them."""
    lists = hits.moment.articles.lists[facet]
    articles: Mask = hits.per_article > 0
    places = lists.places(articles, int(np.count_nonzero(articles)))
    if _FIELDS[facet].of_quotes:  # type: ignore[index]  # what is counted so is a field
        places = places[(lists.bits[places] & ACT_BITS[hits.acts]) != 0]
    values = lists.values[places]
    return np.bincount(values) if hits.kind == "articles" else np.bincount(values, hits.per_article[lists.rows[places]])


def having(hits: Hits, facet: Facet, number: int) -> Hits:
    """Return those of the hits that a value of a facet is counted for."""
    moment, wanted = hits.moment, np.array([number])
    if hits.kind == "quotes" and facet in moment.quotes.numbers:
        mask = moment.quotes.numbers[facet] == number
    elif hits.kind == "quotes" and facet in moment.quotes.lists:
        mask = moment.quotes.lists[facet].having(wanted)
    else:
        mask = moment.articles.lists[facet].having(wanted, ACT_BITS[hits.acts])
        if hits.kind == "quotes":
            mask = moment.of_quotes(mask)
    return hits.alone(mask & hits.mask)
