"""Purge of what was kept only for a while: tombstones, removed rows, versions beyond the limits."""

from __future__ import annotations

import apsw

from services.search.engines.sqlite import adding
from services.search.engines.sqlite.transactions import transaction

_BATCH = 200
"""Articles cleared in one transaction: some tenths of a second, in which nothing else can be written."""


def purge(db: apsw.Connection, *, deleted_before: int, removed_before: int) -> int:
    """Forget tombstones from before the one time, and rows removed before the other; return how many tombstones.

    Cursors that could still see such a row expire.
    """
    while _clear(db, removed_before):
        pass
    db.execute("DELETE FROM memberships WHERE removed <= (SELECT purged FROM state)")
    db.execute(
        "DELETE FROM current WHERE deleted_at < ? AND id NOT IN (SELECT id FROM merged_articles)", (deleted_before,)
    )
    return db.changes()


def trim_past(db: apsw.Connection, id: str, versions: int, chars: int) -> None:
    """Keep the newest ``versions`` of an article's past, and no more than ``chars`` characters of text in them."""
    kept = 0
    for place, (row, length) in enumerate(
        list(
            db.execute(
                "SELECT row, length + length(title) FROM articles WHERE id = ? AND past ORDER BY version DESC", (id,)
            )
        )
    ):
        kept += length
        if place >= versions or kept > chars:
            db.execute("UPDATE articles SET past = 0 WHERE row = ?", (row,))
            _forget_unused(db, row)


def _clear(db: apsw.Connection, removed_before: int) -> int:
    """Take up to a batch of removed rows out of search; return how many."""
    with transaction(db):
        rows = list(
            db.execute(
                "SELECT row, removed FROM articles WHERE searchable AND removed IS NOT NULL AND removed_at < ?"
                " ORDER BY removed_at LIMIT ?",
                (removed_before, _BATCH),
            )
        )
        for row, removed in rows:
            adding.clear(db, row)
            db.execute("UPDATE articles SET searchable = 0 WHERE row = ?", (row,))
            db.execute("UPDATE state SET purged = max(purged, ?)", (removed,))
            _forget_unused(db, row)
    return len(rows)


def _forget_unused(db: apsw.Connection, row: int) -> None:
    """Delete the article's row, unless search or its article's past still shows it."""
    if db.execute("DELETE FROM articles WHERE row = ? AND NOT searchable AND NOT past RETURNING row", (row,)).get:
        for table in ("contents", "printed", "memberships"):
            db.execute(f"DELETE FROM {table} WHERE article = ?", (row,))  # noqa: S608 - ours
