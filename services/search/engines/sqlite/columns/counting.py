"""Counting: how many of the hits have each value of a field."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Mask
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
    known = hits.counted.get(facet)
    if known is None:
        known = _from_former(hits, facet)
        if known is None and hits.near and hits.beside_near:
            known = _changed(counts(hits.near, facet), hits.beside_near, facet)
        if known is None:
            known = _count(hits, facet)
        hits.counted[facet] = known
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
    known = hits.timed.get(length)
    if known is None:
        before = hits.former.timed.get(length) if hits.former else None
        if before and hits.since_former:
            more, less = (_in_spans(each, length) for each in hits.since_former)
            known = _summed(before, more, (less[0], -less[1]))
        else:
            known = _in_spans(hits, length)
        hits.timed[length] = known
    return known


def _summed(*parts: tuple[_Spans, Counts]) -> tuple[_Spans, Counts]:
    spans, places = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    counted = np.zeros(len(spans), np.int32)
    np.add.at(counted, places, np.concatenate([part[1] for part in parts]))
    there = np.flatnonzero(counted)
    return spans[there], counted[there]


def _in_spans(hits: Hits, length: int) -> tuple[_Spans, Counts]:
    spans, places = hits.moment.spans(length)
    counted = np.bincount(places + 1, hits.per_article, len(spans) + 1)[1:].astype(np.int32)
    there = np.flatnonzero(counted)
    return spans[there], counted[there]


def _from_former(hits: Hits, facet: Facet) -> Counts | None:
    before = hits.former.counted.get(facet) if hits.former else None
    return _changed(before, hits.since_former, facet) if before is not None and hits.since_former else None


def _changed(before: Counts, difference: Difference, facet: Facet) -> Counts:
    more, less = (_count(each, facet) for each in difference)
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
