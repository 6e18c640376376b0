"""Integrity of the index file, its identity, and its filling."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import apsw

MOST_SENTENCES = 10

_TABLES = """
CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS filling (id TEXT NOT NULL)
"""
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
    """Give the file a filling and an identity, within a transaction, where it has none: a new one each, but for an
    ``identity`` that is given."""
    db.execute(_TABLES)
    if identity:
        db.execute("DELETE FROM identity")
    db.execute(
        "INSERT INTO identity SELECT ? WHERE NOT EXISTS (SELECT 1 FROM identity)", (identity or uuid.uuid4().hex,)
    )
    db.execute("INSERT INTO filling SELECT ? WHERE NOT EXISTS (SELECT 1 FROM filling)", (uuid.uuid4().hex,))


def identity(db: apsw.Connection) -> str:
    """Return the file's identity; "" if an earlier release made it and nobody has prepared it since."""
    return str(db.execute("SELECT id FROM main.identity").get) if _has(db, "identity") else ""


def filling(db: apsw.Connection) -> str:
    """Return what no other file has but a copy of this one; "" as above."""
    return str(db.execute("SELECT id FROM main.filling").get) if _has(db, "filling") else ""


def _has(db: apsw.Connection, table: str) -> bool:
    return bool(db.execute("SELECT count(*) FROM main.sqlite_master WHERE name = ?", (table,)).get)
