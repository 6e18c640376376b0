"""Search: one page of a list. Collect what matches, then count it, page through it, facet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import apsw

from services.search.engines.sqlite import collapsing, facets, hits, scoring, stored_rows
from services.search.engines.sqlite.words import words_query
from services.search.index.questions import FoundArticleText, Page, Request
from services.search.index.results import FacetValue, FoundQuote
from services.search.index.rules import act_values, filters_by_act, with_more

_TIES = {"articles": "a.id", "quotes": "a.id, q.start, q.slot"}


class _Walk(NamedTuple):
    """State that all pages of one request share: the moment they look at, and how rare their words were then."""

    sequence: int
    weights: list[float] | None
    """None: not by relevance."""
    last: list[Any] | None
    """The sort key of the last row of the page before; None on the first page."""


def search(db: apsw.Connection, request: Request) -> Page:
    """Return one page, see :meth:`services.search.index.port.Index.search`. To be called in a read transaction."""
    walk = _walk(db, request)
    total = hits.collect(
        db, request.kind, request.words, request.filters, walk.sequence, sort=request.sort, weights=walk.weights
    )
    followers = collapsing.collapse(db, request.kind, walk.sequence) if request.collapse else 0
    rows = _page(db, request, walk)
    shown, following = rows[: request.size], None
    if shown and len(rows) > request.size:
        following = {"sequence": walk.sequence, "weights": walk.weights, "last": list(shown[-1][1:])}
    results = _results(db, request, walk, [row for row, *_ in shown])
    counted = {} if request.after else _facets(db, request, walk)
    return Page(hits=results, total=total - followers, next=following, facets=counted, matching=total)


def _results(
    db: apsw.Connection, request: Request, walk: _Walk, rows: Sequence[int]
) -> Sequence[FoundArticleText] | Sequence[FoundQuote]:
    found: Sequence[FoundArticleText] | Sequence[FoundQuote]
    if request.kind == "quotes":
        found = stored_rows.found_quotes(db, rows)
    else:
        found = stored_rows.found_articles(db, rows, request.filters.act, walk.sequence)
    if not request.collapse:
        return found
    more = collapsing.followers(db, request.kind, rows, walk.sequence)
    return with_more(found, [more[row] for row in rows])


def _walk(db: apsw.Connection, request: Request) -> _Walk:
    """Return the walk that begins, or continues."""
    if request.after:
        return _Walk(hits.moment(db, request.after), request.after["weights"], request.after["last"])
    weights = None
    if request.sort == "relevance" and request.words is not None:
        weights = scoring.weights(db, request.kind, words_query(request.words, request.kind, request.filters.act))
    return _Walk(hits.now(db), weights, None)


def _page(db: apsw.Connection, request: Request, walk: _Walk) -> list[tuple[Any, ...]]:
    """Return row and sort key of the page's hits, and of one more if there is one."""
    if not request.size:
        return []
    first = walk.last[0] if walk.last else None
    shown = collapsing.LEADING if request.collapse else "1"
    leading = f"temp.hits h WHERE {shown}"
    # Ties need a look at the article. So only those rows are put in full order that can be on the page: they are not
    # past the one that comes a page after the last of those that are level with the page before.
    end = db.execute(
        f"SELECT position FROM {leading} AND (?1 IS NULL OR position >= ?1) ORDER BY position LIMIT 1"  # noqa: S608
        f" OFFSET ?2 + (SELECT count(*) FROM {leading} AND position = ?1)",
        (first, request.size),
    ).get
    key = f"h.position, {_TIES[request.kind]}"
    rows = "temp.hits h CROSS JOIN articles a ON a.row = h.article"
    if request.kind == "quotes":
        rows += " JOIN quotes q ON q.row = h.row"
    clauses, values = [shown, "(?1 IS NULL OR h.position >= ?1)", "(?2 IS NULL OR h.position <= ?2)"], [first, end]
    if walk.last:
        clauses.append(f"({key}) > ({', '.join('?' * len(walk.last))})")
        values += walk.last
    return list(
        db.execute(
            f"SELECT h.row, {key} FROM {rows} WHERE {' AND '.join(clauses)}"  # noqa: S608 - no value is in it
            f" ORDER BY {key} LIMIT ?",
            (*values, request.size + 1),
        )
    )


def _facets(db: apsw.Connection, request: Request, walk: _Walk) -> Mapping[str, list[FacetValue]]:
    """Return the requested facets. One whose own filter is set counts what would match without it."""
    kind, words, acts, figures = request.kind, request.words, request.filters.act, request.figures
    without = {facet: request.filters.without(facet) for facet in request.facets if facet != "act"}
    same = [facet for facet, filters in without.items() if filters == request.filters]
    counted = facets.count(db, kind, same, acts, figures=figures)
    for facet, filters in without.items():
        if filters != request.filters:
            hits.collect(db, kind, words, filters, walk.sequence)
            counted |= facets.count(db, kind, [facet], acts, figures=figures)
    if "act" in request.facets:
        by_act = filters_by_act(request.filters).items()
        counts = {act: hits.collect(db, kind, words, filters, walk.sequence) for act, filters in by_act}
        counted["act"] = act_values(counts)
    return {facet: counted[facet] for facet in request.facets}
