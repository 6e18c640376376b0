"""Fixtures of the index contract: every test runs on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.search.index.port import Index
from tests.contract.engines import Engine, OnElasticsearch, OnSqlite
from tests.contract.oracle import Oracle
from tests.contract.traps import world
from tests.support.corpus import a_month

ENGINES = [pytest.param("elasticsearch", marks=pytest.mark.elasticsearch), "sqlite"]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    if request.param == "sqlite":
        return OnSqlite()
    return OnElasticsearch(request.getfixturevalue("elasticsearch_url"))


@pytest.fixture
def index(engine: Engine, tmp_path: Path) -> Iterator[Index]:
    """An empty index."""
    with engine.opened(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def month(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index that holds :func:`tests.support.corpus.a_month`; only to be read."""
    with engine.opened(tmp_path_factory.mktemp("month")) as opened:
        assert set(opened.write(a_month())) == {"written"}
        yield opened


@pytest.fixture(scope="session")
def everything(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index that holds :func:`tests.contract.traps.world`; only to be read."""
    with engine.opened(tmp_path_factory.mktemp("everything")) as opened:
        assert set(opened.write(world())) == {"written", "superseded"}
        yield opened


@pytest.fixture(scope="session")
def oracle() -> Oracle:
    """What that index has to answer."""
    return Oracle(world())
