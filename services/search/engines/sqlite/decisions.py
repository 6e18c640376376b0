"""Decisions of people about identities, each a row."""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from services.search.engines.sqlite.transactions import transaction
from services.search.identities.decisions import Decision


def put(db: apsw.Connection, decisions: Sequence[Decision]) -> None:
    """Write decisions, each in the place of what was kept under its id, in one transaction."""
    with transaction(db):
        db.executemany(
            "INSERT OR REPLACE INTO decisions (id, decision) VALUES (?, ?)",
            [(decision.id, decision.model_dump_json()) for decision in decisions],
        )


def after(db: apsw.Connection, id: str, size: int) -> list[Decision]:
    """Return the decisions behind an id, by their ids."""
    rows = db.execute("SELECT decision FROM decisions WHERE id > ? ORDER BY id LIMIT ?", (id, size))
    return [Decision.model_validate_json(decision) for (decision,) in rows]
