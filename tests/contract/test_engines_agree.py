"""Elasticsearch and SQLite, side by side, give the same answers to the same questions.

What both have to answer is in test_index_oracle; here is what no oracle computes: which articles come back and how they
look, and that words lead to the same results whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import (
    FoundArticleText,
    NamesRequest,
    NetworkRequest,
    Page,
    Request,
    Sort,
    SuggestionKind,
    TimelineRequest,
)
from services.search.query import Node
from tests.contract import questions
from tests.contract.engines import OnElasticsearch, OnSqlite
from tests.contract.queries import ids, pages
from tests.contract.questions import unhurried
from tests.contract.traps import world

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(900)]

Both = tuple[Index, Index]


@pytest.fixture(scope="module")
def both(elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("both")
    with OnElasticsearch(elasticsearch_url).opened(folder) as elastic, OnSqlite().opened(folder) as sqlite:
        news = world()
        assert elastic.write(news) == sqlite.write(news)
        yield elastic, sqlite


@given(request=questions.requests, sort=st.sampled_from(get_args(Sort)))
@settings(unhurried, max_examples=60)
def test_both_find_and_count_the_same(both: Both, request: Request, sort: Sort) -> None:
    elastic, sqlite = (index.search(replace(request, sort=sort)) for index in both)
    if sort == "relevance" and request.words is not None:  # each engine has its own idea of it
        assert set(ids(elastic)) == set(ids(sqlite))
    else:
        assert ids(elastic) == ids(sqlite)
    assert elastic.total == sqlite.total == len(elastic.hits)
    assert without_labels(elastic) == without_labels(sqlite)


def without_labels(page: Page) -> dict[str, list[tuple[str, int]]]:
    """The counts; a label may be any of those of one moment."""
    return {name: [(value.value, value.count) for value in values] for name, values in page.facets.items()}


@given(request=questions.requests, size=st.integers(20, 60))
@settings(unhurried, max_examples=15)
def test_both_page_through_the_same(both: Both, request: Request, size: int) -> None:
    request = replace(request, size=size, facets=())
    elastic, sqlite = ([ids(page) for page in pages(index, request)] for index in both)
    assert elastic == sqlite


@given(request=questions.names_requests)
@settings(unhurried, max_examples=40)
def test_both_list_the_same_names(both: Both, request: NamesRequest) -> None:
    elastic, sqlite = ([(name.id, name.count) for name in index.names(request).names] for index in both)
    assert elastic == sqlite


@given(words=questions.maybe_words, filters=questions.filters)
@settings(unhurried, max_examples=40)
def test_both_count_the_same(both: Both, words: Node | None, filters: Filters) -> None:
    elastic, sqlite = (
        {id: replace(counts, label="") for id, counts in index.counts(questions.IDS, words, filters).items()}
        for index in both
    )
    assert elastic == sqlite


@given(request=questions.timeline_requests)
@settings(unhurried, max_examples=40)
def test_both_draw_the_same_timeline(both: Both, request: TimelineRequest) -> None:
    elastic, sqlite = (index.timeline(request) for index in both)
    assert replace(elastic, series=()) == replace(sqlite, series=())
    assert [replace(one, label="") for one in elastic.series] == [replace(one, label="") for one in sqlite.series]


@given(request=questions.network_requests)
@settings(unhurried, max_examples=40)
def test_both_draw_the_same_network(both: Both, request: NetworkRequest) -> None:
    elastic, sqlite = (list(index.network(request)) for index in both)
    assert elastic == sqlite


@pytest.mark.parametrize(
    "typed", ["m", "mil", "mohsne mil", "jordan", "lodz", "number0", "ظر", "安", "negotiators r", "o’b"]
)
def test_both_suggest_the_same(both: Both, typed: str) -> None:
    kinds = get_args(SuggestionKind)
    elastic, sqlite = ([(each.kind, each.id, each.count) for each in index.suggest(typed, kinds, 20)] for index in both)
    assert elastic == sqlite


def test_both_know_the_same_aliases(both: Both) -> None:
    elastic, sqlite = both
    for id in questions.IDS:
        assert list(elastic.aliases(id)) == list(sqlite.aliases(id))


def test_both_give_the_same_articles_and_quotes(both: Both) -> None:
    elastic, sqlite = both
    everything = Request(kind="articles", size=1_000, facets=())
    for id in ids(elastic.search(everything)):
        left, right = elastic.article(id), sqlite.article(id)
        assert left and right
        when = datetime(2026, 1, 1, tzinfo=UTC)
        assert left.model_copy(update={"indexed_at": when}) == right.model_copy(update={"indexed_at": when})
    assert listed(elastic.search(everything)) == listed(sqlite.search(everything))
    quotes = replace(everything, kind="quotes")
    assert elastic.search(quotes).hits == sqlite.search(quotes).hits


def listed(page: Page) -> list[object]:
    """The articles on a page, as they are shown. Of their text, an engine may bring only as much as a snippet takes."""
    return [hit.article for hit in page.hits if isinstance(hit, FoundArticleText)]
