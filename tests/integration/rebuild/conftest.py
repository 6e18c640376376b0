"""Fixtures of the rebuild: an index on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.search.engines.elastic import rebuild as elastic_rebuild
from services.search.engines.sqlite import rebuild as sqlite_rebuild
from services.search.index.port import Index
from tests.integration.rebuild.place import Place, place_on

ENGINES = [pytest.param("elasticsearch", marks=pytest.mark.elasticsearch), "sqlite"]


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place of its own for an index."""
    place = place_on(request.param, tmp_path, lambda: str(request.getfixturevalue("elasticsearch_url")))
    yield place
    place.leave()


@pytest.fixture
def index(place: Place) -> Index:
    """An empty index there."""
    index = place.open()
    index.prepare()
    return index


@pytest.fixture
def in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebuilds come to two articles at a time."""
    monkeypatch.setattr(elastic_rebuild, "READ_TOGETHER", 2)
    monkeypatch.setattr(sqlite_rebuild, "BATCH", 2)
