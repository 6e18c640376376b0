"""An SQLite index multiplied: the articles of a file once more under other ids, many times as fast as indexed.

Words are taken from what is stored, the rest is copied. People, sources and dates stay as skewed as they were; there
are no new ones. For measuring alone: an index with as many rows, values and words to read.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import apsw

from services.search.engines.sqlite.stored_rows import inflated
from services.search.query.words import exact, stems_and_exact

_BATCH = 500
_TABLES = {
    "articles": {"row": "row + :rows", "id": "id || :mark", "first_quote": "first_quote + :quotes"},
    "numbers": {"article": "article + :rows"},
    "contents": {"article": "article + :rows"},
    "quotes": {"id": "id || :mark", "article": "article + :rows"},
    "current": {"id": "id || :mark", "article": "article + :rows"},
}
"""By table, the columns of a copy that are not as they were."""

_TITLES = "INSERT INTO titles_fts (rowid, title) VALUES (?, ?)"
_ARTICLES = "INSERT INTO articles_fts (rowid, title, body, title_exact, body_exact, always) VALUES (?, ?, ?, ?, ?, '1')"
_QUOTES = """
INSERT INTO quotes_fts (rowid, title, title_exact, text, text_exact, speaker, always) VALUES (?, ?, ?, ?, ?, ?, '1')
"""


def multiply(source: Path, target: Path, times: int) -> None:
    """Copy an index file whose articles were only added, so that there are so many of each article in the copy."""
    shutil.copy(source, target)
    with closing(apsw.Connection(str(source))) as stored, closing(apsw.Connection(str(target))) as db:
        db.pragma("synchronous", "off")
        rows, quotes = db.execute("SELECT max(row), (SELECT next_quote - 1 FROM state) FROM articles").get
        db.execute("BEGIN")
        for copy in range(1, times):
            for table in _TABLES:
                _copy(db, table, {"rows": copy * rows, "quotes": copy * quotes, "mark": f"-{copy}", "last": rows})
        for word_rows in _words(stored):
            for statement, values in word_rows.items():
                step = quotes if statement == _QUOTES else rows
                for copy in range(1, times):
                    db.executemany(statement, [(row + copy * step, *texts) for row, *texts in values])
        db.execute("UPDATE state SET next_quote = ?", (times * quotes + 1,))
        for table in ("entities", "names"):
            db.execute(f"UPDATE {table} SET articles = articles * ?, uses = uses * ?", (times, times))
        db.execute("UPDATE terms SET uses = uses * ?", (times,))
        db.execute("COMMIT")


def _copy(db: apsw.Connection, table: str, values: dict[str, int | str]) -> None:
    columns = [name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    copied = ", ".join(_TABLES[table].get(name, name) for name in columns)
    key = "row" if table == "articles" else "article"
    used = {name: value for name, value in values.items() if f":{name}" in copied or name == "last"}
    db.execute(f"INSERT INTO {table} SELECT {copied} FROM {table} WHERE {key} <= :last", used)


def _words(db: apsw.Connection) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Yield rows of the full-text tables, some articles at a time, by the statement that adds them."""
    rows = iter(
        db.execute("SELECT row, first_quote, title, posted, quotes FROM articles JOIN contents ON article = row")
    )
    while batch := list(islice(rows, _BATCH)):
        added: dict[str, list[tuple[Any, ...]]] = {_TITLES: [], _ARTICLES: [], _QUOTES: []}
        for row, first_quote, title, posted, quotes in batch:
            titles = stems_and_exact(title)
            body, body_exact = stems_and_exact(json.loads(inflated(posted))["body"])
            added[_TITLES].append((row, titles[1]))
            added[_ARTICLES].append((row, titles[0], body, titles[1], body_exact))
            for slot, quote in enumerate(json.loads(inflated(quotes))):
                speaker = exact(quote["speaker"]["name"]) if quote["speaker"] else ""
                added[_QUOTES].append((first_quote + slot, *titles, *stems_and_exact(quote["text"]), speaker))
        yield added
