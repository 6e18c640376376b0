"""SQLite's failures as our own errors, so that the exception's type stays the policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from shared.errors import Unavailable

AWAY = (
    apsw.BusyError, apsw.LockedError, apsw.FullError, apsw.IOError, apsw.CantOpenError, apsw.ReadOnlyError,
    apsw.PermissionsError, apsw.NotADBError, apsw.CorruptError, apsw.ProtocolError, apsw.NoMemError,
)  # fmt: skip
"""Errors of the disk or the file: another try may do better, whatever was asked."""


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn errors of the disk and of the index file into Unavailable."""
    try:
        yield
    except apsw.FullError as error:
        raise Unavailable(f"The disk that holds the index file {path} is full.", retry_after=60) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise Unavailable(f"The index file {path} is being written by another process.") from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise damaged(path, str(error)) from error
    except (*AWAY, OSError) as error:
        raise Unavailable(f"The index file {path} cannot be used: {error}.", retry_after=30) from error


def damaged(path: Path, damage: str) -> Unavailable:
    """Return the error for a damaged index file, with what to do."""
    return Unavailable(
        f"The index file {path} is damaged ({damage}). Stop everything and bring it back: `quotewire restore`;"
        " `quotewire doctor` says more.",
        retry_after=60,
    )
