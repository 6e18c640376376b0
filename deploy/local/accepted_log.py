"""Articles that ingest's log calls accepted, and that nobody knows any more: what a damaged file of Redis has lost.

Only the embedded stack has its logs in a known place. They go back some ten thousand articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from services.search.index.port import Index
from services.search.index.rules import GENERATIONS
from shared.delivery.census import Census

BATCH = 500


def lost(data: Path, census: Census, index: Index) -> list[str]:
    """Return the ids whose accepted version neither Redis nor the index knows, nor a newer one."""
    newest: dict[str, int] = {}
    deletions: set[str] = set()
    for id, version, deletes in _accepted(data / "logs"):
        newest[id] = max(version, newest.get(id, 0))
        (deletions.add if deletes else deletions.discard)(id)
    ids = [id for id, version in newest.items() if not census.knows(id, version)]
    held: dict[str, int] = {}
    for start in range(0, len(ids), BATCH):
        held |= index.revisions(ids[start : start + BATCH])
    # An article that Redis has forgotten in an orderly way had come to rest before, so the index knows it.
    # A deletion of what the index never held leaves nothing behind.
    known = [id for id in ids if id in held or id not in deletions]
    return [id for id in known if held.get(id, 0) < newest[id] * GENERATIONS]


def _accepted(logs: Path) -> Iterator[tuple[str, int, bool]]:
    for name in ("ingest.log.1", "ingest.log"):
        path = logs / name
        if not path.exists():
            continue
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if '"accepted"' not in line:
                    continue
                try:
                    said = json.loads(line)
                except ValueError:
                    continue  # cut off, when the process was killed
                if said.get("event") == "accepted" and said.get("outcome") != "unchanged":
                    yield str(said["article_id"]), int(said["version"]), said["outcome"] == "deleted"
