"""Paging: the hits in their order, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from services.search.engines.sqlite.columns.arrays import Numbers, ranges
from services.search.engines.sqlite.columns.moments import Hits
from services.search.index.questions import Sort

Key = tuple[Any, ...]
"""What a row is sorted by: its position, its article's id, and of a quote where it starts, and its slot."""


def page(
    db: apsw.Connection, hits: Hits, positions: Numbers | None, sort: Sort, *, last: Sequence[Any] | None, size: int
) -> list[tuple[int, Key]]:
    """Return the places of the next hits with their keys, up to ``size``, behind the key ``last``.

    ``positions``: what the hits are sorted by, one after the other; None: what ``sort`` says.
    """
    if not size or not hits.total:
        return []
    places = hits.places if positions is not None else _candidates(hits, sort, last, size)
    if positions is None:
        positions = sorted_by(hits, sort, places)
    # Ties need a look at the article. So only those rows are put in full order that can be on the page.
    near = _near(positions, last, size)
    places, positions = places[near], positions[near]
    ordered = sorted(zip(keys(db, hits, places, positions), places.tolist(), strict=True))
    return [(place, key) for key, place in ordered if last is None or key > tuple(last)][:size]


def _candidates(hits: Hits, sort: Sort, last: Sequence[Any] | None, size: int) -> npt.NDArray[np.int64]:
    """Return the places of hits that can be on the page; by date, those in the articles that come first, if hits are
    many."""
    if sort in ("longest", "shortest") or hits.total**2 < size * len(hits.mask):
        return hits.places  # they are fewer than the rows among which, in their order, a page is to be expected
    articles = hits.moment.articles
    date, order = _by_date(hits, sort), articles.oldest_first if sort == "oldest" else articles.newest_first
    begin = 0 if last is None else int(np.searchsorted(date, last[0], sorter=order))
    chosen, end, following = np.zeros(0, np.int64), begin, 0
    while following < size and end < len(order):
        furthest = order[min(begin + 4 * max(size, end - begin), len(order)) - 1]
        end = int(np.searchsorted(date, date[furthest], "right", sorter=order))  # with all that are level with it
        chosen = _in_articles(hits, order[begin:end])
        # Those that are level with the last of the page before may have been shown.
        following = int(np.count_nonzero(sorted_by(hits, sort, chosen) != (last and last[0])))
    return chosen


def _in_articles(hits: Hits, places: Numbers) -> npt.NDArray[np.int64]:
    """Return the places of the hits that these articles are, or that are in them."""
    if hits.kind == "quotes":
        starts = hits.moment.articles.quote_starts
        places = ranges(starts.take(places), starts.take(places + 1))
    chosen: npt.NDArray[np.int64] = places[hits.mask.take(places)]
    return chosen


def _near(positions: Numbers, last: Sequence[Any] | None, size: int) -> npt.NDArray[np.bool_]:
    """Return which of the positions can be on the page: those that are not past the one that comes a page after the
    last of those that are level with the page before."""
    if last is None:
        behind, wanted = np.ones(len(positions), bool), size
    else:
        behind = positions >= last[0]
        wanted = size + int(np.count_nonzero(positions == last[0]))
    following = positions[behind]
    if len(following) > wanted:
        behind &= positions <= np.partition(following, wanted - 1)[wanted - 1]
    return behind


def _by_date(hits: Hits, sort: Sort) -> Numbers:
    return hits.moment.articles.published if sort == "oldest" else hits.moment.articles.age


def sorted_by(hits: Hits, sort: Sort, places: Numbers) -> Numbers:
    """Return what these rows are sorted by, where it is not by their words."""
    moment = hits.moment
    if sort in ("longest", "shortest"):
        length = (moment.articles if hits.kind == "articles" else moment.quotes).length[places]
        return -length if sort == "longest" else length
    return _by_date(hits, sort)[places if hits.kind == "articles" else moment.quotes.article[places]]


def keys(db: apsw.Connection, hits: Hits, places: Numbers, positions: Numbers) -> list[Key]:
    """Return what the hits at these places are sorted by, ties included."""
    articles, quotes = hits.moment.articles, hits.moment.quotes
    rows = articles.row[places if hits.kind == "articles" else quotes.article[places]].tolist()
    ids = dict(
        db.execute(
            "SELECT row, id FROM articles WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(rows))),),
        )
    )
    if hits.kind == "articles":
        return [(position, ids[row]) for position, row in zip(positions.tolist(), rows, strict=True)]
    where = zip(positions.tolist(), rows, quotes.start[places].tolist(), quotes.slot[places].tolist(), strict=True)
    return [(position, ids[row], start, slot) for position, row, start, slot in where]
