"""Commands ``quotewire reindex`` and ``quotewire reannotate``: what they do and print."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import typer
from rich.console import Console

from deploy.maintenance.annotating import AnnotatorPool
from deploy.maintenance.endings import INCOMPLETE, errors_as_exit_status
from deploy.maintenance.place import announced, find
from deploy.maintenance.progress import RebuildProgress
from services.search.identified.correcting import apply_all_corrections
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.rebuilding import Plan
from services.search.maintenance import Annotate, Outcome, catch_up, corrected_annotations, rebuild, selected_versions

LATE_SECONDS = 3.0
"""After the swap, until the slowest batch that a writer had begun before is in the index."""


def reindex(data: Path | None, *, abort: bool) -> None:
    """See :func:`deploy.maintenance.commands.reindex`."""
    with errors_as_exit_status() as console, announced(find(data), console).opened() as index:
        if abort:
            _abort(index, console)
        else:
            _rebuilt(index, Plan(), lambda entries: [None] * len(entries), console)


def reannotate(data: Path | None, *, q: str, versions: Sequence[str], clean: bool, processes: int, abort: bool) -> None:
    """See :func:`deploy.maintenance.commands.reannotate`."""
    with errors_as_exit_status() as console, announced(find(data), console).opened() as index:
        if abort:
            _abort(index, console)
            return
        with AnnotatorPool(processes) as annotators:
            _reannotated(index, Plan(annotators.annotator, q, tuple(versions), clean), annotators, console)


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
    if late := catch_up(index, plan, corrected_annotations(index, annotators)):
        console.print(f"{late:,} more were written by older versions during the swap, and have been annotated since.")
    left = index.search(Request("articles", plan.words, plan.outdated, size=0, facets=("annotator",))).total
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
            outcome = rebuild(making, plan, corrected_annotations(index, annotate), watch)
    # Those that came while articles were copied: a copied version is not copied again for them.
    apply_all_corrections(index)
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
