"""Command ``quotewire backup``: what it does and prints.

Redis first, then the index: what is accepted and indexed in between is in the index and not in Redis' snapshot, which
loses nothing; the other way round it would be in neither. What waited in Redis then is done again after a restore.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from deploy.local import redis_server
from deploy.local.ports import CannotStart
from deploy.maintenance import backup_folder, encrypted_backup, encryption, export_file
from deploy.maintenance.backup_folder import EXPORT, INDEX, SNAPSHOT, Manifest
from deploy.maintenance.endings import Refusal, errors_as_exit_status
from deploy.maintenance.exporting import held
from deploy.maintenance.place import Place, announced, find
from deploy.maintenance.progress import counted
from services.search.bootstrap import open_index
from services.search.identified.deciding import all_judgements
from services.search.settings import Settings as IndexSettings
from shared.delivery.census import Census
from shared.delivery.connection import connect
from shared.delivery.snapshot import save_snapshot
from shared.settings import Settings


def backup(target: Path, data: Path | None, passphrase_file: Path | None) -> None:
    """See :func:`deploy.maintenance.commands.backup`."""
    with errors_as_exit_status(
        again="Nothing was backed up.", interrupted=f"Interrupted. {target} is no backup: remove it."
    ) as console:
        place = announced(find(data), console)
        passphrase = encryption.passphrase_in(passphrase_file) if passphrase_file else None
        os.umask(0o077)  # it holds everything that was posted: for its owner only
        backup_folder.begin(target)
        began = time.monotonic()
        if passphrase is None:
            manifest = make(place, target, console)
        else:  # nothing is in the clear where the backup is kept, not for a moment
            with tempfile.TemporaryDirectory(dir=place.data, prefix="backup-") as plain:
                manifest = make(place, Path(plain), console)
                console.print("Encrypting ...")
                encrypted_backup.encrypt(Path(plain), target, passphrase)
        console.print(
            f"Backed up {manifest.articles:,} articles and {manifest.keys:,} keys to {target} in"
            f" {time.monotonic() - began:,.0f} s, and read them back."
        )


def make(place: Place, target: Path, console: Console) -> Manifest:
    """Make a backup in an empty folder, and read it back."""
    settings = place.settings
    with closing(connect(settings)) as client:
        census = Census(client, settings.queue_name_prefix)
        server, began_us, keys = census.server(), census.now(), census.keys()
        with (target / SNAPSHOT).open("wb") as file, counted(console, "Redis", None) as advance:
            save_snapshot(client, file, lambda _done, _total: advance(1))
            file.flush()
            os.fsync(file.fileno())
    copied = _copy_index(place, target, began_us, console)
    if place.data is not None:
        keys = _keys_in(target / SNAPSHOT)
    identity, articles = _read_back(target / copied, console)
    manifest = Manifest(
        quotewire=version("quotewire"),
        began_us=began_us,
        identity=identity,
        articles=articles,
        keys=keys,
        redis=server.name,
        files={name: backup_folder.sha256(target / name) for name in (SNAPSHOT, copied)},
    )
    backup_folder.finish(target, manifest)
    return manifest


def _copy_index(place: Place, target: Path, began_us: int, console: Console) -> str:
    """Copy the index; return the name of the copy."""
    if place.settings.search_engine == "sqlite":
        from services.search.engines.sqlite import SqliteIndex

        settings = place.settings
        file = SqliteIndex(settings.sqlite_path, walk_seconds=settings.sqlite_walk_seconds)
        with closing(file), counted(console, "Index, pages", None) as advance:
            file.copy_to(target / INDEX, advance)
        return INDEX
    with place.opened() as index, counted(console, "Index, articles", held(index)) as advance:
        header = export_file.Header(index.identity(), began_us)
        export_file.write(target / EXPORT, header, index.whole_articles, lambda: all_judgements(index), advance)
    return EXPORT


def _read_back(copy: Path, console: Console) -> tuple[str, int]:
    """Read the copy of the index; return its identity and how many articles it has. Raises Refusal if it is damaged."""
    if copy.name == EXPORT:
        identity = export_file.read_header(copy).identity
        return identity, sum(article.deleted_at is None for article in export_file.read(copy))
    console.print("Reading the copy of the index back ...")
    with closing(open_index(IndexSettings(search_engine="sqlite", sqlite_path=copy))) as index:
        if damages := index.check():
            raise Refusal(f"The copy of the index is damaged: {damages[0]}. Is the index? `quotewire doctor` says.")
        identity, articles = index.identity(), held(index)
    for beside in copy.parent.glob(f"{copy.name}[.-]*"):
        beside.unlink()
    return identity, articles


def _keys_in(snapshot: Path) -> int:
    """Load the snapshot into a server of its own; return how many keys it has. Raises Refusal if it cannot be read."""
    with tempfile.TemporaryDirectory(dir=snapshot.parent) as folder:
        redis_server.put_snapshot(Path(folder), snapshot)
        try:
            with redis_server.running(Path(folder)) as url, closing(connect(Settings(redis_url=url))) as client:
                return Census(client, "").keys()
        except CannotStart as error:
            raise Refusal(f"Redis' snapshot cannot be read back. {error}") from None
