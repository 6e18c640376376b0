"""Who somebody is: the identity behind an id, with the names that mean it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.search.identified.identified_index import meanings_of
from services.search.identified.meanings import name_of
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.results import Ambiguous, FacetValue, Identity


@dataclass(frozen=True)
class Who:
    """An id, read."""

    shown: str
    """The id by which lists show whom it means; the one that was given where it may mean several."""
    identity: Identity | None
    names: Sequence[FacetValue]
    """The name ids that mean it, with how many articles list each where it does; most frequent first."""
    roots: Collection[str]
    """All ids that mean it, also those that no article gives."""
    ambiguous: Sequence[Ambiguous]
    by_name: Mapping[str, Bearers]
    """By the ids of its names: the condition that an article means it by that name."""


def who_is(index: Index, id: str) -> Who:
    """Return who is meant by a name id or an identity's id, however old that is."""
    meanings = meanings_of(index)
    meanings.read_values([id], called=True)
    group = meanings.group_of([id])
    name, ambiguous = name_of(id), meanings.ambiguous([id])
    if ambiguous or (root := meanings.root(name)) is None:
        shown, identity = id, None
    else:
        shown = meanings.shown(root)
        identity = meanings.identity(root, meanings.labels([root]).get(root, root))
        group = meanings.groups([shown])[shown]
    if group is None:
        return Who(shown, identity, (), (), ambiguous, {})
    by_name = {name: group.only(name).bearers("entity") for name in sorted(group.names)}
    counts = index.totals("articles", None, Filters(), [[each] for each in by_name.values()])
    labels = meanings.labels(group.names)
    names = [
        FacetValue(value=name, label=labels.get(name, name), count=count)
        for name, count in zip(by_name, counts, strict=True)
        if count
    ]
    shown_names = sorted(names, key=lambda each: (-each.count, each.value))
    return Who(shown, identity, shown_names, group.names, ambiguous, by_name)
