"""Numbers (ids of rows) of terms, entities and their names, given when first met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

import apsw

from services.search.index.fields import FieldName
from services.search.index.rules import name_key
from services.search.query.words import exact

Table = Literal["terms", "entities", "names"]
"""A table of what is numbered."""


def term(db: apsw.Connection, field: FieldName, text: str) -> int:
    """Return the number of a field's value, for one more article that uses it."""
    number: int = db.execute(
        "INSERT INTO terms (facet, text, uses) VALUES (?, ?, 1)"
        " ON CONFLICT DO UPDATE SET uses = uses + 1 RETURNING number",
        (field, text),
    ).get
    return number


def entity(db: apsw.Connection, id: str, *, listed: bool) -> int:
    """Return the number of an entity's id, for one more article that uses it, and that lists it among its entities."""
    number: int = db.execute(
        "INSERT INTO entities (id, uses, articles) VALUES (?, 1, ?)"
        " ON CONFLICT DO UPDATE SET uses = uses + 1, articles = articles + excluded.articles RETURNING number",
        (id, listed),
    ).get
    return number


def name(db: apsw.Connection, entity: int, text: str, *, label: bool) -> int:
    """Return the number of a name of an entity, for one more article that uses it, and that calls it so first."""
    number, uses = db.execute(
        "INSERT INTO names (entity, text, key, label, uses, articles) VALUES (?, ?, ?, ?, 1, 1)"
        " ON CONFLICT DO UPDATE SET uses = uses + 1, articles = articles + 1, label = max(label, excluded.label)"
        " RETURNING number, uses",
        (entity, text, name_key(text), label),
    ).get
    if uses == 1:
        db.execute("INSERT INTO names_fts (rowid, name) VALUES (?, ?)", (number, exact(text)))
    return int(number)


def known_terms(db: apsw.Connection, field: FieldName, texts: Sequence[str]) -> list[int]:
    """Return the numbers of those values that are known at all."""
    return _column(
        db, "SELECT number FROM terms WHERE facet = ? AND text IN (SELECT value FROM json_each(?))", field, texts
    )


def known_entities(db: apsw.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those ids that are known at all."""
    rows = db.execute("SELECT id, number FROM entities WHERE id IN (SELECT value FROM json_each(?))", (_json(ids),))
    return dict(rows)


def no_longer_current(db: apsw.Connection, *, listed: Iterable[int], names: Iterable[int]) -> None:
    """Count one article less that is current: of the entities that it lists, and of the names that it uses."""
    for table, numbers in (("entities", listed), ("names", names)):
        db.executemany(
            f"UPDATE {table} SET articles = articles - 1 WHERE number = ?",  # noqa: S608 - one of the two
            [(number,) for number in numbers],
        )


def no_longer_used(db: apsw.Connection, table: Table, numbers: Iterable[int]) -> None:
    """Count one article less that uses these, and delete what no article uses any more: deleted is deleted."""
    for number in numbers:
        db.execute(f"UPDATE {table} SET uses = uses - 1 WHERE number = ?", (number,))  # noqa: S608 - one of three
        db.execute(f"DELETE FROM {table} WHERE number = ? AND uses <= 0", (number,))  # noqa: S608
        if table == "names" and db.changes():
            db.execute("DELETE FROM names_fts WHERE rowid = ?", (number,))


def _column(db: apsw.Connection, select: str, field: str, texts: Sequence[str]) -> list[int]:
    return [number for (number,) in db.execute(select, (field, _json(texts)))]


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values))
