"""Command ``quotewire restore``: what it does and prints."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from deploy.local import folder, redis_server
from deploy.local.ports import CannotStart
from deploy.maintenance import backup_folder, export_file
from deploy.maintenance.backup_folder import EXPORT, INDEX, SNAPSHOT, Manifest
from deploy.maintenance.doctor import of_receipts
from deploy.maintenance.encrypted_backup import decrypted
from deploy.maintenance.endings import INCOMPLETE, Refusal, errors_as_exit_status
from deploy.maintenance.exporting import held
from deploy.maintenance.place import Place, announced, find
from deploy.maintenance.progress import counted
from deploy.maintenance.refilling import refill, refill_judgements
from services.search.bootstrap import open_index
from services.search.identified.deciding import Judgement, all_judgements
from services.search.index.port import Index
from services.search.index.whole_articles import WholeArticle
from services.search.settings import Settings
from shared.delivery.census import Census
from shared.delivery.connection import connect
from shared.delivery.index_record import IndexRecord
from shared.delivery.unresolved import Unresolved

SHOWN = 10
"""Refused articles that are named."""


def restore(source: Path, data: Path | None, *, index_only: bool, passphrase_file: Path | None = None) -> None:
    """See :func:`deploy.maintenance.commands.restore`."""
    with errors_as_exit_status(
        again="The same command run again continues.",
        interrupted="Interrupted. The same command run again continues.",
    ) as console:
        place = announced(find(data), console)
        os.umask(0o077)
        if source.is_dir():
            manifest = backup_folder.read(source)
            with counted(console, "Checking the backup, bytes", backup_folder.size(source, manifest)) as advance:
                backup_folder.verify(source, manifest, advance)
            with decrypted(source, manifest, passphrase_file, place.data, console) as (folder_in_clear, manifest):
                _restore_backup(place, folder_in_clear, manifest, index_only=index_only, console=console)
        elif not source.exists():
            raise Refusal(f"There is no {source}.")
        else:
            with _contents(source) as contents:
                _refill(place, contents, console)


def _restore_backup(place: Place, source: Path, manifest: Manifest, *, index_only: bool, console: Console) -> None:
    if place.data is not None and not index_only:
        _restore_all(place, place.data, source, manifest, console)
        return
    console.print(
        "Restoring the index only."
        + ("" if index_only else " docs/operations/backup.md says how to restore Redis' part, before it.")
    )
    with _contents(source) as contents:
        _refill(place, contents, console)


def _refill(place: Place, contents: _Contents, console: Console) -> None:
    """Put articles, and what people said, back into the index in use."""
    settings = place.settings
    with closing(connect(settings)) as client, place.opened() as index:
        census = Census(client, settings.queue_name_prefix)
        census.now()  # who was deleted since is known there, so without it nothing is put back
        index.prepare()
        with counted(console, "Articles", contents.total) as advance:
            outcome = refill(index, contents.articles, census, advance)
        decided = refill_judgements(index, contents.judgements)
        Unresolved(client, prefix=settings.queue_name_prefix).walk_done("")  # all names are to be looked at again
        found = _compared(IndexRecord(client, prefix=settings.queue_name_prefix), census, index, console)
    console.print(
        f"Put back {outcome.written:,} articles and tombstones; {outcome.newer:,} were there in a newer version,"
        f" {outcome.deleted:,} were deleted since and stay so."
    )
    if decided:
        console.print(f"Put back {decided:,} decisions, corrections of quotes and entries of knowledge.")
    if found.missing:
        console.print(
            f"{len(found.missing):,} articles that receipts call indexed are still missing: post them again."
            " `quotewire doctor` says which."
        )
    if outcome.refused:
        for id, reason in list(outcome.refused.items())[:SHOWN]:
            console.print(f"  {id}: {reason}", markup=False)
        console.print(f"{len(outcome.refused):,} articles could not be put back.")
        raise typer.Exit(INCOMPLETE)


@dataclass(frozen=True)
class _Contents:
    """What an export, or the index of a backup, holds."""

    articles: Iterable[WholeArticle]
    total: int | None
    """Number of articles; None: not known."""
    judgements: Iterable[Judgement]


@contextmanager
def _contents(source: Path) -> Iterator[_Contents]:
    """Open an export, or the index of a backup."""
    if source.is_dir() and (source / INDEX).exists():
        with closing(_index_of(source / INDEX)) as index:
            index.prepare()  # one of an earlier release lacks what came since
            yield _Contents(index.whole_articles(), held(index), all_judgements(index))
        for beside in source.glob(f"{INDEX}[.-]*"):
            beside.unlink()
        return
    export = source / EXPORT if source.is_dir() else source
    export_file.read_header(export)  # is it one, and whole?
    yield _Contents(export_file.read(export), None, export_file.read_judgements(export))


def _index_of(path: Path) -> Index:
    return open_index(Settings(search_engine="sqlite", sqlite_path=path))


def _restore_all(place: Place, data: Path, source: Path, manifest: Manifest, console: Console) -> None:
    """Put a backup in the place of an embedded stack's data, which must be stopped."""
    try:
        with folder.held(data, console.print):
            if aside := _set_aside(data):
                console.print(f"What was there is now in {aside}; remove it when all is well.")
            redis_server.put_snapshot(data / "redis", source / SNAPSHOT)
            with redis_server.running(data / "redis") as url:
                _put_index(data / INDEX, source, Settings(redis_url=url), console)
                _read_back(place, url, data / INDEX, manifest, console)
    except CannotStart as error:
        raise Refusal(str(error)) from None


