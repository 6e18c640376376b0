"""Paging through more than 12,000 results while articles are added, replaced and removed: every walk is whole."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

import pytest

from services.search.api import make_api
from services.search.index.changes import Change
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Kind, NamesRequest, Page, Request, Sort
from services.search.settings import Settings
from tests.contract.engines import Engine
from tests.contract.queries import names_pages, pages
from tests.support.corpus import Said, change, deletion
from tests.support.serving import serving

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_200)]

MANY = 12_500
"""More than the 10,000 that Elasticsearch pages by offset."""
PAGE = 400
SETTINGS = Settings(redis_url="redis://127.0.0.1:1/0")
Item = TypeVar("Item")
START = datetime(2020, 1, 1, tzinfo=UTC)


def small(number: int, version: int = 1) -> Change:
    """A short article with one quote, of a speaker of its own; a new version has another date and another length."""
    return change(
        f"small-{number}",
        version,
        title=f"Gull {number}",
        text="Gulls cry." * version,
        said=[Said(f"Gull {number}", f"Speaker {number}")],
        published_at=START + timedelta(minutes=(number * 7_919 * version) % 40_000),
    )


@pytest.fixture(scope="module")
def crowd(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of so many small articles."""
    with engine.opened(tmp_path_factory.mktemp("crowd")) as opened:
        for at in range(0, MANY, PAGE):
            batch = [small(number) for number in range(at, min(at + PAGE, MANY))]
            assert set(opened.write(batch)) == {"written"}
        yield opened


_versions = count(2)
_new = count(MANY)


def change_some(index: Index, around: int) -> None:
    """Add, replace and remove a few articles, some of them ``around`` a number."""
    version = next(_versions)
    near = [(around + offset * 37) % MANY for offset in range(9)]
    written = index.write(
        [
            *(small(next(_new)) for _ in range(5)),
            *(small(number, version) for number in near[:6]),
            *(deletion(f"small-{number}", version) for number in near[6:]),
        ]
    )
    assert set(written) <= {"written", "superseded"}  # the latter where another thread's newer version was quicker


def paced(items: Iterable[Item], done: Sequence[int], *, every: int) -> Iterator[Item]:
    """Yield items, and after each so many wait for another change, so that reading does not outrun the changes."""
    for number, item in enumerate(items, 1):
        before, end = len(done), time.monotonic() + 60
        while number % every == 0 and len(done) == before:
            assert time.monotonic() < end, "nothing changes any more"
            time.sleep(0.01)
        yield item


@contextmanager
def changing(index: Index) -> Iterator[list[int]]:
    """Change articles all the time, from several threads; yields a list that grows by one with each change."""
    done, stop, failures = [], threading.Event(), []

    def work(seed: int) -> None:
        try:
            for around in count(seed, 1_009):
                if stop.is_set():
                    return
                change_some(index, around % MANY)
                done.append(around)
                stop.wait(0.05)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (0, 500)]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failures


def number_of(page: Page) -> int:
    """The number in the id of the first article on a page."""
    hit = page.hits[0]
    id = hit.article.id
    return int(id.removeprefix("small-"))


@pytest.mark.parametrize(("kind", "sort"), [("articles", "oldest"), ("quotes", "newest"), ("articles", "longest")])
def test_all_pages_are_the_total_while_articles_change(crowd: Index, kind: Kind, sort: Sort) -> None:
    with changing(crowd) as done:
        collected: list[str] = []
        totals = []
        for page in pages(crowd, Request(kind, sort=sort, size=PAGE, facets=())):
            collected += [hit.article.id if isinstance(hit, FoundArticleText) else hit.id for hit in page.hits]
            totals.append(page.total)
            if len(totals) == 1:  # what was just shown moves elsewhere, and something comes before it
                for _ in range(3):
                    change_some(crowd, number_of(page))
    assert len(done) > 5
    assert len(totals) > 30
    assert len(set(totals[1:])) == 1
    assert len(collected) == len(set(collected)) == totals[-1] > 12_000


def test_all_pages_of_names_are_the_total_while_articles_change(crowd: Index) -> None:
    with changing(crowd) as done:
        collected = list(paced(names_pages(crowd, NamesRequest("quotes", size=PAGE)), done, every=4))
    named = [each.id for page in collected for each in page.names]
    assert len(done) > 5
    assert len({page.total for page in collected[1:]}) == 1
    assert len(named) == len(set(named)) == collected[-1].total > 12_000


def test_all_pages_of_the_api_are_the_total_while_articles_change(crowd: Index) -> None:
    with changing(crowd) as done, serving(make_api(SETTINGS, crowd)) as client:
        asked = {"sort": "oldest", "size": "100", "facet": "none", "fields": "id"}
        answer = client.get("/v1/articles", params=asked).raise_for_status().json()
        collected = [result["id"] for result in answer["results"]]
        for _ in paced(count(), done, every=15):
            if not answer["next_cursor"]:
                break
            following = asked | {"cursor": answer["next_cursor"]}
            answer = client.get("/v1/articles", params=following).raise_for_status().json()
            collected += [result["id"] for result in answer["results"]]
    assert len(done) > 5
    assert len(collected) == len(set(collected)) == answer["total"] > 12_000


def test_an_export_holds_each_result_once_while_articles_change(crowd: Index) -> None:
    with changing(crowd) as done, serving(make_api(SETTINGS, crowd)) as client:
        asked = {"sort": "oldest", "format": "jsonl", "fields": "id"}
        with client.stream("GET", "/v1/articles", params=asked) as answer:
            lines = paced(answer.raise_for_status().iter_lines(), done, every=1_500)
            collected = [json.loads(line)["id"] for line in lines]
    assert len(done) > 5
    assert len(collected) == len(set(collected)) > 12_000
