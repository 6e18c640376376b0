"""Corrections of quotes by people, each a row."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import apsw

from services.search.corrections.corrections import Correction
from services.search.engines.sqlite.transactions import transaction


def put(db: apsw.Connection, corrections: Sequence[Correction]) -> None:
    """Write corrections, each in the place of what was kept under its id, in one transaction."""
    with transaction(db):
        db.executemany(
            "INSERT OR REPLACE INTO corrections (id, article, correction) VALUES (?, ?, ?)",
            [(correction.id, correction.article, correction.model_dump_json()) for correction in corrections],
        )


def after(db: apsw.Connection, id: str, size: int) -> list[Correction]:
    """Return the corrections behind an id, by their ids."""
    rows = db.execute("SELECT correction FROM corrections WHERE id > ? ORDER BY id LIMIT ?", (id, size))
    return [Correction.model_validate_json(correction) for (correction,) in rows]


def of_articles(db: apsw.Connection, articles: Collection[str]) -> list[Correction]:
    """Return the corrections of these articles, by their ids."""
    rows = db.execute(
        "SELECT correction FROM corrections WHERE article IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(sorted(articles)),),
    )
    return [Correction.model_validate_json(correction) for (correction,) in rows]
