"""Whatever is sent to the search API, it answers as its OpenAPI document says.

Made up by Schemathesis from the document: its examples, the edges of each parameter, and more, well-formed and not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.endpoints import waiting
from services.search.settings import Settings
from tests.contract.conftest import engine  # noqa: F401 - a fixture
from tests.contract.engines import Engine
from tests.support import seeded
from tests.support.corpus import a_month
from tests.support.redis_server import RedisServer

SETTINGS = Settings(allowed_hosts=["testserver"])
"""Schemathesis calls the application as this host."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
"""Left out is that whatever fits the document is accepted: ``q`` is a text there, but has a grammar of its own."""

EXAMPLES = 8
"""Made up for each route, beside some 50 to 200 that are computed from the edges of its parameters."""


def document() -> Any:
    """The document, which is the same on every index."""
    config = SchemathesisConfig(seed=1)
    config.projects.default.generation.deterministic = True
    config.projects.default.generation.max_examples = EXAMPLES
    refusals = config.projects.default.checks.negative_data_rejection
    refusals.expected_statuses = [*refusals.expected_statuses, "413"]  # a value beyond all bounds is too large, too
    app = make_api(SETTINGS, open_index(SETTINGS))
    found = schemathesis.openapi.from_dict(app.openapi(), config=config)
    found.app = app  # never started, so nothing is asked of an index; each test brings an application of its own
    return found


class _Hasty:
    """A clock by which every wait is over at once: no indexer runs here that would end it."""

    monotonic = partial(next, count(step=1_000))


routes = document()


@pytest.fixture(scope="module")
def api(
    engine: Engine,  # noqa: F811
    redis_server: RedisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[FastAPI]:
    """The application over the seeds, which the document's examples are about, and a month of news."""
    settings = SETTINGS.model_copy(update={"redis_url": redis_server.url, "queue_name_prefix": "fuzz"})
    with engine.opened(tmp_path_factory.mktemp("seeds")) as index:
        assert set(index.write([*seeded.changes(), *a_month()])) == {"written"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(waiting, "time", _Hasty)
            yield make_api(settings, index)


@routes.parametrize()
def test_an_answer_is_as_the_document_says(case: schemathesis.Case[Any], api: FastAPI) -> None:
    case.call_and_validate(app=api, checks=CHECKS)
