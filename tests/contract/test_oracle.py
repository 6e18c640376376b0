"""The oracle is right where somebody wrote down by hand what is right."""

from __future__ import annotations

from typing import Any

import pytest

from services.search.index.questions import Request
from services.search.query import parse
from tests.contract import queries
from tests.contract.oracle import Oracle
from tests.contract.test_index_search import FILTERED_ARTICLES, FILTERED_QUOTES, WORDS_IN_ARTICLES, WORDS_IN_QUOTES
from tests.support.corpus import a_month


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(a_month())


@pytest.mark.parametrize(("q", "found"), WORDS_IN_ARTICLES)
def test_words_in_articles(oracle: Oracle, q: str, found: set[str]) -> None:
    assert set(oracle.ids(Request("articles", parse(q)))) == found


@pytest.mark.parametrize(("q", "found"), WORDS_IN_QUOTES)
def test_words_in_quotes(oracle: Oracle, q: str, found: set[str]) -> None:
    assert {id.partition(": ")[2] for id in oracle.ids(Request("quotes", parse(q)))} == found


@pytest.mark.parametrize(("filters", "found"), FILTERED_ARTICLES)
def test_filters_of_articles(oracle: Oracle, filters: dict[str, Any], found: set[str]) -> None:
    assert set(oracle.ids(Request("articles", filters=queries.filters(**filters)))) == found


@pytest.mark.parametrize(("filters", "found"), FILTERED_QUOTES)
def test_filters_of_quotes(oracle: Oracle, filters: dict[str, Any], found: set[str]) -> None:
    assert {id.partition(": ")[2] for id in oracle.ids(Request("quotes", filters=queries.filters(**filters)))} == found
