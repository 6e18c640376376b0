"""The embedded index: one SQLite file with FTS5, written by the indexer and read by any number of processes."""

from services.search.engines.sqlite.adapter import SqliteIndex

__all__ = ["SqliteIndex"]
