"""The note about an unfinished rebuild, in a file beside the index; a lock on it says that somebody is at work."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from services.search.index.rebuilding import CannotRebuild


class Note:
    """One rebuild's purpose, see the module."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}.rebuild")
        self._held: IO[str] | None = None
        self.record: dict[str, Any] = {}
        """Empty: nothing was begun."""

    def exists(self) -> bool:
        """Whether one was begun, and neither finished nor dropped."""
        return self._path.exists()

    def hold(self) -> None:
        """Lock the note, and read what stands in it. Raises CannotRebuild if another process holds it."""
        while self._held is None:
            note = self._path.open("a+", encoding="utf-8")
            try:
                fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                note.close()
                raise CannotRebuild("Another rebuild of this index is at work; wait for it.") from None
            with suppress(FileNotFoundError):  # its last holder has finished, and taken it away, just now
                if os.path.samestat(os.fstat(note.fileno()), self._path.stat()):
                    self._held = note
        self._held.seek(0)
        text = self._held.read()
        self.record = json.loads(text) if text else {}

    def write(self, record: dict[str, Any]) -> None:
        """Write down what is begun."""
        assert self._held
        self.record = record
        self._held.write(json.dumps(record))
        self._held.flush()
        os.fsync(self._held.fileno())

    def forget(self) -> None:
        """It is finished, or dropped."""
        self._path.unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Somebody else may go on."""
        if self._held:
            if not self.record:  # refused before anything was begun
                self._path.unlink(missing_ok=True)
            self._held.close()
        self._held = None
