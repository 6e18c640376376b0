"""Groups of copies on Elasticsearch, whose second look is only at what others have written since the first."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import replace

import pytest

from services.search.engines.elastic import ElasticIndex, look
from services.search.index.changes import Change
from tests.contract.engines import OnElasticsearch
from tests.contract.test_index_groups import printed, told
from tests.support import copies

pytestmark = pytest.mark.elasticsearch

PREFIX = "test-copies"


@pytest.fixture(scope="module")
def elastic(elasticsearch_url: str) -> OnElasticsearch:
    return OnElasticsearch(elasticsearch_url)


@pytest.fixture(scope="module")
def index(elastic: OnElasticsearch) -> Iterator[ElasticIndex]:
    elastic.drop(PREFIX)
    index = another(elastic)
    index.prepare()
    index.write([printed("stranger", copies.story(random.Random(1)))])
    yield index
    index.close()
    elastic.drop(PREFIX)


def another(elastic: OnElasticsearch) -> ElasticIndex:
    return ElasticIndex(elastic.url, prefix=PREFIX)


def sizes(index: ElasticIndex, *changes: Change) -> set[int]:
    return {group.size if group else 1 for group in told(index, changes).values()}


@pytest.mark.parametrize("at_once", [look.SEEN, 0], ids=["all texts at once", "each text by itself"])
@pytest.mark.parametrize("first", ["the older", "the younger"])
def test_a_copy_that_another_process_wrote_meanwhile_joins(
    index: ElasticIndex, elastic: OnElasticsearch, monkeypatch: pytest.MonkeyPatch, first: str, at_once: int
) -> None:
    monkeypatch.setattr(look, "SEEN", at_once)
    first = f"{first} {at_once}"
    story = copies.story(random.Random(first))
    older, younger = printed(f"{first} a", replace(story, day=1)), printed(f"{first} b", replace(story, day=2), 2)
    mine, theirs = (older, younger) if first.startswith("the younger") else (younger, older)
    other = another(elastic)
    other.write([printed("another stranger", copies.story(random.Random(2)))])

    def meanwhile(ids: Collection[str]) -> Collection[str]:
        assert other.write([theirs]) == ["written"]
        return ids

    assert index.write([mine], meanwhile) == ["written"]
    other.close()

    assert sizes(index, mine, theirs) == {2}


def test_groups_are_found_among_more_articles_than_one_search_brings(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "SEEN", 1)
    stories = [copies.story(random.Random(number)) for number in range(10, 14)]
    prints = [
        [printed(f"{place}-{time}", replace(story, day=1), 1 + time) for place, story in enumerate(stories)]
        for time in range(4)
    ]
    for changes in prints:
        assert index.write(changes) == ["written"] * 4
    assert sizes(index, *(each for changes in prints for each in changes)) == {4}
    monkeypatch.undo()
    last = [printed(f"{place}-last", replace(story, day=1), 9) for place, story in enumerate(stories)]
    assert index.write(last) == ["written"] * 4
    assert sizes(index, *last) == {5}
