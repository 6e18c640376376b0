"""Rebuild of the index file: a new file beside the one in use, whose name then leads to it.

The name of the index is from then on a symbolic link. Putting one file in the place of the other would not do: a
write-ahead log is found by its name, and whoever closes the old file last would take away the log of the new one.
Cursors from before the swap are told that they have expired, since a write has another number in the new file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

import apsw

from services.search.engines.sqlite import integrity, purging, schema
from services.search.engines.sqlite.columns.loading import Columns
from services.search.engines.sqlite.connections import BUSY_MS, Connections
from services.search.engines.sqlite.failures import sqlite_errors
from services.search.engines.sqlite.matching import Matching
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.rebuild_entries import copy_entry, stored_entry
from services.search.engines.sqlite.rebuild_lock import RebuildLock
from services.search.engines.sqlite.transactions import numbered_write
from services.search.index.rebuilding import (
    Batch,
    Begun,
    CannotRebuild,
    Pass,
    Plan,
    StoredEntry,
    decide,
    require_same_count,
)
from services.search.index.rules import microseconds
from shared.models.annotations import Annotation

BATCH = 50
BATCH_CHARS = 4_000_000
"""Articles and characters that a batch ends at, so that memory stays bounded. One article may have ten million
characters, with all its past."""

_NEXT = "SELECT id, revision, selected FROM temp.pending WHERE id > ? ORDER BY id LIMIT ?"
_VISIBLE = """
SELECT (SELECT count(article) FROM main.current), (SELECT count(article) FROM fresh.current)
"""
_IDENTITIES = ("resolutions", "resolution_targets", "decisions", "corrections", "knowledge", "knowledge_keys")
"""Tables of whom names mean, of what people decided and corrected, and of knowledge that was loaded. A file of an
earlier release may lack them."""
_PENDING = """
INSERT INTO temp.pending
SELECT id, c.revision, EXISTS (SELECT 1 FROM temp.selected s WHERE s.row = c.article)
FROM main.current c LEFT JOIN fresh.current n USING (id) WHERE n.revision IS NULL OR n.revision < c.revision
"""


class SqliteRebuild:
    """Implements :class:`services.search.index.rebuilding.Rebuild` for the file at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._plan = Plan()
        self._lock = RebuildLock(path)
        self._source: apsw.Connection | None = None
        self._target: Connections | None = None

    def begin(self, plan: Plan) -> Begun:
        """See :class:`services.search.index.rebuilding.Rebuild`. Only one at a time, as long as its process lives."""
        if not self._path.exists():
            raise CannotRebuild(f"There is no index file {self._path} yet; the indexer makes it when it starts.")
        self._plan = plan
        self._lock.acquire()
        self._require_layout()
        in_use = self._path.resolve().name
        begun = decide(self._lock.progress, plan, schema.VERSION, in_use)
        if begun == "finished":
            with self.exclusive():
                self._finish()
            return begun
        if begun == "new":
            stamp = f"{datetime.now(UTC):%Y%m%d%H%M%S%f}"
            names = {"source": in_use, "target": f"{self._path.name}.{stamp}"}
            self._lock.save({"plan": plan.record, "layout": schema.VERSION, **names})
        self._open()
        return begun

    @property
    def _source_file(self) -> Path:
        return self._path.resolve().with_name(self._lock.progress["source"])

    @property
    def _target_file(self) -> Path:
        return self._path.resolve().with_name(self._lock.progress["target"])

    def _require_layout(self) -> None:
        with (
            sqlite_errors(self._path),
            closing(apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READWRITE)) as db,
        ):
            found = db.pragma("user_version")
        if not 0 < found <= schema.VERSION:
            raise CannotRebuild(f"The index file {self._path} has layout {found}; up to {schema.VERSION} can be read.")
        if self._plan.annotator and found != schema.VERSION:
            raise CannotRebuild(f"The index file {self._path} has the older layout {found}: `quotewire reindex` first.")

    def _open(self) -> apsw.Connection:
        """Open the index in use, with the new one attached; both again, whatever went wrong before."""
        self._disconnect()
        self._target = Connections(self._target_file)
        source = self._source = apsw.Connection(str(self._path.resolve()), flags=apsw.SQLITE_OPEN_READWRITE)
        with self._target.writing(create=True) as db:
            schema.create(db)
            integrity.identify(db, integrity.identity(source))
        source.set_busy_timeout(BUSY_MS)
        source.pragma("temp_store", "file")  # on the first pass it is the ids of everything
        source.execute("CREATE TEMP TABLE selected (row INTEGER PRIMARY KEY)")
        source.execute("CREATE TEMP TABLE pending (id TEXT PRIMARY KEY, revision INTEGER, selected INTEGER)")
        source.execute("ATTACH ? AS fresh", (str(self._target_file),))
        return source

    def pending(self) -> Pass:
        """Compare the revisions of everything: some tenths of a second for a million."""
        with sqlite_errors(self._path):
            source = self._open()
            source.execute("BEGIN")
            if self._plan.annotator:
                self._select(source)
            source.execute(_PENDING)
            source.execute("COMMIT")
            return Pass(source.execute("SELECT count(*) FROM temp.pending").get, self._batches(source))

    def _select(self, source: apsw.Connection) -> None:
        """Note the articles that the plan selects, within a transaction."""
        reading = Reading(source, Columns())
        hits = Matching(reading, reading.now, "articles", self._plan.words, self._plan.filters).hits
        rows = json.dumps(reading.now.articles.row[hits.places].tolist())
        source.execute("DELETE FROM temp.selected")
        source.execute("INSERT INTO temp.selected SELECT value FROM json_each(?)", (rows,))

    def _batches(self, source: apsw.Connection) -> Iterator[Batch]:
        last = ""
        while batch := self._batch(source, last):
            last, passed, entries = batch
            yield Batch(entries, passed)
        self._tidy()

    def _batch(self, source: apsw.Connection, after: str) -> tuple[str, int, list[StoredEntry]] | None:
        """Return the next of what is pending: the last id, how many there were, and those not replaced meanwhile."""
        with sqlite_errors(self._path):
            rows = list(source.execute(_NEXT, (after, BATCH)))
            entries: list[StoredEntry] = []
            chars = passed = 0
            source.execute("BEGIN")  # a short one: while a reader stays, the file's log cannot be cut
            for id, revision, selected in rows:
                after, passed = id, passed + 1
                entry = stored_entry(source, id, revision, selected=bool(selected))
                if entry:
                    entries.append(entry)
                    chars += sum(version.chars for version in entry.kept)
                if chars > BATCH_CHARS:
                    break
            source.execute("COMMIT")
        return (after, passed, entries) if rows else None

    def copy(self, batch: Sequence[tuple[StoredEntry, Annotation | None]]) -> None:
        """Copy in one transaction: all versions of an article in their order, each with its own time."""
        assert self._target
        with self._target.writing() as db, numbered_write(db) as sequence:
            for entry, annotation in batch:
                copy_entry(db, sequence, entry, annotation)

    def _tidy(self) -> None:
        """Take past versions out of search again: nobody has a cursor that could see them."""
        assert self._target
        with self._target.writing() as db:
            purging.purge(db, deleted_before=-1, removed_before=microseconds(datetime.now(UTC)))

    def exclusive(self) -> AbstractContextManager[None]:
        """Take the lock that writers wait for; a crash lets it go."""
        return Connections(self._path).turn(exclusive=True)

    def swap(self) -> None:
        """Make the name lead to the new file in one step; whoever has the old one open reads on in it."""
        with sqlite_errors(self._path):
            source = self._open()
            require_same_count(*source.execute(_VISIBLE).get)
            _copy_identities(source)
            self._disconnect()  # the last one to close it empties its log into it
            target = self._target_file
            _on_disk(target)
            link = self._path.with_name(f"{self._path.name}.link")
            link.unlink(missing_ok=True)
            link.symlink_to(target.name if target.parent == self._path.parent.resolve() else target)
            link.replace(self._path)
            _on_disk(self._path.parent)
            self._finish()

    def _finish(self) -> None:
        """Delete what the new file has replaced: no name leads to it any more."""
        source = self._source_file
        for old in (source, source.with_name(f"{source.name}-wal"), source.with_name(f"{source.name}-shm")):
            if not old.is_symlink():  # else it is the name itself, which was that of a file before
                old.unlink(missing_ok=True)
        self._target_file.with_name(f"{self._target_file.name}.lock").unlink(missing_ok=True)
        self._lock.discard()

    def unfinished(self) -> bool:
        """See :class:`services.search.index.rebuilding.Rebuild`."""
        return self._lock.exists()

    def abort(self) -> bool:
        """See :class:`services.search.index.rebuilding.Rebuild`."""
        if not self.unfinished():
            return False
        self._lock.acquire()
        if self._lock.progress and self._path.resolve() != self._target_file:
            for suffix in ("", "-wal", "-shm", ".lock"):
                self._target_file.with_name(f"{self._target_file.name}{suffix}").unlink(missing_ok=True)
        self._lock.discard()
        return True

    def close(self) -> None:
        """See :class:`services.search.index.rebuilding.Rebuild`."""
        self._disconnect()
        self._lock.release()

    def _disconnect(self) -> None:
        if self._source:
            self._source.close()
        if self._target:
            self._target.close()
        self._source = self._target = None


def _copy_identities(source: apsw.Connection) -> None:
    """Copy whom names mean, what people decided, and what was loaded."""
    there = {name for (name,) in source.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    for table in _IDENTITIES:
        if table in there:
            source.execute(f"DELETE FROM fresh.{table}; INSERT INTO fresh.{table} SELECT * FROM main.{table}")  # noqa: S608


def _on_disk(path: Path) -> None:
    """Return when what was written to the file, or which files there are in the folder, outlasts a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
