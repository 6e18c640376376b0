"""Answers that Elasticsearch keeps: only until the index changes, and only where that is wanted."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from services.search.engines.elastic import ElasticIndex
from services.search.engines.elastic.layout import Layout
from services.search.index.questions import Request
from tests.contract.engines import OnElasticsearch
from tests.support.corpus import change

pytestmark = pytest.mark.elasticsearch


@pytest.mark.parametrize("cached", [True, False])
def test_what_was_counted_is_kept_until_the_index_changes(elasticsearch_url: str, cached: bool) -> None:
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    elastic = OnElasticsearch(elasticsearch_url)
    index = ElasticIndex(elasticsearch_url, prefix=prefix, cached=cached)
    index.prepare()
    request = Request("articles", facets=("source",))

    def answers_kept() -> int:
        stats = elastic.client.indices.stats(index=Layout(prefix).articles.read, metric="request_cache")
        kept: int = stats["_all"]["total"]["request_cache"]["hit_count"]
        return kept

    index.write([change("a"), change("b")])
    first = index.search(request)
    before = answers_kept()
    assert index.search(request).facets == first.facets
    assert (answers_kept() > before) == cached
    index.write([change("c")])
    assert (index.search(request).total, index.search(replace(request, size=1)).total) == (3, 3)
    index.close()
    elastic.drop(prefix)
