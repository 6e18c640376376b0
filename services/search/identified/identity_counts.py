"""Counts of identities: how often somebody occurs, under all names that mean them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from services.search.identified import merging
from services.search.identified.group import Group
from services.search.identified.meanings import Meanings, name_of
from services.search.index.filters import Bearers, Filters
from services.search.index.port import Index
from services.search.index.questions import MAX_COUNTED_IDS, Counts
from services.search.query import Node


def counts_of_identities(
    index: Index, meanings: Meanings, ids: Sequence[str], words: Node | None, filters: Filters
) -> dict[str, Counts]:
    """Return how often each id occurs in what matches. The filters mean identities already."""
    meanings.read([name_of(id) for id in ids])
    groups = {id: group for id in ids if (group := meanings.group_of([id]))}
    of_names = _counts_of_names(index, [id for id in ids if id not in groups], groups.values(), words, filters)
    counts = {
        id: replace(of_names[id], label=meanings.called(id) or of_names[id].label) for id in ids if id not in groups
    }
    if not groups:
        return counts
    by, about = ([[group.bearers(field)] for group in groups.values()] for field in ("speaker", "about"))
    articles = index.totals("articles", words, filters, [[group.bearers("entity")] for group in groups.values()])
    quotes = index.totals("quotes", words, filters, by + about)
    label_of = merging.labels(meanings, list(groups), {})
    for place, (id, group) in enumerate(groups.items()):
        mentions = _mentions(index, group.bearers("entity"), of_names, words, filters)
        counts[id] = Counts(articles[place], mentions, quotes[place], quotes[len(by) + place], label_of[id])
    return counts


def _counts_of_names(
    index: Index, ids: Collection[str], groups: Iterable[Group], words: Node | None, filters: Filters
) -> dict[str, Counts]:
    """Return how often names occur: these, and those of groups; as many together as may be."""
    names = sorted({*ids, *(name for group in groups for name in group.names)})
    counts: dict[str, Counts] = {}
    for start in range(0, len(names), MAX_COUNTED_IDS):
        counts |= index.counts(names[start : start + MAX_COUNTED_IDS], words, filters)
    return counts


def _mentions(
    index: Index, bearers: Bearers, counted: Mapping[str, Counts], words: Node | None, filters: Filters
) -> int:
    """Return in how many places somebody is named: of each name, those in the articles where it is theirs."""
    mentions = sum(counted[name].mentions for name in bearers.values)
    for name, articles in (*bearers.within, *bearers.outside):
        there = Bearers("entity", (), within=((name, articles),))
        within = index.counts([name], words, replace(filters, bearers=[*filters.bearers, there]))[name]
        if name not in bearers.values:
            outside = (name, articles) in bearers.outside
            mentions += counted[name].mentions - within.mentions if outside else within.mentions
    return mentions
