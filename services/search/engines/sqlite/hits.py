"""Hits: what matches at one moment, collected into ``temp.hits`` to be counted, sorted and looked through."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apsw

from services.search.engines.sqlite.filters import bearing, conditions
from services.search.engines.sqlite.words import words_query
from services.search.index.questions import Bearers, Filters, Kind, Sort
from services.search.query import Node
from shared.errors import CursorExpired

TABLE = "CREATE TEMP TABLE hits (row INTEGER PRIMARY KEY, article INTEGER NOT NULL, position NUMERIC NOT NULL)"
"""Rows of articles or of quotes, and what they are sorted by."""

_UNDATED = 1 << 62
"""The time that undated articles are sorted by, so that they come last whichever way one sorts."""

_POSITION: dict[Sort, str] = {
    "relevance": f"coalesce(-r.published_at, {_UNDATED})",  # where there are no words
    "newest": f"coalesce(-r.published_at, {_UNDATED})",
    "oldest": f"coalesce(r.published_at, {_UNDATED})",
    "longest": "-r.length",
    "shortest": "r.length",
}
_ARTICLE = {"articles": "r.row", "quotes": "r.article"}


def now(db: apsw.Connection) -> int:
    """Return the number of the last write: the moment that a walk from page to page looks at."""
    sequence: int = db.execute("SELECT sequence FROM state").get
    return sequence


def moment(db: apsw.Connection, after: Mapping[str, Any]) -> int:
    """Return the moment of a walk that continues. Raises CursorExpired if something it could see is gone."""
    began: int = after["sequence"]
    sequence, purged = db.execute("SELECT sequence, purged FROM state").get
    if not purged <= began <= sequence:
        raise CursorExpired(
            "The list that this cursor pages through is no longer kept. Please ask again from the start."
        )
    return began


def collect(
    db: apsw.Connection,
    kind: Kind,
    words: Node | None,
    filters: Filters,
    sequence: int,
    *,
    sort: Sort = "newest",
    weights: Sequence[float] | None = None,
) -> int:
    """Fill ``temp.hits`` with what matched at the moment ``sequence``; return how many.

    ``weights``, of the words' phrases, for sorting by relevance; see :mod:`services.search.engines.sqlite.scoring`.
    """
    tables, position = f"{kind} r", _POSITION[sort]
    condition = matching(db, kind, words if weights is None else None, filters, sequence)
    where, values = condition.where, condition.values
    if words is not None and weights is not None:
        fts = f"{kind}_fts"
        # CROSS keeps SQLite from looking up each row among the words instead.
        tables = f"{fts} CROSS JOIN {tables}"
        where += f" AND {fts} MATCH :match AND r.row = {fts}.rowid"
        position = f"-{kind}_relevance({fts}, :weights)"
        values |= {"match": words_query(words, kind, filters.act).match, "weights": json.dumps(list(weights))}
    db.execute("DELETE FROM temp.hits")
    db.execute(
        f"INSERT INTO temp.hits SELECT r.row, {_ARTICLE[kind]}, {position} FROM {tables} WHERE {where}",  # noqa: S608
        values,
    )
    return db.changes()


def totals(
    db: apsw.Connection, kind: Kind, words: Node | None, filters: Filters, groups: Sequence[Sequence[Bearers]]
) -> list[int]:
    """Return how many of what matches meet each group of conditions, see :class:`services.search.index.port.Index`."""
    if not groups:
        return []
    collect(db, kind, words, filters, now(db))
    counts = []
    for group in groups:
        met = bearing(db, group, kind, filters.act)
        # The rows are looked up among the hits, and not the other way round: who is meant is in few of them.
        counts.append(db.execute(f"SELECT count(*) FROM temp.hits r WHERE {' AND '.join(met.clauses)}", met.values).get)  # noqa: S608
    return counts


@dataclass(frozen=True)
class Matching:
    """The condition for a row ``r`` of articles or quotes to match, as SQL."""

    where: str
    values: dict[str, str | int | float]
    """The values that ``where`` names with a colon."""


def matching(db: apsw.Connection, kind: Kind, words: Node | None, filters: Filters, sequence: int) -> Matching:
    """Return the condition for what matches words and filters at the moment ``sequence``."""
    by_filters = conditions(db, filters, kind)
    clauses, values = by_filters.clauses, by_filters.values
    if words is not None:
        clauses.append(f"r.row IN (SELECT rowid FROM {kind}_fts WHERE {kind}_fts MATCH :match)")  # noqa: S608 - ours
        values["match"] = words_query(words, kind, filters.act).match
    clauses += ["r.added <= :sequence", "(r.removed IS NULL OR r.removed > :sequence)"]
    values["sequence"] = sequence
    return Matching(" AND ".join(clauses), values)
