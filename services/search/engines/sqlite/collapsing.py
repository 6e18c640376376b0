"""Collapsing: of the hits that are copies of each other, the first in the list leads, and the others follow."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from services.search.engines.sqlite.groups import AT_MOMENT
from services.search.index.questions import Kind

TABLE = "CREATE TEMP TABLE followers (row INTEGER PRIMARY KEY)"
"""Those of ``temp.hits`` that follow another one."""

LEADING = "NOT EXISTS (SELECT 1 FROM temp.followers f WHERE f.row = h.row)"
"""The condition for one of the hits ``h`` to be shown."""

_GROUP = {"articles": "m.cluster", "quotes": "m.cluster, q.words"}
_ORDER = {"articles": "h.position, a.id", "quotes": "h.position, a.id, q.start, q.slot"}
"""That of the list, ties included."""

_FROM_HITS = {
    "articles": "temp.hits h CROSS JOIN memberships m ON m.article = h.article CROSS JOIN articles a ON a.row = h.row",
    "quotes": "temp.hits h CROSS JOIN memberships m ON m.article = h.article CROSS JOIN quotes q ON q.row = h.row"
    " CROSS JOIN articles a ON a.row = h.article",
}
_FROM_MEMBERSHIPS = {
    "articles": "memberships m CROSS JOIN temp.hits h ON h.row = m.article CROSS JOIN articles a ON a.row = h.row",
    "quotes": "memberships m CROSS JOIN quotes q ON q.article = m.article CROSS JOIN temp.hits h ON h.row = q.row"
    " CROSS JOIN articles a ON a.row = h.article",
}

_OTHERS = {
    "articles": f"""
        SELECT count(*) - 1 FROM memberships own CROSS JOIN memberships m ON m.cluster = own.cluster
        CROSS JOIN temp.hits h ON h.row = m.article
        WHERE own.article = :row AND {AT_MOMENT.replace("m.", "own.")} AND {AT_MOMENT}
    """,  # noqa: S608 - ours
    "quotes": f"""
        SELECT count(*) - 1 FROM quotes shown CROSS JOIN memberships own ON own.article = shown.article
        CROSS JOIN memberships m ON m.cluster = own.cluster
        CROSS JOIN quotes q ON q.article = m.article AND q.words = shown.words
        CROSS JOIN temp.hits h ON h.row = q.row
        WHERE shown.row = :row AND {AT_MOMENT.replace("m.", "own.")} AND {AT_MOMENT}
    """,  # noqa: S608 - ours
}


def collapse(db: apsw.Connection, kind: Kind, sequence: int) -> int:
    """Fill ``temp.followers`` from ``temp.hits``, by the groups of the moment ``sequence``; return how many follow."""
    # Whichever there are fewer of leads to the others.
    few_hits = db.execute(
        "SELECT coalesce((SELECT max(rowid) FROM memberships), 0) > (SELECT count(*) FROM temp.hits)"
    ).get
    tables = (_FROM_HITS if few_hits else _FROM_MEMBERSHIPS)[kind]
    db.execute("DELETE FROM temp.followers")
    db.execute(
        "INSERT INTO temp.followers SELECT row FROM (SELECT h.row AS row, row_number() OVER"  # noqa: S608 - ours
        f" (PARTITION BY {_GROUP[kind]} ORDER BY {_ORDER[kind]}) AS place FROM {tables} WHERE {AT_MOMENT})"
        " WHERE place > 1",
        {"sequence": sequence},
    )
    return db.changes()


def followers(db: apsw.Connection, kind: Kind, rows: Sequence[int], sequence: int) -> dict[int, int]:
    """Return how many follow each of these rows, which lead."""
    return {row: max(0, db.execute(_OTHERS[kind], {"row": row, "sequence": sequence}).get) for row in rows}
