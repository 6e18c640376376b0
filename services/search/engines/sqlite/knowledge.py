"""Knowledge that was loaded: entries, each a row, and the keys by which they are found."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import apsw

from services.search.engines.sqlite.transactions import transaction
from services.search.identities.knowledge import KnownEntity


def put(db: apsw.Connection, entries: Sequence[KnownEntity]) -> None:
    """Write entries, each in the place of what was kept under its id, in one transaction."""
    with transaction(db):
        _forget(db, [entry.id for entry in entries])
        db.executemany(
            "INSERT INTO knowledge (id, collection, entry) VALUES (?, ?, ?)",
            [(entry.id, entry.collection, entry.model_dump_json()) for entry in entries],
        )
        db.executemany(
            "INSERT INTO knowledge_keys (key, id) VALUES (?, ?)",
            [(key, entry.id) for entry in entries for key in entry.keys],
        )


def forget(db: apsw.Connection, ids: Collection[str]) -> None:
    """Delete entries, in one transaction."""
    with transaction(db):
        _forget(db, ids)


def _forget(db: apsw.Connection, ids: Collection[str]) -> None:
    for table in ("knowledge", "knowledge_keys"):
        db.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (json.dumps(list(ids)),),
        )


def having(db: apsw.Connection, keys: Collection[str]) -> list[KnownEntity]:
    """Return the entries with one of these keys, by their ids."""
    rows = db.execute(
        "SELECT entry FROM knowledge WHERE id IN (SELECT id FROM knowledge_keys"
        " WHERE key IN (SELECT value FROM json_each(?))) ORDER BY id",
        (json.dumps(list(keys)),),
    )
    return [KnownEntity.model_validate_json(entry) for (entry,) in rows]


def after(db: apsw.Connection, id: str, size: int, collection: str | None) -> list[KnownEntity]:
    """Return the entries behind an id, by their ids: of one set, or of all."""
    rows = db.execute(
        "SELECT entry FROM knowledge WHERE id > ?1 AND (?3 IS NULL OR collection = ?3) ORDER BY id LIMIT ?2",
        (id, size, collection),
    )
    return [KnownEntity.model_validate_json(entry) for (entry,) in rows]


def collections(db: apsw.Connection) -> dict[str, int]:
    """Return the sets that were loaded, by name, with the number of their entries."""
    return dict(db.execute("SELECT collection, count(*) FROM knowledge GROUP BY collection ORDER BY collection"))
