"""Commands ``quotewire reindex`` and ``quotewire reannotate``: what they do and print."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from deploy.maintenance.annotating import AnnotatorPool
from deploy.maintenance.progress import RebuildProgress
from services.search.bootstrap import open_index
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.rebuilding import CannotRebuild, Plan
from services.search.maintenance import Annotate, Outcome, catch_up, rebuild, selected_versions
from services.search.settings import Settings
from shared.errors import QuerySyntax, Unavailable

EMBEDDED = Path("data")
"""Where ``quotewire run`` and ``up`` keep everything unless told otherwise."""

LATE_SECONDS = 3.0
"""After the swap, until the slowest batch that a writer had begun before is in the index."""

FAILED, USAGE, REFUSED, INCOMPLETE, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit statuses, see :data:`deploy.maintenance.commands.STATUSES`."""


def reindex(data: Path | None, *, abort: bool) -> None:
    """See :func:`deploy.maintenance.commands.reindex`."""
    with _errors_as_exit_status() as console, _open_index(data, console) as index:
        if abort:
            _abort(index, console)
        else:
            _rebuilt(index, Plan(), lambda entries: [None] * len(entries), console)


def reannotate(data: Path | None, *, q: str, versions: Sequence[str], processes: int, abort: bool) -> None:
    """See :func:`deploy.maintenance.commands.reannotate`."""
    with _errors_as_exit_status() as console, _open_index(data, console) as index:
        if abort:
            _abort(index, console)
            return
        with AnnotatorPool(processes) as annotators:
            _reannotated(index, Plan(annotators.annotator, q, tuple(versions)), annotators, console)


def _reannotated(index: Index, plan: Plan, annotators: AnnotatorPool, console: Console) -> None:
    assert plan.annotator
    console.print(f"Annotator {plan.annotator.version}, generation {plan.annotator.generation}.")
    index.ready()  # and says so where the layout is an older one
    versions = selected_versions(index, plan)
    for version, count in versions.items():
        console.print(f"  {count:>9,} articles by {version}")
    with closing(index.rebuild()) as making:
        if not versions and not making.unfinished():
            console.print("Nothing to do: no selected article was annotated by another version.")
            return
    outcome = _rebuilt(index, plan, annotators, console)
    time.sleep(LATE_SECONDS)
    if late := catch_up(index, plan, annotators):
        console.print(f"{late:,} more were written by older versions during the swap, and have been annotated since.")
    left = index.search(Request("articles", plan.words, plan.filters, size=0, facets=("annotator",))).total
    if left > len(outcome.failed):
        console.print(f"{left:,} selected articles have come in since from older NLP workers. Restart those workers.")
    if outcome.failed:
        console.print(
            f"The annotator fails at these articles, which keep what they had: {', '.join(sorted(outcome.failed))}"
        )
        raise typer.Exit(INCOMPLETE)


def _rebuilt(index: Index, plan: Plan, annotate: Annotate, console: Console) -> Outcome:
    with closing(index.rebuild()) as making:
        if making.unfinished():
            console.print("An earlier run is unfinished; checking whether it is still running ...")
        began = time.monotonic()
        with RebuildProgress(console) as watch:
            outcome = rebuild(making, plan, annotate, watch)
    if outcome.begun == "finished":
        console.print("The earlier run had finished. Nothing was left to do.")
        return outcome
    anew = f", {outcome.annotated:,} of them annotated anew" if plan.annotator else ""
    console.print(
        f"{'Resumed and done' if outcome.begun == 'resumed' else 'Done'} in {time.monotonic() - began:,.0f} s:"
        f" {outcome.copied:,} articles carried over{anew}, in {outcome.passes} passes;"
        f" writers waited {outcome.exclusive_seconds:.1f} s, searches never."
    )
    return outcome


def _abort(index: Index, console: Console) -> None:
    with closing(index.rebuild()) as making:
        dropped = making.abort()
    console.print("Dropped. The index in use is unchanged." if dropped else "Nothing is unfinished.")


@contextmanager
def _open_index(data: Path | None, console: Console) -> Iterator[Index]:
    """Open the index that the options or settings name, and print which one it is."""
    if data is None and "QUOTEWIRE_SEARCH_ENGINE" not in os.environ and (EMBEDDED / "index.sqlite3").exists():
        data = EMBEDDED
    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"search_engine": "sqlite", "sqlite_path": data / "index.sqlite3"})
    sqlite = settings.search_engine == "sqlite"
    where = settings.sqlite_path if sqlite else f"{settings.elasticsearch_prefix}-* at {settings.elasticsearch_url}"
    console.print(f"Index: {where}")
    with closing(open_index(settings)) as index:
        yield index


@contextmanager
def _errors_as_exit_status() -> Iterator[Console]:
    """Give a console; turn what ends a command early into one line on it and an exit status."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)

    def terminate(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):  # the former too: a shell has it ignored in what it starts beside it
        signal.signal(number, terminate)
    logging.getLogger("elastic_transport").setLevel(logging.CRITICAL)  # what comes of a failure is said once, by us
    try:
        yield console
    except QuerySyntax as error:
        _end(console, f"--q, column {error.extra['column']}: {error.detail}", USAGE)
    except CannotRebuild as error:
        _end(console, str(error), REFUSED)
    except Unavailable as error:
        _end(console, f"{error.detail} Run the same command again to continue where this one stopped.", FAILED)
    except BrokenProcessPool:
        _end(
            console,
            "A process of the annotator was killed, perhaps because memory ran out. Continue with fewer --processes.",
            FAILED,
        )
    except KeyboardInterrupt:
        _end(console, "Interrupted. The index in use is unchanged; the same command run again continues.", INTERRUPTED)


def _end(console: Console, reason: str, status: int) -> NoReturn:
    console.print(f"quotewire: {reason}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(status)
