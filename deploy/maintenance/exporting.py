"""Command ``quotewire export``: what it does and prints."""

from __future__ import annotations

import os
import time
from pathlib import Path

from deploy.maintenance import export_file
from deploy.maintenance.endings import Refusal, errors_as_exit_status
from deploy.maintenance.place import Place, announced, find
from deploy.maintenance.progress import counted
from services.search.identified.deciding import all_judgements
from services.search.index.port import Index
from services.search.index.questions import Request
from shared.delivery.census import Census
from shared.delivery.connection import connect
from shared.errors import Unavailable


def export(target: Path, data: Path | None) -> None:
    """See :func:`deploy.maintenance.commands.export`."""
    with errors_as_exit_status(interrupted="Interrupted. The same command run again continues.") as console:
        place = announced(find(data), console)
        if target.exists():
            raise Refusal(f"{target} exists: choose another name, or remove it.")
        os.umask(0o077)  # it holds everything that was posted: for its owner only
        with place.opened() as index, counted(console, "Exporting articles", held(index)) as advance:
            header = export_file.Header(index.identity(), now(place))
            count = export_file.write(target, header, index.whole_articles, lambda: all_judgements(index), advance)
        console.print(f"Exported {count:,} articles and tombstones to {target}.")


def held(index: Index) -> int:
    """Return how many articles there are, tombstones aside."""
    return index.search(Request("articles", size=0, facets=())).total


def now(place: Place) -> int:
    """Return the time by Redis' clock, which receipts are told by; by ours while it is away."""
    try:
        return Census(connect(place.settings), place.settings.queue_name_prefix).now()
    except Unavailable:
        return time.time_ns() // 1000
