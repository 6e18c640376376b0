"""Rows and counts of one write that wait until all its articles are there.

FTS5 empties its memory into the file at every savepoint and whenever another statement may have to be undone by itself,
and articles of one write share most of their terms: each table gets all of a write's rows in one go, and each term its
uses at once. Nothing reads or deletes them within a write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import apsw

Value = str | int | float | bytes | None

_COUNTED = {
    "terms": "UPDATE terms SET uses = uses + ? WHERE number = ?",
    "entities": "UPDATE entities SET uses = uses + ? WHERE number = ?",
    "listed": "UPDATE entities SET articles = articles + ? WHERE number = ?",
    "names": "UPDATE names SET uses = uses + ?1, articles = articles + ?1 WHERE number = ?2",
}


class Pending:
    """Rows and counts that wait. To be thrown away where something of the write is undone."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._rows: dict[tuple[str, tuple[str, ...]], list[tuple[Value, ...]]] = {}
        self._counts: Mapping[str, Counter[int]] = {name: Counter() for name in _COUNTED}
        self.next_quote: int | None = None
        """The number of the next quote; None while no article has taken any."""

    def insert(self, table: str, values: Mapping[str, Value]) -> None:
        """Let a row wait; rows of a table come in the ascending order of their numbers."""
        self._rows.setdefault((table, tuple(values)), []).append(tuple(values.values()))

    def used(
        self, terms: Iterable[int], entities: Iterable[int], *, listed: Iterable[int], names: Iterable[int]
    ) -> None:
        """Count one more article that uses these, and that lists these among its entities."""
        for name, numbers in (("terms", terms), ("entities", entities), ("listed", listed), ("names", names)):
            self._counts[name].update(numbers)

    def write(self) -> None:
        """Write all that waits."""
        for (table, columns), rows in self._rows.items():
            self._db.executemany(insertion(table, columns), rows)
        for name, update in _COUNTED.items():
            self._db.executemany(update, [(count, number) for number, count in self._counts[name].items()])
            self._counts[name].clear()
        if self.next_quote is not None:
            self._db.execute("UPDATE state SET next_quote = ?", (self.next_quote,))
        self._rows.clear()


def insertion(table: str, columns: Iterable[str]) -> str:
    """Return the statement that inserts a row."""
    names = tuple(columns)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - ours
