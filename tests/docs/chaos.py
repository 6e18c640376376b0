"""What chaos was let loose on, and what came of it, as the documents say it, from the figures that runs recorded."""

from __future__ import annotations

from typing import Any

from tests.docs.markdown import table
from tests.support import figures

STACKS = {"embedded": "one machine, SQLite", "distributed": "distributed, Elasticsearch"}


def chaos_table() -> str:
    """Return the recorded runs: what was taken away, what was filed, what was lost, and how long it took."""
    header = (
        "stack", "seed", "minutes", "events", "seconds away", "stories", "versions", "lost", "doubled", "wrong",
        "waited: half", "99 %", "longest",
    )  # fmt: skip
    return table(header, [_row(stack, run) for stack in STACKS for run in _runs(stack)])


def _row(stack: str, run: dict[str, Any]) -> tuple[str, ...]:
    counts = [f"{run[name]:,}" for name in ("stories", "versions", "lost", "doubled", "wrong")]
    return (
        STACKS[stack],
        str(run["seed"]),
        f"{run['minutes']:g}",
        str(sum(run["events"].values())),
        f"{run['away']:.0f}",
        *counts,
        *(f"{seconds:.1f} s" for seconds in run["waits"]),
    )


def events_table() -> str:
    """Return how often each thing happened in the recorded runs, by stack."""
    names = sorted({name for stack in STACKS for run in _runs(stack) for name in run["events"]})
    rows = [(name, *(_times(stack, name) for stack in STACKS)) for name in names]
    return table(("what happened", *STACKS.values()), rows)


def _times(stack: str, name: str) -> str:
    return str(sum(run["events"].get(name, 0) for run in _runs(stack)) or "")


def _runs(stack: str) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = figures.read().get(f"chaos_{stack}", {}).get("runs", [])
    return runs


def guards_table() -> str:
    """Return each guard of the promise, where it stands, and the test that failed when it was taken out."""
    rows = figures.read().get("guards", {}).get("rows", [])
    return table(
        ("guard", "in", "without it fails"), [(row["guard"], f"`{row['file']}`", _test(row["test"])) for row in rows]
    )


def _test(id: str | None) -> str:
    if id is None:
        return "**nothing**"
    path, _, name = id.partition("::")
    return f"`{path}`" + (f" {name.removeprefix('test_').replace('_', ' ')}" if name else "")
