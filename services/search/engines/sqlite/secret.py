"""The secret of the index, in a file beside it that only its owner reads."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

_BYTES = 32


def secret_beside(path: Path) -> bytes:
    """Return the secret of the index file at ``path``; the first process that asks makes it. Raises OSError.

    It is written whole before it gets its name, so that no process reads a part of it, or replaces another's.
    """
    file = path.with_name(f"{path.name}.secret")
    with suppress(FileNotFoundError):
        return file.read_bytes()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{file.name}.")  # readable by its owner only
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(secrets.token_bytes(_BYTES))
            opened.flush()
            os.fsync(handle)
        with suppress(FileExistsError):  # another process was quicker: its secret holds
            file.hardlink_to(draft)
    finally:
        draft.unlink()
    return file.read_bytes()
