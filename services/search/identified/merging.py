"""Merging: what an engine has counted by name, counted by identity.

An engine counts names. Those of one identity are put together here, and counted anew together: their sum would count an
article twice that names somebody in two ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.search.identified.meanings import Meanings, name_of
from services.search.index.fields import FieldName
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.questions import Kind, Page
from services.search.index.results import FacetValue
from services.search.query import Node

CANDIDATES = 200
"""Values that an engine counts for a facet of identities: somebody none of whose names is among these is not among the
first :data:`~services.search.index.questions.MAX_FACET_VALUES`, as long as their names are fewer than ten."""

_TOGETHER = 100
"""Identities that are counted anew in one question."""


@dataclass(frozen=True)
class Matching:
    """What matches: the results that are counted."""

    kind: Kind
    words: Node | None
    filters: Filters


def merged(
    index: Index, meanings: Meanings, counts: Mapping[str, int], field: FieldName, matching: Matching, size: int
) -> dict[str, int]:
    """Return the ``size`` identities that most of what matches has in ``field``, most frequent first, ties by value.

    ``counts``: how many have each name. The values are as :meth:`Meanings.shown` writes them. Sums are an upper bound
    of what is counted anew, so it is done from the greatest on, until none of the others can be among the first.
    """
    meanings.read(counts)
    exact = {name: count for name, count in counts.items() if meanings.is_alone(name)}
    sums = _sums(meanings, {name: count for name, count in counts.items() if name not in exact})
    waiting = sorted(sums, key=lambda value: (-sums[value], value))
    while waiting:
        first = sorted(exact.values(), reverse=True)[:size]
        if len(first) == size and first[-1] > sums[waiting[0]]:
            break
        some, waiting = waiting[:_TOGETHER], waiting[_TOGETHER:]
        groups = meanings.groups(some)
        several = [value for value in some if not groups[value].is_just(value)]
        totals = index.totals(
            matching.kind, matching.words, matching.filters, [[groups[value].bearers(field)] for value in several]
        )
        exact |= {value: sums[value] for value in some} | dict(zip(several, totals, strict=True))
    ranked = sorted((value for value in exact if exact[value]), key=lambda value: (-exact[value], value))
    return {value: exact[value] for value in ranked[:size]}


def _sums(meanings: Meanings, counts: Mapping[str, int]) -> dict[str, int]:
    """Return how many can have each identity at most."""
    sums: Counter[str] = Counter()
    for name, count in counts.items():
        sums[meanings.shown(name)] += count
        for other in filter(None, meanings.exceptions(name).values()):
            sums[meanings.shown(other)] += 1
    return sums


def identities(
    index: Index, meanings: Meanings, page: Page, behind: Mapping[FieldName, Matching], size: int
) -> dict[FieldName, list[FacetValue]]:
    """Return facets of names as facets of ``size`` identities; ``behind``: what each of them counts."""
    counts = {field: {value.value: value.count for value in page.facets[field]} for field in behind}
    meanings.read([name for names in counts.values() for name in names])
    first = {field: merged(index, meanings, counts[field], field, each, size) for field, each in behind.items()}
    if page.labels:
        called = page.labels({field: [id for id in values if id in counts[field]] for field, values in first.items()})
    else:
        called = {field: {value.value: value.label for value in page.facets[field]} for field in behind}
    facets = {}
    for field, values in first.items():
        label_of = labels(meanings, list(values), called[field])
        facets[field] = [FacetValue(value=id, label=label_of[id], count=count) for id, count in values.items()]
    return facets


def labels(meanings: Meanings, values: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return what to show for identities; ``known``: what the engine calls the names among them."""
    unknown = [value for value in values if value not in known]
    found = meanings.labels({name_of(value) for value in unknown})
    return {
        value: meanings.called(value) or known.get(value) or found.get(name_of(value), name_of(value))
        for value in values
    }


def counting(bearers: Sequence[Bearers], field: FieldName) -> list[Bearers]:
    """Return the conditions so that the facet of ``field`` heeds its own, too."""
    return [
        Bearers(each.field, each.values, each.within, each.outside, each.excluded, counting=True)
        if each.field == field
        else each
        for each in bearers
    ]
