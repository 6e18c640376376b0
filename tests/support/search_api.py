"""The search API over the world of traps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from services.search.api import make_api
from services.search.settings import Settings
from tests.contract.engines import Engine
from tests.contract.traps import world
from tests.support.serving import serving

_TOGETHER = 20
"""Articles written at once."""


@contextmanager
def world_served(engine: Engine, folder: Path) -> Iterator[httpx.Client]:
    """A client of the API, whose index on ``engine`` holds everything of :func:`tests.contract.traps.world`."""
    with engine.opened(folder) as index:
        for at in range(0, len(world()), _TOGETHER):
            index.write(world()[at : at + _TOGETHER])
        with serving(make_api(Settings(), index)) as client:
            yield client
