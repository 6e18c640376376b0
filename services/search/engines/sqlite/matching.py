"""Matching: the rows that have the words and meet the filters, at one moment."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import cached_property

import numpy as np

from services.search.engines.sqlite import full_text
from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import UNDATED, Hits, Moment
from services.search.engines.sqlite.filters import Condition, bearing, conditions
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.words import words_query
from services.search.index.fields import Facet
from services.search.index.filters import Bearers, Filters
from services.search.index.questions import Kind, Period
from services.search.index.rules import moment_of
from services.search.query import Node


class Matching:
    """What matches words and filters; also without the filters that the counting of a facet does not heed."""

    def __init__(self, reading: Reading, moment: Moment, kind: Kind, words: Node | None, filters: Filters) -> None:
        self._reading = reading
        self._moment = moment
        self._filters = filters
        self._match = words_query(words, kind, filters.act).match if words is not None else None
        self._asked = asked(filters)
        self._everything = moment.everything(kind, filters.act)
        self.hits = self._found(None, self._asked)

    def without(self, facet: Facet) -> Hits:
        """Return the hits that a facet counts."""
        others = asked(self._filters.without(facet))
        return self.hits if others == self._asked else self._found(facet, others)

    def _found(self, facet: Facet | None, others: Hashable) -> Hits:
        everything = self._everything
        if not others and self._match is None:
            return everything
        kind, acts = everything.kind, everything.acts
        question = (kind, acts, self._match, others)
        return self._moment.hits(kind, acts, question, lambda: self._mask(facet), near=everything)

    def _mask(self, facet: Facet | None) -> Mask:
        everything = self._everything
        mask = everything.mask.copy()
        of_articles: Mask | None = None
        for condition in self._conditions:
            if facet is not None and condition.facet == facet:
                continue
            if condition.kind == everything.kind:
                mask &= condition.mask
            else:
                of_articles = condition.mask if of_articles is None else of_articles & condition.mask
        if of_articles is not None:
            mask &= self._moment.of_quotes(of_articles)
        return mask

    @cached_property
    def _conditions(self) -> list[Condition]:
        kind = self._everything.kind
        made = conditions(self._reading, self._moment, self._filters, kind)
        if self._match is not None:
            made.append(Condition(None, kind, full_text.matching(self._reading, self._moment, kind, self._match)))
        return made


def asked(filters: Filters) -> tuple[Hashable, ...]:
    """Return what filters ask for, the act aside, to be told from what others do; nothing if they let all pass."""
    values = [
        (name, excluded, tuple(texts))
        for excluded, fields in ((False, filters.include), (True, filters.exclude))
        for name, texts in sorted(fields.items())
        if texts
    ]
    others = (filters.confidence_min, filters.has_quotes, filters.since, filters.until, filters.copies_of)
    if not values and not filters.bearers and all(each is None for each in others):
        return ()
    return (*values, *filters.bearers, others)


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


def periods(reading: Reading, groups: Sequence[Sequence[Bearers]]) -> list[Period]:
    """Return when what meets each group of conditions was published, see :class:`services.search.index.port.Index`."""
    if not groups:
        return []
    moment, acts = reading.now, Filters().act
    published = moment.articles.published
    dated = moment.visible & (published != UNDATED)
    found = [published[rows & dated] for rows in bearing(reading, moment, groups, "articles", acts)]
    return [
        Period(moment_of(int(times.min())), moment_of(int(times.max()))) if len(times) else Period() for times in found
    ]
