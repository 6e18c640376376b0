"""Lock of a rebuild, and its progress: a file beside the index, which whoever rebuilds keeps locked."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from services.search.index.rebuilding import CannotRebuild


class RebuildLock:
    """The lock of one index file. It outlasts a crash as a file, but not as a lock: the work can then be taken up."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}.rebuild")
        self._file: IO[str] | None = None
        self.progress: dict[str, Any] = {}
        """What an interrupted rebuild was for, and where its files are; empty where nothing was begun."""

    def exists(self) -> bool:
        """Return whether a rebuild was begun, and neither finished nor dropped."""
        return self._path.exists()

    def acquire(self) -> None:
        """Lock the file, and read the progress from it. Raises CannotRebuild if another process has it locked."""
        while self._file is None:
            file = self._path.open("a+", encoding="utf-8")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                raise CannotRebuild("Another rebuild of this index is at work; wait for it.") from None
            with suppress(FileNotFoundError):  # who had it locked has finished, and deleted it, just now
                if os.path.samestat(os.fstat(file.fileno()), self._path.stat()):
                    self._file = file
        self._file.seek(0)
        text = self._file.read()
        self.progress = json.loads(text) if text else {}

    def save(self, progress: dict[str, Any]) -> None:
        """Write the progress to disk; once, when a rebuild begins."""
        assert self._file
        self.progress = progress
        self._file.write(json.dumps(progress))
        self._file.flush()
        os.fsync(self._file.fileno())

    def discard(self) -> None:
        """Delete the file: the rebuild is finished, or dropped."""
        self._path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Let another process take up the rebuild."""
        if self._file:
            if not self.progress:  # refused before anything was begun
                self._path.unlink(missing_ok=True)
            self._file.close()
        self._file = None
