"""Counts: how often each of many ids occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import MAX_COUNTED_IDS, Counts
from services.search.query import Node


def counts_of(index: Index, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
    """Return the counts of ids, however many, in what matches."""
    counts: dict[str, Counts] = {}
    for start in range(0, len(ids), MAX_COUNTED_IDS):
        counts |= index.counts(ids[start : start + MAX_COUNTED_IDS], words, filters)
    return counts
