"""Connections to the index file: who opens them, and who may share them."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock, Semaphore
from typing import NamedTuple

import apsw

from services.search.engines.sqlite import schema, scoring
from services.search.engines.sqlite.columns.loading import Columns
from services.search.engines.sqlite.failures import sqlite_errors
from services.search.engines.sqlite.reading import Reading
from shared.errors import Unavailable

BUSY_MS = 10_000
"""Milliseconds that one waits for another process that writes. A batch takes a second; disks may be slow."""

READERS = 8
"""Readers at once; others wait for their turn. One that counts a million quotes takes megabytes meanwhile, and its
connection keeps up to 2 MB of cached pages. More of them share the same few cores and Python's one lock."""

MAPPED_BYTES = 2**30
"""Bytes of the file that are read where the operating system caches it, shared by all readers. A scan takes a third
less time than through a cache of its own for each connection."""

WAL_BYTES = 64 * 1024 * 1024
"""The write-ahead log is cut back to this after a burst, such as a body of a million characters times fifty."""

CACHED_KB = 16 * 1024
"""Kilobytes of pages that the writer keeps: a batch touches more than the 2 MB that others have, and each page that is
pushed out is read, and written to the log, once more."""

LOG_PAGES = 4_000
"""Pages (of 4 kB) in the write-ahead log after which they are brought into the file: most pages are changed by batch
after batch, and so are brought there once for several."""


_File = tuple[int, int]
"""A file: device and inode."""


class _Opened(NamedTuple):
    """A connection, and the file that it is open on."""

    db: apsw.Connection
    file: _File


class Connections:
    """One connection for writing, which writers take in turns, and a pool of them for reading.

    Opened when first needed, and again when the file was replaced or an error came from the disk.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reading = Semaphore(READERS)
        self._readers: LifoQueue[_Opened] = LifoQueue(READERS)
        self._writer: _Opened | None = None
        self._writing = Lock()
        self._damage: tuple[_File, str] | None = None
        self._columns: tuple[_File, Columns] | None = None

    @property
    def damage(self) -> str | None:
        """What was found damaged in the file that has our name now."""
        return self._damage[1] if self._damage and self._damage[0] == self._file() else None

    def found_damage(self, what: str) -> None:
        """Remember a damage until another file takes the place of this one."""
        self._damage = self._file(), what

    @contextmanager
    def _looking_for_damage(self) -> Iterator[None]:
        try:
            yield
        except (apsw.CorruptError, apsw.NotADBError) as error:
            self.found_damage(str(error))
            raise

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Lend a connection in a read transaction: what is read within it belongs to one moment.

        Not to be asked for by one who has one: of so many who do, each could wait for the others.
        """
        with self._reading, sqlite_errors(self.path), self._looking_for_damage():
            opened = self._idle_reader() or self._open_in_turn()
            try:
                opened.db.execute("BEGIN")
                yield Reading(opened.db, self._columns_of(opened.file))
                opened.db.execute("ROLLBACK")  # the file was only read
            except BaseException:
                opened.db.close()
                raise
            self._readers.put_nowait(opened)

    @contextmanager
    def writing(self, *, create: bool = False) -> Iterator[apsw.Connection]:
        """Lend the connection for writing. ``create`` makes the file, and its folder, if they are missing."""
        with self._writing, sqlite_errors(self.path), self._looking_for_damage():
            if create:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("ab"):
                    pass
            with self.turn():
                opened, self._writer = self._writer, None
                if opened and opened.file != self._file():
                    opened.db.close()
                    opened = None
                opened = opened or self._open_writer(prepared=not create)
                try:
                    yield opened.db
                except BaseException:
                    opened.db.close()
                    raise
                self._writer = opened

    @contextmanager
    def turn(self, *, exclusive: bool = False) -> Iterator[None]:
        """Keep the file under our name while it is opened or written; ``exclusive`` to put another one there.

        So no write goes into a file that was just replaced, and no connection takes one file's log for another's.
        """
        self._file()
        deadline = time.monotonic() + BUSY_MS / 1000
        with self.path.with_name(f"{self.path.name}.lock").open("ab") as lock:
            if exclusive:
                fcntl.flock(
                    lock, fcntl.LOCK_EX
                )  # in a queue: a busy writer leaves gaps too short to be found by trying
            while not exclusive:
                try:
                    fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise Unavailable(f"The index file {self.path} is being replaced.") from None
                    time.sleep(0.01)
            yield

    def empty_log(self) -> None:
        """Bring everything from the write-ahead log into the file, which then is all that there is."""
        with self.writing() as db:
            db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

    def forget(self) -> None:
        """Let go of what was asked before."""
        if self._columns:
            self._columns[1].forget()

    def close(self) -> None:
        """Close what nobody uses at the moment."""
        with self._writing:
            if self._writer:
                self._writer.db.close()
            self._writer = None
        while opened := self._idle_reader():
            opened.db.close()

    def _idle_reader(self) -> _Opened | None:
        while True:
            try:
                opened = self._readers.get_nowait()
            except Empty:
                return None
            if opened.file == self._file():
                return opened
            opened.db.close()

    def _columns_of(self, file: _File) -> Columns:
        """Return the columns of a file, which all its readers share."""
        known = self._columns
        if known is None or known[0] != file:
            known = self._columns = file, Columns()
        return known[1]

    def _file(self) -> _File:
        """Return which file (device, inode) has our name now."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            raise Unavailable(
                f"The index file {self.path} does not exist; the indexer makes it when it starts."
            ) from None
        return status.st_dev, status.st_ino

    def _open_in_turn(self) -> _Opened:
        with self.turn():
            return self._open()

    def _open_writer(self, *, prepared: bool) -> _Opened:
        """Open the file for batches of writes."""
        opened = self._open(prepared=prepared)
        opened.db.pragma("cache_size", -CACHED_KB)
        opened.db.wal_autocheckpoint(LOG_PAGES)
        return opened

    def _open(self, *, prepared: bool = True) -> _Opened:
        file = self._file()
        db = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            db.set_busy_timeout(BUSY_MS)
            db.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)  # a statement is planned once, whatever it is asked with
            if not prepared:
                _log_ahead(db)
            db.pragma("synchronous", "full")  # what is acknowledged stays, even if the machine stops
            db.pragma("journal_size_limit", WAL_BYTES)
            db.pragma("temp_store", "memory")
            db.pragma("mmap_size", MAPPED_BYTES)
            if prepared:
                schema.check(db)
            scoring.register(db)
        except BaseException:
            db.close()
            raise
        return _Opened(db, file)


def _log_ahead(db: apsw.Connection) -> None:
    """Switch the file to a write-ahead log, for good. SQLite does not wait for others that do the same, so we do."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            db.pragma("journal_mode", "wal")
        except apsw.BusyError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
