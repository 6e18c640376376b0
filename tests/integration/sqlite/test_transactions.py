"""Transactions of the index file: together or not at all, and numbered."""

from __future__ import annotations

import apsw
import pytest

from services.search.engines.sqlite.transactions import numbered_write, transaction


@pytest.fixture
def db() -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE TABLE state (sequence); INSERT INTO state VALUES (7); CREATE TABLE words (word)")
    return connection


def words(db: apsw.Connection) -> list[str]:
    return [word for (word,) in db.execute("SELECT word FROM words")]


def test_what_is_written_inside_is_kept(db: apsw.Connection) -> None:
    with transaction(db):
        db.execute("INSERT INTO words VALUES ('ferry')")
    assert (words(db), db.in_transaction) == (["ferry"], False)


def test_whatever_is_raised_inside_undoes_all_of_it(db: apsw.Connection) -> None:
    with pytest.raises(KeyboardInterrupt), transaction(db):
        db.execute("INSERT INTO words VALUES ('ferry')")
        raise KeyboardInterrupt
    assert (words(db), db.in_transaction) == ([], False)


def test_an_error_for_which_sqlite_has_undone_it_already_is_raised_as_it_is(db: apsw.Connection) -> None:
    with pytest.raises(ValueError, match="full"), transaction(db):
        db.execute("ROLLBACK")
        raise ValueError("full")
    assert not db.in_transaction


def test_each_write_has_the_next_number_and_a_failed_one_leaves_it_free(db: apsw.Connection) -> None:
    with numbered_write(db) as first:
        pass
    with pytest.raises(ValueError, match="refused"), numbered_write(db):
        raise ValueError("refused")
    with numbered_write(db) as second:
        pass
    assert (first, second) == (8, 9)
