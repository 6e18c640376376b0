"""Integrity of the index file, and its identity."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import apsw

MOST_SENTENCES = 10

_IDENTITY = "CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL)"
_MISSING_ROWS = """
SELECT count(*) FROM current c LEFT JOIN articles a ON a.row = c.article LEFT JOIN contents ON contents.article = a.row
WHERE c.article IS NOT NULL AND (a.row IS NULL OR contents.article IS NULL)
"""


def check(db: apsw.Connection) -> Sequence[str]:
    """Return a sentence for each damage. SQLite looks at every page, every index and the word lists (FTS5)."""
    found = [text for (text,) in db.execute(f"PRAGMA integrity_check({MOST_SENTENCES})") if text != "ok"]
    if not found and (missing := db.execute(_MISSING_ROWS).get):
        found.append(f"{missing} articles are listed, but their text is not there.")
    return found


def identify(db: apsw.Connection, identity: str = "") -> None:
    """Give the file an identity, within a transaction: ``identity``, or a new one if it has none."""
    db.execute(_IDENTITY)
    if identity:
        db.execute("DELETE FROM identity")
    if not db.execute("SELECT count(*) FROM identity").get:
        db.execute("INSERT INTO identity VALUES (?)", (identity or uuid.uuid4().hex,))


def identity(db: apsw.Connection) -> str:
    """Return the file's identity; "" if an earlier release made it and nobody has prepared it since."""
    if not db.execute("SELECT count(*) FROM main.sqlite_master WHERE name = 'identity'").get:
        return ""
    return str(db.execute("SELECT id FROM main.identity").get)
