"""Every question of the port, in every combination, beside the oracle that computes the answer the slow way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.search.index.fields import Acts, Facet, FieldName
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import NamesRequest, NetworkRequest, Request, TimelineRequest
from services.search.query import Node
from tests.contract import questions
from tests.contract.oracle import Oracle
from tests.contract.queries import ids, names_pages, pages
from tests.contract.questions import unhurried

pytestmark = pytest.mark.timeout(900)


@given(request=questions.requests)
@unhurried
def test_lists_are_what_matches_in_order(everything: Index, oracle: Oracle, request: Request) -> None:
    page = everything.search(replace(request, facets=()))
    assert ids(page) == oracle.ids(request)
    assert page.total == len(page.hits)
    assert page.next is None


@given(request=questions.requests, facets=st.lists(st.sampled_from(questions.FACETS), min_size=1, unique=True))
@unhurried
def test_facets_count_what_each_value_would_find(
    everything: Index, oracle: Oracle, request: Request, facets: list[Facet]
) -> None:
    found = everything.search(replace(request, facets=tuple(facets), size=0)).facets
    assert list(found) == facets
    for facet in facets:
        expected = oracle.facet(request, facet)
        assert [(value.value, value.count) for value in found[facet]] == [
            (value, count) for value, count, _ in expected
        ]
        for value, (_, _, allowed) in zip(found[facet], expected, strict=True):
            assert value.label in allowed, facet


@given(request=questions.names_requests)
@unhurried
def test_names_are_those_of_what_matches(everything: Index, oracle: Oracle, request: NamesRequest) -> None:
    page = everything.names(request)
    expected = oracle.names(request)
    assert [(named.id, named.count) for named in page.names] == [(id, count) for id, count, _ in expected]
    assert page.total == len(expected)
    assert page.next is None
    for named, (_, _, allowed) in zip(page.names, expected, strict=True):
        assert named.label in allowed


@given(words=questions.maybe_words, filters=questions.filters)
@unhurried
def test_counts_are_the_totals_of_the_lists(
    everything: Index, oracle: Oracle, words: Node | None, filters: Filters
) -> None:
    found = everything.counts(questions.IDS, words, filters)
    expected = oracle.counts(questions.IDS, words, filters)
    assert {id: replace(counts, label="") for id, counts in found.items()} == {
        id: counts for id, (counts, _) in expected.items()
    }
    for id, (_, allowed) in expected.items():
        assert not allowed or found[id].label in allowed, id


@given(request=questions.timeline_requests)
@unhurried
def test_timelines_add_up_to_what_matches(everything: Index, oracle: Oracle, request: TimelineRequest) -> None:
    found = everything.timeline(request)
    counts, undated, series = oracle.timeline(request)
    assert list(found.counts.items()) == list(counts.items())
    assert found.undated == undated
    assert found.total == sum(counts.values()) + undated
    assert [(one.value, one.total, list(one.counts.items())) for one in found.series] == [
        (value, total, list(counted.items())) for value, total, counted in series
    ]


@given(request=questions.network_requests)
@unhurried
def test_networks_link_what_stands_together(everything: Index, oracle: Oracle, request: NetworkRequest) -> None:
    assert list(everything.network(request)) == oracle.network(request)


def test_names_are_listed_as_articles_write_them(everything: Index, oracle: Oracle) -> None:
    for id in questions.IDS:
        found = everything.aliases(id)
        assert [(name.value, name.count) for name in found] == oracle.aliases(id), id
        assert all(name.label == name.value for name in found)


def only(filters: Filters, name: FieldName, values: Sequence[str]) -> Filters:
    """The filters with this one set to ``values`` and nothing excluded by it."""
    return replace(filters, include={**filters.include, name: values}, exclude={**filters.exclude, name: ()})


# What has to hold without an oracle: numbers beside a list are the totals of the lists that they lead to.


@given(request=questions.requests)
@settings(unhurried, max_examples=25)
def test_a_facets_count_is_the_total_of_the_list_with_that_filter(everything: Index, request: Request) -> None:
    for facet, counted in everything.search(replace(request, size=0)).facets.items():
        if facet == "day":
            continue
        name = cast("FieldName", facet)
        for value in counted[:3]:
            chosen = only(request.filters, name, [value.value])
            if facet == "act":  # of articles: that have such quotes
                chosen = replace(request.filters, act=cast("Acts", value.value), has_quotes=True)
            assert everything.search(replace(request, filters=chosen, facets=(), size=0)).total == value.count, value


@given(request=questions.names_requests)
@settings(unhurried, max_examples=25)
def test_a_names_count_is_the_total_of_the_list_with_that_filter(everything: Index, request: NamesRequest) -> None:
    role: FieldName = "entity" if request.kind == "articles" else "speaker"
    request = replace(request, filters=only(request.filters, role, []))
    for named in everything.names(replace(request, size=5)).names:
        chosen = only(request.filters, role, [named.id])
        listed = Request(request.kind, request.words, chosen, size=0, facets=())
        assert everything.search(listed).total == named.count, named


@given(request=questions.requests, size=st.integers(1, 60))
@settings(unhurried, max_examples=25)
def test_all_pages_together_are_the_list(everything: Index, request: Request, size: int) -> None:
    whole = everything.search(replace(request, facets=()))
    collected = [
        id for page in pages(everything, replace(request, size=max(size, whole.total // 15))) for id in ids(page)
    ]
    assert collected == ids(whole)


@given(request=questions.names_requests, size=st.integers(1, 60))
@settings(unhurried, max_examples=25)
def test_all_pages_of_names_together_are_the_list(everything: Index, request: NamesRequest, size: int) -> None:
    whole = everything.names(request)
    collected = list(names_pages(everything, replace(request, size=max(size, whole.total // 15))))
    assert [named for page in collected for named in page.names] == list(whole.names)
    assert {page.total for page in collected} == {whole.total}