def _set_aside(data: Path) -> Path | None:
    """Move what is there out of the way; return where to, None if nothing was there."""
    there = [*data.glob(f"{INDEX}*"), *(data / "redis").glob(redis_server.APPEND_ONLY)]
    if not there:
        return None
    aside = data / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}"
    aside.mkdir(mode=0o700)
    for path in there:
        path.rename(aside / path.name)
    return aside


def _put_index(path: Path, source: Path, settings: Settings, console: Console) -> None:
    """Copy the index of the backup, or make one from its export."""
    if (source / INDEX).exists():
        part = path.with_name(f"{path.name}.part")
        shutil.copyfile(source / INDEX, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(path)
        return
    with _contents(source) as contents, closing(_index_of(path)) as index:
        index.prepare()
        with closing(connect(settings)) as client, counted(console, "Articles", contents.total) as advance:
            outcome = refill(index, contents.articles, Census(client, settings.queue_name_prefix), advance)
        refill_judgements(index, contents.judgements)
        if outcome.refused:
            console.print(f"{len(outcome.refused):,} articles could not be put back: {', '.join(outcome.refused)}")


def _compared(record: IndexRecord, census: Census, index: Index, console: Console) -> of_receipts.Comparison:
    """Compare all receipts with the index, and write down what is still missing, and that nothing else is."""
    record.compare(record.read(), index.identity(), held=True)  # another one than before, if it was made from an export
    with counted(console, "Comparing articles", None) as advance:
        found = of_receipts.compare(census, index, advance)
    record.compared(found.missing)
    return found


def _read_back(place: Place, url: str, path: Path, manifest: Manifest, console: Console) -> None:
    """Compare what is there now with what the backup says, and receipts with the index."""
    settings = place.settings.model_copy(update={"redis_url": url})
    with closing(connect(settings)) as client, closing(_index_of(path)) as index:
        index.prepare()
        census = Census(client, settings.queue_name_prefix)
        found = _compared(IndexRecord(client, prefix=settings.queue_name_prefix), census, index, console)
        damages = index.check()
        keys = census.keys()
    console.print(
        f"Restored {found.held:,} articles (the backup says {manifest.articles:,}) and {keys:,} keys (of"
        f" {manifest.keys:,}; some have reached the end of their lifetime since)."
    )
    if damages or found.missing or found.held != manifest.articles:
        what = damages[0] if damages else f"{len(found.missing):,} articles that receipts call indexed are missing"
        console.print(f"It is not what the backup says: {what}. `quotewire doctor` says more once the stack runs.")
        raise typer.Exit(INCOMPLETE)
    console.print("Start it with `quotewire up`: what waited in Redis at the time of the backup is done again.")
