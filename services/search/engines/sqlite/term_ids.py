"""Numbers (ids of rows) of terms, entities and their names, given when first met."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

import apsw

from services.search.index.fields import FieldName
from services.search.index.rules import name_key
from services.search.query.words import exact


def term(db: apsw.Connection, field: FieldName, text: str) -> int:
    """Return the number of a field's value."""
    db.execute("INSERT INTO terms (facet, text) VALUES (?, ?) ON CONFLICT DO NOTHING", (field, text))
    number: int = db.execute("SELECT number FROM terms WHERE facet = ? AND text = ?", (field, text)).get
    return number


def entity(db: apsw.Connection, id: str) -> int:
    """Return the number of an entity's id."""
    db.execute("INSERT INTO entities (id) VALUES (?) ON CONFLICT DO NOTHING", (id,))
    number: int = db.execute("SELECT number FROM entities WHERE id = ?", (id,)).get
    return number


def name(db: apsw.Connection, entity: int, text: str) -> int:
    """Return the number of a name of an entity."""
    known: int | None = db.execute("SELECT number FROM names WHERE entity = ? AND text = ?", (entity, text)).get
    if known is not None:
        return known
    number: int = db.execute(
        "INSERT INTO names (entity, text, key) VALUES (?, ?, ?) RETURNING number", (entity, text, name_key(text))
    ).get
    db.execute("INSERT INTO names_fts (rowid, name) VALUES (?, ?)", (number, exact(text)))
    return number


def known_terms(db: apsw.Connection, field: FieldName, texts: Sequence[str]) -> list[int]:
    """Return the numbers of those values that are known at all."""
    return _column(
        db, "SELECT number FROM terms WHERE facet = ? AND text IN (SELECT value FROM json_each(?))", field, texts
    )


def known_entities(db: apsw.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those ids that are known at all."""
    rows = db.execute("SELECT id, number FROM entities WHERE id IN (SELECT value FROM json_each(?))", (_json(ids),))
    return dict(rows)


def forget_unused(db: apsw.Connection, terms: Iterable[int], entities: Iterable[int]) -> None:
    """Delete the terms and entities that no article has any more, and unused names: deleted is deleted."""
    db.executemany(
        "DELETE FROM terms WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM article_terms WHERE term = ?1)",
        [(number,) for number in terms],
    )
    for number in entities:
        unused = list(
            db.execute(
                "DELETE FROM names WHERE entity = ?"
                " AND NOT EXISTS (SELECT 1 FROM article_names WHERE name = number) RETURNING number",
                (number,),
            )
        )
        db.executemany("DELETE FROM names_fts WHERE rowid = ?", unused)
        db.execute(
            "DELETE FROM entities WHERE number = ?1 AND NOT EXISTS (SELECT 1 FROM article_entities WHERE entity = ?1)",
            (number,),
        )


def packed(numbers: Collection[int]) -> str | int | None:
    """Return numbers as one value of a column: several with commas between, none as NULL, which nothing counts."""
    if len(numbers) < 2:
        return next(iter(numbers), None)
    return ",".join(map(str, sorted(numbers)))


def unpacked(*columns: str | int | None) -> set[int]:
    """Return the numbers in such columns."""
    return {int(number) for column in columns if column is not None for number in str(column).split(",")}


def _column(db: apsw.Connection, select: str, field: str, texts: Sequence[str]) -> list[int]:
    return [number for (number,) in db.execute(select, (field, _json(texts)))]


def _json(values: Sequence[str]) -> str:
    return json.dumps(list(values))
