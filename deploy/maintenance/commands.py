"""Options of the maintenance commands. Loads neither engine nor annotator."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        help="The folder of `quotewire run` or `up`, whose index is meant. Without it the settings say which index"
        " (QUOTEWIRE_SEARCH_ENGINE and so on), or ./data where they say nothing and it is there.",
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(help="A file with the passphrase of the backup; with it a backup is encrypted (AES-256-GCM)."),
]
Abort = Annotated[bool, typer.Option("--abort", help="Drop what an interrupted run has left; change nothing else.")]

STATUSES = (
    "Exit status: 0 done, or nothing to do; 1 the index stays away, the same command goes on later; 2 an option is"
    " wrong; 3 refused, for the reason shown; 4 done, but some articles could not be annotated and keep what they had;"
    " 130 interrupted, the same command goes on."
)

COPY_STATUSES = (
    "Exit status: 0 done; 1 Redis or the index stays away; 2 an option is wrong; 3 refused, for the reason shown;"
    " 4 done, but some articles could not be put back; 130 interrupted."
)


def reindex(data: Data = None, abort: Abort = False) -> None:
    """Build the index anew, by the layout of this release, while it is read and written.

    Everything is carried over into a new index beside the one in use, which then takes its place: searches never fail,
    and writers wait for a second or two. It takes the disk space of a second index meanwhile. Interrupted or killed, it
    goes on when called again.
    """
    from deploy.maintenance import rebuilding

    rebuilding.reindex(data, abort=abort)


def reannotate(
    q: Annotated[str, typer.Option("--q", help="Only articles that match this query, as in /v1/articles?q=.")] = "",
    annotator: Annotated[
        list[str] | None,
        typer.Option(help="Only articles by this version of the annotator (see the facet annotator); repeatable."),
    ] = None,
    clean: Annotated[
        bool,
        typer.Option(
            "--clean",
            help="Clean the articles by the present rules first, also those that this version has annotated already.",
        ),
    ] = False,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many annotate; each takes a core and about 150 MB.")
    ] = 1,
    data: Data = None,
    abort: Abort = False,
) -> None:
    """Annotate articles anew by the present annotator, while the index is read and written.

    By default all articles that another version has annotated. The new annotations appear all at once, when the new
    index takes the place of the one in use, as with `quotewire reindex`. Restart the NLP workers with this release
    first: what older ones annotate is only caught up with while this runs.
    """
    from deploy.maintenance import rebuilding

    rebuilding.reannotate(data, q=q, versions=annotator or (), clean=clean, processes=processes, abort=abort)


def doctor(
    data: Data = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out what takes long: every page of the index, and every article.")
    ] = False,
    mend: Annotated[
        bool,
        typer.Option(
            "--mend",
            help="Mark what is missing in the index as missing, so that a repost of it is accepted as work; and take"
            " back what was noticed about the index, if all else is there.",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with the ids of all articles concerned.")
    ] = False,
) -> None:
    """Examine the stack while it runs: is all that was accepted still there, and what is to be done.

    Compares receipts with the index, article by article; looks for damage in the index and at its identity, at Redis'
    durability and memory, at disk, memory, clock, versions, settings, quarantine and unfinished rebuilds. Changes
    nothing without --mend.
    """
    from deploy.maintenance.doctor import report

    report.doctor(data, quick=quick, mend=mend, as_json=as_json)


def backup(
    to: Annotated[Path, typer.Argument(metavar="TO", help="A new folder; one for each backup.")],
    data: Data = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Back up Redis and the index into a new folder, while everything runs, and read it back.

    Redis first, then the index, so that whatever lies between is done again after a restore and nothing is lost. The
    folder holds all that was posted, readable by its owner only, and encrypted with --passphrase-file.
    """
    from deploy.maintenance import backing_up

    backing_up.backup(to, data, passphrase_file)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="The folder of a backup, or an export.")],
    data: Data = None,
    index_only: Annotated[
        bool,
        typer.Option("--index-only", help="From a backup, put articles back into the index in use; leave Redis alone."),
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a backup in the place of a stopped stack's data; or articles of a backup or an export back into the index.

    With the folder of a backup and --data: what is there is set aside, and Redis and the index are as they were. With
    an export, or --index-only: while everything runs, articles are put back at their versions into the index, of either
    engine; what is newer there stays, and what was deleted since stays deleted.
    """
    from deploy.maintenance import restoring

    restoring.restore(source, data, index_only=index_only, passphrase_file=passphrase_file)


def decrypt(
    source: Annotated[Path, typer.Argument(metavar="FROM", help="The folder of an encrypted backup.")],
    to: Annotated[Path, typer.Argument(metavar="TO", help="A new folder.")],
    passphrase_file: Annotated[Path, typer.Option(help="A file with the passphrase of the backup.")],
) -> None:
    """Decrypt a backup into a new folder. `quotewire restore` needs no such copy, it decrypts by itself.

    It is for Redis' part of a backup of the Compose stack, and for looking into a backup.
    """
    from deploy.maintenance import encrypted_backup

    encrypted_backup.decrypt(source, to, passphrase_file)


def export(
    to: Annotated[Path, typer.Argument(metavar="TO.jsonl", help="A new file.")],
    data: Data = None,
) -> None:
    """Export all articles with their versions and annotations, and tombstones, as JSON lines, while everything runs.

    Interrupted or killed, it goes on when called again. `quotewire restore` takes the file, for either engine.
    """
    from deploy.maintenance import exporting

    exporting.export(to, data)


def register(app: typer.Typer) -> None:
    """Add them to the command line."""
    for command in (reindex, reannotate):
        app.command(epilog=STATUSES)(command)
    for copying in (backup, restore, export, decrypt):
        app.command(epilog=COPY_STATUSES)(copying)
    app.command(epilog="Exit status: 0 well, 1 something is bad, 130 interrupted.")(doctor)
