"""The command ``quotewire import``: checks what was asked for, shows the progress, prints the report."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn

from services.ingest.importing import running
from services.ingest.importing.files import READERS, expand
from services.ingest.importing.options import Options
from services.ingest.importing.readers.table import FIELDS
from services.ingest.importing.tally import Tally, TallyFile, as_json
from services.ingest.settings import Settings
from shared import errors

FAILED, SOME_REFUSED, INTERRUPTED = 1, 3, 130
"""Exit statuses; 2 is a wrong option."""


def run(
    paths: Sequence[str],
    *,
    ingest: str | None,
    source: str | None,
    columns: Sequence[str],
    encoding: str,
    anew: bool,
    report: Path | None,
) -> None:
    """Import what the paths mean, and end with the exit status. The parameters are the options of the command."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    options = Options(source=source, encoding=_encoding(encoding), columns=_columns(columns))
    files, empty = expand(paths)
    if empty:
        raise typer.BadParameter(f"{', '.join(empty)}: nothing to import there; names end in {', '.join(READERS)}")
    address = (ingest or f"http://127.0.0.1:{Settings().ingest_port}").rstrip("/")
    kept = TallyFile.of(files, address)
    if anew:
        kept.remove()
    elif earlier := kept.read():
        console.print(f"An earlier run has done {earlier.done:,} articles; going on from there (--anew begins anew).")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            tally = _shown(console, files, options, client, kept)
    except (errors.Unavailable, errors.Refused) as error:
        console.print(f"quotewire: {error.detail} Run the same command again to go on.", style="red", markup=False)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        console.print("Interrupted. Run the same command again to go on.")
        raise typer.Exit(INTERRUPTED) from None
    kept.remove()
    if report:
        report.write_text(json.dumps(as_json(tally), indent=1, ensure_ascii=False), "utf-8")
    _print(console, tally, len(files))
    raise typer.Exit(SOME_REFUSED if tally.outcomes["refused"] else 0)


def _shown(console: Console, files: Sequence[Path], options: Options, client: httpx.Client, kept: TallyFile) -> Tally:
    """Import with a bar on a terminal: the share of the bytes, articles a second, time left."""
    sizes = {path: path.stat().st_size for path in files}
    before = dict(zip(files, _sums(list(sizes.values())), strict=True))
    progress = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f}/s"), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with progress:
        task = progress.add_task("Importing", total=sum(sizes.values()), articles=0, rate=0.0)
        first: list[int] = []

        def advance(path: Path, offset: int, done: int) -> None:
            first[:] = first or [done]
            elapsed = progress.tasks[0].elapsed or 0
            rate = (done - first[0]) / elapsed if elapsed else 0
            progress.update(task, completed=before[path] + offset, articles=done, rate=rate, description=path.name[:40])

        def waiting(reason: str, seconds: float) -> None:
            console.print(f"{reason} Trying again in {seconds:.0f} s.", markup=False)

        return running.run(files, options, client, kept, advance=advance, waiting=waiting)


def _sums(sizes: Sequence[int]) -> list[int]:
    sums, total = [], 0
    for size in sizes:
        sums.append(total)
        total += size
    return sums


def _print(console: Console, tally: Tally, files: int) -> None:
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(tally.outcomes.items())) or "nothing"
    rate = tally.done / tally.seconds if tally.seconds else 0
    console.print(f"{files:,} files: {counts}; {rate:,.0f} articles a second.")
    for why, reason in sorted(tally.reasons.items(), key=lambda item: -item[1].count):
        console.print(f"  {reason.count:,} refused: {why}", markup=False)
        for example in reason.examples:
            console.print(f"      {example}", markup=False)


def _columns(pairs: Sequence[str]) -> Mapping[str, str]:
    columns = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or field not in FIELDS:
            raise typer.BadParameter(f"--map {pair}: should be FIELD=COLUMN, with one of {', '.join(sorted(FIELDS))}")
        columns[field] = column
    return columns


def _encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise typer.BadParameter(f"--encoding {name}: there is no such encoding") from None
    return name
