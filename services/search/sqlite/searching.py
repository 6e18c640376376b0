"""Answering one request: collect what matches into a temporary table, then count it, page through it, facet it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import apsw

from services.search.index import Filters, Page, Request
from services.search.sqlite import facets, reading, scoring
from services.search.sqlite.conditions import conditions
from services.search.sqlite.expression import expression
from shared.errors import CursorExpired
from shared.models import FacetValue

_UNDATED = 1 << 62
"""Stands for the time of undated articles, so that they come last whichever way one sorts."""

_POSITION = {
    "newest": f"coalesce(-a.published_at, {_UNDATED})",
    "oldest": f"coalesce(a.published_at, {_UNDATED})",
}
_TIES = {"articles": "a.id", "quotes": "a.id, q.start, q.slot"}
_ROWS = {"articles": "articles a", "quotes": "quotes q CROSS JOIN articles a ON a.row = q.article"}
_ROW = {"articles": "a.row", "quotes": "q.row"}


class _Walk(NamedTuple):
    """What all pages of one request share: the moment they look at, and how rare their words were then."""

    sequence: int
    weights: list[float]
    last: list[Any] | None
    """What the last row of the page before is sorted by; None on the first page."""


def search(db: apsw.Connection, request: Request) -> Page:
    """One page, see :meth:`services.search.index.Index.search`. Wants to be in a read transaction."""
    by_relevance = request.sort == "relevance" and request.words is not None
    walk = _walk(db, request.after) if request.after else _begin(db, request, by_relevance)
    _collect(db, request, request.filters, walk, by_relevance=by_relevance)
    total: int = db.execute("SELECT count(*) FROM temp.hits").get
    found = _page(db, request, walk)
    hits, following = found[: request.size], None
    if len(found) > request.size:
        following = {"sequence": walk.sequence, "weights": walk.weights, "last": list(hits[-1][1:])}
    counted = {} if request.after else _facets(db, request, walk)
    rows = [row for row, *_ in hits]
    shown = reading.found_articles(db, rows) if request.kind == "articles" else reading.found_quotes(db, rows)
    return Page(hits=shown, total=total, next=following, facets=counted)


def _begin(db: apsw.Connection, request: Request, by_relevance: bool) -> _Walk:
    sequence: int = db.execute("SELECT sequence FROM state").get
    if not by_relevance or request.words is None:
        return _Walk(sequence, [], None)
    return _Walk(sequence, scoring.weights(db, request.kind, expression(request.words, request.kind)), None)


def _walk(db: apsw.Connection, after: Mapping[str, Any]) -> _Walk:
    """The walk that ``after`` goes on with, if everything it could see is still there."""
    walk = _Walk(after["sequence"], after["weights"], after["last"])
    sequence, purged = db.execute("SELECT sequence, purged FROM state").get
    if not purged <= walk.sequence <= sequence:
        raise CursorExpired(
            "The list that this cursor pages through is no longer kept. Please ask again from the start."
        )
    return walk


def _collect(db: apsw.Connection, request: Request, filters: Filters, walk: _Walk, *, by_relevance: bool) -> None:
    """Fill ``temp.hits`` with what matches the words and ``filters``."""
    tables, position = _ROWS[request.kind], _POSITION["oldest" if request.sort == "oldest" else "newest"]
    wanted, values = conditions(filters, request.kind)
    if request.words is not None:
        words = expression(request.words, request.kind)
        fts = f"{request.kind}_fts"
        # CROSS keeps SQLite from looking up each article among the words instead.
        tables = f"{fts} CROSS JOIN {tables}"
        wanted += [f"{fts} MATCH :match", f"{_ROW[request.kind]} = {fts}.rowid"]
        values["match"] = words.match
        if by_relevance:
            position = f"-{request.kind}_relevance({fts}, :weights)"
            values["weights"] = json.dumps(walk.weights)
    wanted += ["a.added <= :sequence", "(a.removed IS NULL OR a.removed > :sequence)"]
    values["sequence"] = walk.sequence
    db.execute("DELETE FROM temp.hits")
    db.execute(
        f"INSERT INTO temp.hits SELECT {_ROW[request.kind]}, a.row, {position} FROM {tables}"  # noqa: S608 - ours
        f" WHERE {' AND '.join(wanted)}",
        values,
    )


def _page(db: apsw.Connection, request: Request, walk: _Walk) -> list[tuple[Any, ...]]:
    """Row and sort key of the page's hits, and of one more if there is one."""
    key = f"h.position, {_TIES[request.kind]}"
    rows = "temp.hits h CROSS JOIN articles a ON a.row = h.article"
    if request.kind == "quotes":
        rows += " JOIN quotes q ON q.row = h.row"
    later = f"WHERE ({key}) > ({', '.join('?' * len(walk.last))})" if walk.last else ""
    return list(
        db.execute(
            f"SELECT h.row, {key} FROM {rows} {later} ORDER BY {key} LIMIT ?",  # noqa: S608 - no value is in it
            (*(walk.last or ()), request.size + 1),
        )
    )


def _facets(db: apsw.Connection, request: Request, walk: _Walk) -> dict[str, list[FacetValue]]:
    """The facets that were asked for. One whose own filter is set counts what would match without it."""
    counted = {}
    own: dict[str, Filters] = {}
    for name in request.facets:
        without = replace(request.filters, **facets.OWN_FILTERS[name])
        if without == request.filters:
            counted[name] = facets.count(db, request.kind, name)
        else:
            own[name] = without
    for name, without in own.items():
        _collect(db, request, without, walk, by_relevance=False)
        counted[name] = facets.count(db, request.kind, name)
    return {name: counted[name] for name in request.facets}
