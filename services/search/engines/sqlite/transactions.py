"""Transactions of the index file: all that is written inside becomes true together, or none of it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw


@contextmanager
def transaction(db: apsw.Connection) -> Iterator[None]:
    """Commit what is written inside; undo it where anything is raised. Other writers wait from the beginning on."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def numbered_write(db: apsw.Connection) -> Iterator[int]:
    """Give the number of the next write, within a transaction: rows are added and removed under it."""
    with transaction(db):
        yield db.execute("UPDATE state SET sequence = sequence + 1 RETURNING sequence").get
