"""How often each of many ids occurs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.search.index.port import Index
from services.search.index.questions import Counts, Filters
from services.search.query import Node

_AT_ONCE = 100
"""Ids that :meth:`services.search.index.port.Index.counts` takes."""


def counts(index: Index, ids: Sequence[str], words: Node | None, filters: Filters) -> Mapping[str, Counts]:
    """The counts of as many ids as one likes."""
    found: dict[str, Counts] = {}
    for at in range(0, len(ids), _AT_ONCE):
        found |= index.counts(ids[at : at + _AT_ONCE], words, filters)
    return found
