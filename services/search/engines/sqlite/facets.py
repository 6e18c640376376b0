"""Facets of a list: the most frequent values among the hits, with what to show of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import apsw
import numpy as np

from services.search.engines.sqlite.columns import counting
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.columns.remembered import Counts
from services.search.engines.sqlite.labels import labels
from services.search.index.fields import ENTITY_FIELDS, Facet
from services.search.index.questions import MAX_FACET_DAYS, MAX_FACET_VALUES
from services.search.index.results import FacetValue

ENTITIES = frozenset(field.name for field in ENTITY_FIELDS)
"""Facets whose values are entities, to be shown by name."""

_EPOCH = date(1970, 1, 1)


def values(
    db: apsw.Connection, hits: Hits, facet: Facet, size: int = MAX_FACET_VALUES, *, figures: bool
) -> list[FacetValue]:
    """Return the values of a facet among the hits, so many but for days, with ``figures`` or without."""
    shown = hits.tally.shown
    known = shown.get((facet, size, figures))
    if known is None:
        known = shown[facet, size, figures] = _values(db, hits, facet, size, figures=figures)
    return list(known)


def _values(db: apsw.Connection, hits: Hits, facet: Facet, size: int, *, figures: bool) -> tuple[FacetValue, ...]:
    if facet == "day":
        days, counts = counting.by_time(hits, counting.DAY)
        shown = zip(map(_day, days[-MAX_FACET_DAYS:].tolist()), counts[-MAX_FACET_DAYS:].tolist(), strict=True)
        return tuple(FacetValue(day, day, count) for day, count in shown)
    frequent = most_frequent(db, counting.shown(hits, facet, figures=figures), facet, size)
    label_of = labels(db, hits, [number for number, _, _ in frequent]) if facet in ENTITIES else {}
    return tuple(FacetValue(text, label_of.get(number, text), count) for number, text, count in frequent)


@lru_cache(maxsize=2**15)  # ninety years
def _day(number: int) -> str:
    """Return the day that is so many after 1 January 1970."""
    return (_EPOCH + timedelta(days=number)).isoformat()


def most_frequent(
    db: apsw.Connection,
    counts: Counts,
    facet: Facet,
    limit: int,
    *,
    after: tuple[int, str] | None = None,
) -> list[tuple[int, str, int]]:
    """Return number, text and count of the most frequent values; ties by text. ``after`` this count and text."""
    numbers = np.flatnonzero(counts if after is None else (counts > 0) & (counts <= after[0]))
    found = counts[numbers]
    wanted = limit if after is None else limit + int(np.count_nonzero(found == after[0]))
    if len(found) > wanted:
        numbers = numbers[found >= np.partition(found, -wanted)[-wanted]]
    values = [(number, text, int(counts[number])) for number, text in texts(db, numbers.tolist(), facet).items()]
    if after is not None:
        values = [value for value in values if (-value[2], value[1]) > (-after[0], after[1])]
    return sorted(values, key=lambda value: (-value[2], value[1]))[:limit]


def texts(db: apsw.Connection, numbers: Sequence[int], facet: Facet) -> dict[int, str]:
    """Return the texts, or entity ids, that these numbers stand for."""
    select = "SELECT number, id FROM entities" if facet in ENTITIES else "SELECT number, text FROM terms"
    return dict(db.execute(f"{select} WHERE number IN (SELECT value FROM json_each(?))", (json.dumps(numbers),)))  # noqa: S608
