"""The fixture of a real Elasticsearch: the one that QUOTEWIRE_TEST_ELASTICSEARCH_URL names, or one started here."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.support.elasticsearch_local import LocalElasticsearch, Missing
from tests.support.real_parts import missing


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Where Elasticsearch answers. Without one, tests skip on a laptop and fail in CI."""
    given = os.environ.get("QUOTEWIRE_TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    try:
        node = LocalElasticsearch().__enter__()
    except Missing as reason:
        missing(f"no Elasticsearch: {reason}; or set QUOTEWIRE_TEST_ELASTICSEARCH_URL")
    try:
        yield node.url
    finally:
        node.__exit__(None, None, None)
