"""How well names lead to identities, as documents say it: from what ``python -m tests.eval.identities`` recorded."""

from __future__ import annotations

from typing import Any

from tests.docs.chaos import STACKS
from tests.docs.markdown import table
from tests.support import figures

ROWS = (
    ("people, B-cubed F1", "PERSON", "f1", " %", "98 %"),
    ("  precision", "PERSON", "precision", " %", ""),
    ("  recall", "PERSON", "recall", " %", ""),
    ("thirty most quoted people: articles under their most used id, mean", "PERSON", "largest", " %", "99.5 %"),
    ("  least", "PERSON", "largest_least", " %", "97 %"),
    ("ids that hold two people or more", "PERSON", "of_two", "", "5"),
    ("organisations, B-cubed F1", "ORG", "f1", " %", "95 %"),
)
"""Of each line what it says, where its figure is, its unit, and the aim."""


def identities_table() -> str:
    """Return what was reached on each stack beside the aims, and how long it took."""
    recorded: list[dict[str, Any]] = [figures.read()[f"identities_{stack}"] for stack in STACKS]
    rows = [
        (label, *(f"{stack[type_][name]}{unit}" for stack in recorded), aim) for label, type_, name, unit, aim in ROWS
    ]
    seconds = [(stack["seconds"], stack["articles"]) for stack in recorded]
    rows.append(("articles indexed", *(f"{count} in {taken['indexed']} s" for taken, count in seconds), ""))
    rows.append(("  identities settled", *(f"{taken['settled']} s later" for taken, _ in seconds), ""))
    rows.append(("measured", *(stack["measured"] for stack in recorded), ""))
    return table(("", *STACKS.values(), "aim"), rows)


def identities_rate() -> str:
    """Return what identities cost indexing: ``make bench-identities``."""
    taken = figures.read()["identities_rate"]
    each = taken["milliseconds"]

    def ratio(name: str) -> str:
        return "{median:.2f} ({least:.2f} to {greatest:.2f})".format(**taken[name])

    return (
        f"**What it costs.** The rate of indexing with identities, as a share of that without: {ratio('indexed')} while"
        f" articles come, {ratio('settled')} until all names are resolved, which waits for pauses, and {ratio('whole')}"
        f" of annotating and indexing together. Medians of {taken['pairs']} pairs of {taken['articles']} articles on"
        f" SQLite, in processor time, with the range that holds each 95 times of 100 (`make bench-identities`): without"
        f" {each['without']:.1f} ms an article, with {each['with']:.1f}, settled {each['settled']:.1f}, annotating"
        f" {each['annotating']:.0f}."
    )
