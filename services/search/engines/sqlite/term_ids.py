"""Numbers (ids of rows) of terms, entities and their names, given when first met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

import apsw

from services.search.engines.sqlite.pending import Pending
from services.search.index.fields import FieldName
from services.search.index.rules import name_key
from services.search.query.words import exact
from shared.figures import is_figure

Table = Literal["terms", "entities", "names"]
"""A table of what is numbered."""


class Numbering:
    """Numbers for the articles of one write, which share most of theirs: each is looked up once, and its new uses wait.

    To be thrown away where something of the write is undone.
    """

    def __init__(self, db: apsw.Connection) -> None:
        self.db = db
        self.pending = Pending(db)
        self._terms: dict[tuple[FieldName, str], int] = {}
        self._entities: dict[str, int] = {}
        self._names: dict[tuple[int, str], int] = {}
        self._labels: set[int] = set()
        self._next_quote: int = db.execute("SELECT next_quote FROM state").get

    def quotes(self, count: int) -> int:
        """Return the first of so many numbers for quotes, one after the other."""
        first = self._next_quote
        self.pending.next_quote = self._next_quote = first + count
        return first

    def term(self, field: FieldName, text: str) -> int:
        """Return the number of a field's value."""
        number = self._terms.get((field, text))
        if number is None:
            number = self.db.execute("SELECT number FROM terms WHERE facet = ? AND text = ?", (field, text)).get
            if number is None:
                self.db.execute("INSERT INTO terms (facet, text) VALUES (?, ?)", (field, text))
                number = self.db.last_insert_rowid()
            self._terms[field, text] = number
        return number

    def entity(self, id: str) -> int:
        """Return the number of an entity's id."""
        number = self._entities.get(id)
        if number is None:
            number = self.db.execute("SELECT number FROM entities WHERE id = ?", (id,)).get
            if number is None:
                self.db.execute("INSERT INTO entities (id, figure) VALUES (?, ?)", (id, is_figure(id)))
                number = self.db.last_insert_rowid()
            self._entities[id] = number
        return number

    def name(self, entity: int, text: str, *, label: bool) -> int:
        """Return the number of a name of an entity. ``label``: the article calls it so first of all."""
        number = self._names.get((entity, text))
        if number is None:
            number = self._names[entity, text] = self._known_name(entity, text) or self._new_name(entity, text)
        if label and number not in self._labels:
            self.db.execute("UPDATE names SET label = 1 WHERE number = ?", (number,))
            self._labels.add(number)
        return number

    def _known_name(self, entity: int, text: str) -> int | None:
        select = "SELECT number, label FROM names WHERE entity = ? AND text = ?"
        known: tuple[int, int] | None = self.db.execute(select, (entity, text)).get
        if known is None:
            return None
        if known[1]:
            self._labels.add(known[0])
        return known[0]

    def _new_name(self, entity: int, text: str) -> int:
        self.db.execute("INSERT INTO names (entity, text, key) VALUES (?, ?, ?)", (entity, text, name_key(text)))
        number = self.db.last_insert_rowid()
        self.pending.insert("names_fts", {"rowid": number, "name": exact(text)})
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
