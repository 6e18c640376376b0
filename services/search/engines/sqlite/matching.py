"""Matching: the rows that have the words and meet the filters, at one moment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import Hits, Moment
from services.search.engines.sqlite.filters import Condition, bearing, conditions
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.words import words_query
from services.search.index.fields import Facet
from services.search.index.questions import Bearers, Filters, Kind
from services.search.query import Node


class Matching:
    """What matches words and filters; also without the filters that the counting of a facet does not heed."""

    def __init__(self, reading: Reading, moment: Moment, kind: Kind, words: Node | None, filters: Filters) -> None:
        self._moment = moment
        self._everything = moment.everything(kind, filters.act)
        self._conditions = conditions(reading, moment, filters, kind)
        if words is not None:
            rows = reading.full_text.matching(moment, kind, words_query(words, kind, filters.act).match)
            self._conditions.append(Condition(None, kind, rows))
        self.hits = self.without(None)

    def without(self, facet: Facet | None) -> Hits:
        """Return the hits that a facet counts."""
        heeded = [condition for condition in self._conditions if facet is None or condition.facet != facet]
        everything = self._everything
        if not heeded:
            return everything
        if facet is not None and len(heeded) == len(self._conditions):
            return self.hits
        mask = everything.mask.copy()
        of_articles: Mask | None = None
        for condition in heeded:
            if condition.kind == everything.kind:
                mask &= condition.mask
            else:
                of_articles = condition.mask if of_articles is None else of_articles & condition.mask
        if of_articles is not None:
            mask &= self._moment.of_quotes(of_articles)
        return Hits(self._moment, everything.kind, everything.acts, mask, near=everything)


def total(reading: Reading, moment: Moment, kind: Kind, words: Node | None, filters: Filters) -> int:
    """Return how many match."""
    return Matching(reading, moment, kind, words, filters).hits.total


def totals(
    reading: Reading, kind: Kind, words: Node | None, filters: Filters, groups: Sequence[Sequence[Bearers]]
) -> list[int]:
    """Return how many of what matches meet each group of conditions, see :class:`services.search.index.port.Index`."""
    if not groups:
        return []
    hits = Matching(reading, reading.now, kind, words, filters).hits
    meeting = bearing(reading, reading.now, groups, kind, filters.act)
    return [int(np.count_nonzero(hits.mask & rows)) for rows in meeting]
