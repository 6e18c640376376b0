"""Collapsing: of the hits that are copies of each other, the first in the list leads, and the others follow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Numbers
from services.search.engines.sqlite.columns.moments import Hits
from services.search.engines.sqlite.groups import AT_MOMENT
from services.search.engines.sqlite.paging import Key, keys, sorted_by
from services.search.index.questions import Sort

_CLUSTERS = f"SELECT article, cluster FROM memberships m WHERE {AT_MOMENT} ORDER BY article"  # noqa: S608 - ours
_QUOTES = "SELECT article, quotes FROM printed WHERE article IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, eq=False)
class Leading:
    """Hits that lead, among others."""

    hits: Hits
    positions: Numbers | None
    """What they are sorted by, where that is not what the list's order says."""
    followers: Mapping[int, int]
    """How many follow the hit at a place; without those that nobody follows."""


def collapse(db: apsw.Connection, hits: Hits, positions: Numbers | None, sort: Sort) -> Leading:
    """Return the hits that lead in a list of this order; ``positions``: see :func:`.paging.page`."""
    places = hits.places
    groups = _groups(db, hits)
    copied = np.flatnonzero(groups)
    by = positions[copied] if positions is not None else sorted_by(hits, sort, places[copied])
    order = np.lexsort((by, groups[copied]))
    copied, by = copied[order], by[order]
    group, starts, sizes = np.unique(groups[copied], return_index=True, return_counts=True)
    # Ties need a look at the article. So only those are put in full order that are level with the first of their group.
    level = np.flatnonzero(by == np.repeat(by[starts], sizes))
    first: dict[int, tuple[Key, int]] = {}
    for number, key, place in zip(
        np.repeat(group, sizes)[level].tolist(),
        keys(db, hits, places[copied[level]], by[level]),
        copied[level].tolist(),
        strict=True,
    ):
        first[number] = min(first.get(number, (key, place)), (key, place))
    leads = np.ones(len(places), bool)
    leads[copied] = False
    leads[[place for _, place in first.values()]] = True
    mask = np.zeros_like(hits.mask)
    mask[places[leads]] = True
    size_of = dict(zip(group.tolist(), sizes.tolist(), strict=True))
    followers = {int(places[place]): size_of[number] - 1 for number, (_, place) in first.items()}
    return Leading(hits.alone(mask), None if positions is None else positions[leads], followers)


def _groups(db: apsw.Connection, hits: Hits) -> npt.NDArray[np.int64]:
    """Return the number of each hit's group; 0 for what has no copies."""
    moment = hits.moment
    row = moment.articles.row
    cluster = np.zeros(len(row), np.int64)
    if members := list(db.execute(_CLUSTERS, {"sequence": moment.sequence})):
        articles, clusters = np.array(members, np.int64).T
        at = np.searchsorted(row, articles)
        cluster[at] = clusters
    if hits.kind == "articles":
        return cluster[hits.places]
    return _of_quotes(db, hits, cluster)


def _of_quotes(db: apsw.Connection, hits: Hits, cluster: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the number of each quote's group: those of the same words in articles of the same cluster."""
    moment = hits.moment
    whose = moment.quotes.article[hits.places]
    groups = np.zeros(len(whose), np.int64)
    copied = np.flatnonzero(cluster[whose])
    if not len(copied):
        return groups
    words = np.zeros(len(moment.quotes.article), np.int64)
    rows = moment.articles.row[np.unique(whose[copied])].tolist()
    for row, numbers in db.execute(_QUOTES, (json.dumps(rows),)):
        start = moment.articles.quote_starts[np.searchsorted(moment.articles.row, row)]
        words[start : start + len(numbers) // 8] = np.frombuffer(numbers, np.int64)
    pairs = np.stack((cluster[whose[copied]], words[hits.places[copied]]))
    groups[copied] = np.unique(pairs, axis=1, return_inverse=True)[1].ravel() + 1
    return groups
