"""How fast search answers, as the documents say it: from the figures that ``make bench-search`` recorded."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from tests.docs.markdown import table
from tests.support import figures

ENGINES = ("elasticsearch", "sqlite")

AIM = 1.3
"""The ratio at p50, ours to the bare engine's, that is ours to reach; those that do are bold."""


def search_speed_table() -> str:
    """Return milliseconds of each question on both engines beside the bare engine's, and their ratio at p50."""
    recorded = [figures.read()[f"search_{engine}"]["questions"] for engine in ENGINES]
    rows = []
    for elasticsearch, sqlite in zip_longest(*recorded):
        rows.append((elasticsearch["question"], *_cells(elasticsearch), *_cells(sqlite)))
    names = [name for engine in ("Elasticsearch", "SQLite") for name in (f"{engine} p50 / p95", "bare", "ratio")]
    return table(("question", *names), rows)


def _cells(row: dict[str, Any]) -> tuple[str, str, str]:
    ratio = row["p50"] / row["bare_p50"]
    shown = f"{ratio:.2f}"
    return (
        f"{row['p50']} / {row['p95']}",
        f"{row['bare_p50']} / {row['bare_p95']}",
        f"**{shown}**" if ratio <= AIM else shown,
    )


def feed_pollers_table() -> str:
    """Return what each poller of the simulated feeds needed, and when it found the items: ``make bench-feeds``."""
    rows = [
        (
            row["feeds"],
            row["poller"],
            f"{row['requests']:,}",
            f"{row['not_modified']:.0%}",
            f"{row['per_item']:.2f}",
            f"{row['mean']:.1f}",
            f"{row['median']:.1f}",
            f"{row['p90']:.1f}",
            f"{row['missed']:,} of {row['missed'] + row['items']:,}",
            f"{row['intrusions']:,}",
        )
        for row in figures.read()["feeds"]["pollers"]
    ]
    names = (
        "feeds", "poller", "requests", "answered 304", "requests an item", "delay in minutes: mean", "median", "p90",
        "items not found", "requests while asked to stay away",
    )  # fmt: skip
    return table(names, rows)
