"""Place of a stack: which index and which Redis a command is about, from its options and the settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from deploy.local import redis_server
from services.search.bootstrap import open_index
from services.search.index.port import Index
from services.search.settings import Settings

EMBEDDED = Path("data")
"""Where ``quotewire run`` and ``up`` keep everything unless told otherwise."""


@dataclass(frozen=True)
class Place:
    """Where everything of one stack is."""

    settings: Settings
    data: Path | None
    """The folder of an embedded stack; None for a distributed one."""

    @property
    def name(self) -> str:
        """The index, in words."""
        settings = self.settings
        if settings.search_engine == "sqlite":
            return str(settings.sqlite_path)
        return f"{settings.elasticsearch_prefix}-* at {settings.elasticsearch_url}"

    @contextmanager
    def opened(self) -> Iterator[Index]:
        """The index."""
        with closing(open_index(self.settings)) as index:
            yield index


def find(data: Path | None) -> Place:
    """Return the place that ``--data`` names, or the settings, or ./data where they say nothing and it is there."""
    if data is None and "QUOTEWIRE_SEARCH_ENGINE" not in os.environ and (EMBEDDED / "index.sqlite3").exists():
        data = EMBEDDED
    settings = Settings()
    if data is not None:
        changed: dict[str, Any] = {"search_engine": "sqlite", "sqlite_path": data / "index.sqlite3"}
        if address := redis_server.address(data / "redis"):
            changed["redis_url"] = address
        settings = settings.model_copy(update=changed)
    return Place(settings, data)


def announced(place: Place, console: Console) -> Place:
    """Print which index it is; return the place."""
    console.print(f"Index: {place.name}")
    return place
