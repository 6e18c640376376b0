"""Importing knowledge: posts what a file holds to the search API, some entries at a time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from services.search.answers.knowledge import MAX_ENTRIES
from services.search.commands.asking import WAIT_SECONDS, ask
from services.search.commands.knowledge_file import Header, Wrong, read
from services.search.identities.knowledge import KnowledgeEntry

BATCH_BYTES = 1_000_000
"""Bytes of entries in one request: half of what search takes."""
TOGETHER = 8
"""Requests after which the indexer is waited for: it takes in at once what waits, and no more than this waits."""
SHOWN = 50
"""Wrong entries that are named; the others are counted."""

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9_-]+")


def run(file: Path, *, collection: str | None, source: str | None, check: bool, search: str | None) -> None:
    """See :func:`services.search.commands.identities.import_knowledge`."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    header = Header()
    wrong: list[Wrong] = []
    taken = sent = 0
    last: dict[str, Any] = {}
    with _progress(console, file) as advance:
        for batch in _batches(file, wrong, advance):
            if isinstance(batch, Header):
                header = batch
                continue
            taken += len(batch)
            if not check:
                body = {
                    "set": collection or header.set or _name_of(file),
                    "source": source if source is not None else header.source,
                    "entries": batch,
                }
                sent += 1
                wait = WAIT_SECONDS if sent % TOGETHER == 0 else 0
                last = ask("POST", "/v1/identities/knowledge", search, params={"wait": wait}, json=body)
        last = _settled(last, search)
    for each in wrong[:SHOWN]:
        console.print(f"{file}, line {each.line}: {each.reason}", markup=False)
    if len(wrong) > SHOWN:
        console.print(f"… and {len(wrong) - SHOWN:,} more.")
    if not taken and not wrong:
        console.print(f"{file} holds no entry; --help says what one is.", markup=False)
        raise typer.Exit(2)
    name = collection or header.set or _name_of(file)
    where = ("is right" if taken == 1 else "are right") if check else f"went into the set {name}"
    left_out = (" are wrong", " is wrong and was left out", " are wrong and were left out")[min(2, len(wrong))]
    typer.echo(f"{taken:,} {'entry' if taken == 1 else 'entries'} {where}; {len(wrong):,}{left_out}.")
    if last.get("state") == "waiting":
        typer.echo("Some wait for the indexer, which takes them in as soon as it can; nothing else is to be done.")
    raise typer.Exit(3 if wrong else 0)


def _settled(last: dict[str, Any], search: str | None) -> dict[str, Any]:
    """Return the last answer once it is taken in, and so all before it; or as it is after some time."""
    end = time.monotonic() + WAIT_SECONDS
    while last.get("state") == "waiting" and time.monotonic() < end:
        time.sleep(0.2)
        last = ask("GET", last["status_url"], search)
    return last


@contextmanager
def _progress(console: Console, file: Path) -> Iterator[Callable[[int], None]]:
    """Show how many lines of a file are read; give what is called with the number of each."""
    with file.open("rb") as lines:
        total = sum(1 for _ in lines)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Lines", total=total)
        yield lambda line: progress.update(task, completed=line)


def _name_of(file: Path) -> str:
    return _NOT_IN_A_NAME.sub("-", file.stem.lower()).strip("-_")[:64] or "imported"


def _batches(file: Path, wrong: list[Wrong], advance: Callable[[int], None]) -> Iterator[Header | list[dict[str, Any]]]:
    """Yield what the file says of itself, if it does, and its entries, as many together as one request takes."""
    batch: list[dict[str, Any]] = []
    size = 0
    for line, item in read(file):
        advance(line)
        if isinstance(item, Wrong):
            wrong.append(item)
        elif isinstance(item, Header):
            yield item
        elif isinstance(item, KnowledgeEntry):
            written = len(item.model_dump_json())
            if batch and (len(batch) == MAX_ENTRIES or size + written > BATCH_BYTES):
                yield batch
                batch, size = [], 0
            batch.append(item.model_dump(mode="json", by_alias=True))
            size += written
    if batch:
        yield batch
