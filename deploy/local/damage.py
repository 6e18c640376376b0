"""Damage that the embedded stack tells of when it starts, and what it leaves in order when it stops.

The index and the client of Redis are imported where they are needed, which is seldom: a second of starting, and 30 MB
for as long as the stack runs.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from deploy.local import redis_server
from deploy.local.supervisor import LOG_BYTES

SHOWN = 20
"""Missing articles that are named; `quotewire doctor --json` has all."""

LAST_CHARS = 2_000
"""Characters of a log that tell of the last start."""


def log_size(log: Path) -> int:
    """Return the byte at which a process that is started now will begin to write into its log."""
    size = log.stat().st_size if log.exists() else 0
    return 0 if size > LOG_BYTES else size


def truncated_redis(data: Path, since: int, redis_url: str) -> str | None:
    """Return what to say if Redis' file was cut off when it was started; None if it was whole.

    ``since``: see :func:`log_size`, before Redis was started."""
    cut = redis_server.truncation(data / "logs" / "redis.log", since)
    if cut is None:
        return None
    lost = _lost(data, redis_url)
    told = f"The end of Redis' file was cut off ({cut})."
    if not lost:
        return f"{told} Nothing that ingest's log calls accepted is missing."
    named = ", ".join(lost[:SHOWN]) + (" …" if len(lost) > SHOWN else "")
    return f"{told} Accepted articles that are missing: {len(lost)}. Post them again: {named}"


def _lost(data: Path, redis_url: str) -> list[str]:
    from deploy.local import accepted_log
    from services.search.bootstrap import open_index
    from services.search.settings import Settings
    from shared.delivery.census import Census
    from shared.delivery.connection import connect

    settings = Settings(redis_url=redis_url, search_engine="sqlite", sqlite_path=data / "index.sqlite3")
    with closing(connect(settings)) as client, closing(open_index(settings)) as index:
        return accepted_log.lost(data, Census(client, settings.queue_name_prefix), index)


def unreadable_redis(log: Path) -> str:
    """Return what to do if Redis has just ended since its file is damaged before its end; "" if not."""
    if "Bad file format reading the append only file" not in log.read_text("utf-8", "replace")[-LAST_CHARS:]:
        return ""
    return (
        "Redis' file is damaged: bring it back with `quotewire restore` from a backup, and post again what came after"
        " that. "
    )


def settle_index(path: Path) -> None:
    """Leave the index as one file, without a log beside it, once all processes have ended."""
    from services.search.engines.sqlite import SqliteIndex
    from shared.errors import Unavailable

    if path.exists():
        with closing(SqliteIndex(path, walk_seconds=1)) as index:
            try:
                index.empty_log()
            except Unavailable:
                return  # damaged, or somebody reads it by other means; the log is kept, and nothing is lost
