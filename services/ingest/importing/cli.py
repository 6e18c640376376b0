"""``quotewire import``: its arguments and options; the rest is imported when it is run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def import_archives(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or patterns in quotes.")],
    ingest: Annotated[str | None, typer.Option(help="Address of ingest, http://127.0.0.1:8001 by default.")] = None,
    source: Annotated[str | None, typer.Option(help="Source of articles that name none.")] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=COLUMN", help="Column of a CSV file that holds a field; repeatable."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of text and CSV files.")] = "utf-8",
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin anew, though an earlier run did not come to its end.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report to this file, as JSON.")] = None,
) -> None:
    """Import archives: WARC, JSON lines, CSV, JSON and ninjs, HTML, text; killed, it goes on where it stopped.

    Articles that are known already make no work. Exit status: 0 all were taken; 3 some were refused, the report says
    why; 1 ingest stayed away; 2 a path or an option is wrong; 130 interrupted. After 1 and 130 the same command
    goes on.
    """
    from services.ingest.importing import command

    command.run(paths, ingest=ingest, source=source, columns=map or [], encoding=encoding, anew=anew, report=report)
