"""Paging through an index: every result once, one moment, and an honest end when the snapshot is gone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.search.index.port import Index
from services.search.index.questions import Kind, Request, Sort
from services.search.query import parse
from shared.errors import CursorExpired
from tests.contract.engines import Engine
from tests.contract.queries import filters, ids, pages
from tests.support.corpus import Said, a_month, change, deletion

START = datetime(2026, 1, 1, tzinfo=UTC)
KINDS: list[Kind] = ["articles", "quotes"]
SORTS: list[Sort] = ["relevance", "newest", "oldest"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "NOT nosuchword", "ferry OR nuclear OR the OR known"])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_collecting_all_pages_gives_each_result_once(month: Index, kind: Kind, sort: Sort, q: str, size: int) -> None:
    request = Request(kind=kind, words=parse(q), sort=sort, size=size)
    whole = ids(month.search(replace(request, size=100)))
    collected = list(pages(month, request))
    assert [id for page in collected for id in ids(page)] == whole
    assert {page.total for page in collected} == {len(whole)}
    assert all(page.facets == {} for page in collected[1:])
    assert all(json.loads(json.dumps(page.next)) == page.next for page in collected)


def test_pages_with_filters_and_facets_of_their_own(month: Index) -> None:
    request = Request(kind="quotes", filters=filters(source=["Evening Heron"], type=["direct"]), size=1)
    collected = list(pages(month, request))
    assert len({id for page in collected for id in ids(page)}) == len(collected) == collected[0].total == 4


def test_the_last_page_can_be_asked_for_again(month: Index) -> None:
    first = month.search(Request(kind="articles", size=5))
    again = Request(kind="articles", size=5, after=first.next)
    assert ids(month.search(again)) == ids(month.search(again))


def test_a_walk_sees_one_moment_from_its_second_page_on(index: Index) -> None:
    index.write([change(f"a{n}", published_at=START + timedelta(days=n)) for n in range(9)])
    first = Request(kind="articles", sort="oldest", size=3)
    one = index.search(first)
    two = index.search(replace(first, after=one.next))
    index.write(
        [
            deletion("a7", 2),
            change("a8", 2, published_at=datetime(2020, 1, 1, tzinfo=UTC)),
            change("new", published_at=datetime(2027, 1, 1, tzinfo=UTC)),
        ]
    )
    three = index.search(replace(first, after=two.next))
    assert [id for page in (one, two, three) for id in ids(page)] == [f"a{n}" for n in range(9)]
    assert three.total == 9
    assert three.next is None


def test_a_walk_whose_snapshot_is_gone_has_expired(engine: Engine, tmp_path: Path) -> None:
    with engine.opened(tmp_path) as index:
        index.write(a_month())
        request = Request(kind="articles", size=2)
        second = index.search(replace(request, after=index.search(request).next))
        engine.expire(index, second)
        with pytest.raises(CursorExpired):
            index.search(replace(request, after=second.next))


def test_many_articles_of_the_same_moment_are_paged_through(index: Index) -> None:
    index.write([change(f"a{n:03}", said=[Said(f"Gull {n}", "Ada Nordmann")] * 2) for n in range(60)])
    for kind, total in zip(KINDS, (60, 120), strict=True):
        for sort in SORTS:
            request = Request(kind=kind, words=parse("gull" if sort == "relevance" else ""), sort=sort, size=7)
            found = [id for page in pages(index, request) for id in ids(page)]
            assert len(found) == total
            assert len(set(found)) == (total if kind == "articles" else 60)
