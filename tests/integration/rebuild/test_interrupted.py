"""A rebuild that was interrupted, refused, dropped; and what is left behind."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.search.engines.elastic.rebuild import ElasticRebuild
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.rebuilding import CannotRebuild, Plan, StoredEntry
from shared.errors import CursorExpired, Unavailable
from shared.models.annotations import Annotation
from tests.contract.queries import articles, pages
from tests.integration.rebuild.place import (
    ALL,
    IDS,
    NEWS,
    THREE,
    Interrupted,
    Place,
    annotators,
    by_two,
    everything,
    interrupt,
    left_behind,
    place_on,
    quoted,
    rebuilt,
)
from tests.support.corpus import change, deletion


@pytest.mark.usefixtures("in_small_batches")
def test_an_interrupted_run_is_gone_on_with(index: Index, place: Place) -> None:
    index.write(NEWS)
    before = everything(index, IDS)
    interrupt(index, after=2)
    assert everything(index, IDS) == before
    seen: list[str] = []

    def annotate(entries: Sequence[StoredEntry]) -> Sequence[Annotation | None]:
        seen.extend(one.id for one in entries)
        return by_two(*NEWS)(entries)

    outcome = rebuilt(place.open(), ALL, annotate)
    assert outcome.begun == "resumed"
    assert annotators(index) == {"two": len(NEWS)}
    assert len(seen) == len(set(seen)) <= len(NEWS) - 2


@pytest.mark.usefixtures("in_small_batches")
def test_what_was_written_since_an_interruption_is_carried_over(index: Index) -> None:
    index.write(NEWS)
    interrupt(index, after=2)
    newer = change("bank-1", 2, said=THREE)
    index.write([newer, deletion("ferry-1", 2), change("new", said=THREE)])
    rebuilt(index, ALL, by_two(*NEWS, newer, change("new", said=THREE)))
    assert articles(index) == {*IDS, "new"} - {"ferry-1"}
    assert quoted(index)["bank-1"] == ["One gull", "Two gulls"]
    assert annotators(index) == {"two": len(NEWS)}


@pytest.mark.usefixtures("in_small_batches")
def test_a_past_that_was_deleted_since_an_interruption_does_not_come_back(index: Index) -> None:
    index.write([change("bank-1", 1, title="Old"), *NEWS[2:]])
    index.write([change("bank-1", 2, title="Old, too")])
    interrupt(index, after=2)
    index.write([deletion("bank-1", 3)])
    index.write([change("bank-1", 4, title="New")])
    rebuilt(index, ALL, by_two(*NEWS))
    bank = index.article("bank-1")
    assert bank
    assert [version.version for version in bank.versions] == [4]
    assert articles(index, "old") == set()


@pytest.mark.usefixtures("in_small_batches")
def test_another_plan_has_to_wait_until_the_unfinished_one_is_dropped(index: Index) -> None:
    index.write(NEWS)
    interrupt(index)
    with pytest.raises(CannotRebuild, match=r"An earlier run is unfinished: quotewire reannotate \(by annotator two\)"):
        rebuilt(index)
    with closing(index.rebuild()) as making:
        assert making.unfinished()
        assert making.abort()
        assert not making.unfinished()
        assert not making.abort()
    assert rebuilt(index).begun == "new"


def test_a_dropped_one_leaves_nothing(index: Index, place: Place) -> None:
    index.write(NEWS)
    before = everything(index, IDS), left_behind(place)
    interrupt(index, after=0)
    with closing(index.rebuild()) as making:
        making.abort()
    assert (everything(index, IDS), left_behind(place)) == before
    assert index.write([change("new")]) == ["written"]


def test_a_finished_one_leaves_nothing_but_what_cursors_may_need(index: Index, place: Place) -> None:
    index.write(NEWS)
    rebuilt(index)
    rebuilt(index)
    if place.engine == "sqlite":
        assert len(left_behind(place)) == 3  # the name, the file, the lock
    else:
        time.sleep(0.01)
        index.purge(datetime(2000, 1, 1, tzinfo=UTC))
        assert len(left_behind(place)) == 6  # cursors may lie unused for minutes


def test_a_second_one_at_the_same_time_is_refused(index: Index, place: Place) -> None:
    index.write(NEWS)
    with closing(index.rebuild()) as making:
        making.begin(Plan())
        with closing(place.open().rebuild()) as second:
            with pytest.raises(CannotRebuild, match="at work"):
                second.begin(Plan())
            with pytest.raises(CannotRebuild, match="at work"):
                second.abort()
    assert rebuilt(index).begun == "resumed"


def test_a_crash_before_the_swap_is_healed_by_the_next_run(index: Index, place: Place) -> None:
    index.write(NEWS)
    crash_while_exclusive(place)
    assert rebuilt(index).begun == "resumed"
    assert index.write([change("new")]) == ["written"]
    assert articles(index) == {*IDS, "new"}


def test_a_crash_before_the_swap_is_healed_by_dropping_it(index: Index, place: Place) -> None:
    index.write(NEWS)
    crash_while_exclusive(place)
    with closing(index.rebuild()) as making:
        making.abort()
    assert index.write([change("new")]) == ["written"]


def crash_while_exclusive(place: Place) -> None:
    """As if killed: neither the block nor anything else is undone."""
    making = place.open().rebuild()
    making.begin(Plan())
    if isinstance(making, ElasticRebuild):
        making._block(True)
        assert isinstance(place.open().write([change("new")])[0], Unavailable)
    making.close()


def test_a_crash_after_the_swap_is_the_end_of_it(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.write(NEWS)
    making = index.rebuild()
    with monkeypatch.context() as patched, suppress(Interrupted):
        target = making._lock if isinstance(making, ElasticRebuild) else making
        patched.setattr(target, "discard" if isinstance(making, ElasticRebuild) else "_finish", crash)
        making.begin(Plan())
        for batch in making.pending().batches:
            making.copy([(one, None) for one in batch.entries])
        with making.exclusive():
            making.swap()
    making.close()
    assert rebuilt(index).begun == "finished"
    assert rebuilt(index).begun == "new"
    assert articles(index) == set(IDS)


def crash() -> None:
    raise Interrupted


def test_nothing_is_there_to_be_rebuilt(place: Place) -> None:
    with pytest.raises(CannotRebuild, match="There is no index"):
        rebuilt(place.open())


def test_cursors_from_before(index: Index, place: Place) -> None:
    index.write(NEWS)
    request = Request("articles", size=2, sort="newest", facets=())
    walk = pages(index, request)
    first, second = next(walk), next(walk)
    rebuilt(index, ALL, by_two(*NEWS))
    index.write([deletion(id, 9) for id in IDS])
    if place.engine == "sqlite":
        with pytest.raises(CursorExpired):
            next(walk)
        return
    rest = [hit for page in walk for hit in page.hits]
    assert len({hit.article.id for hit in [*first.hits, *second.hits, *rest]}) == first.total == len(NEWS)


@pytest.mark.elasticsearch
def test_what_was_replaced_goes_when_no_cursor_looks_at_it(tmp_path: Path, elasticsearch_url: str) -> None:
    place = place_on("elasticsearch", tmp_path, lambda: elasticsearch_url, QUOTEWIRE_CURSOR_SECONDS="1")
    index = place.open()
    index.prepare()
    index.write(NEWS)
    try:
        request = Request("articles", size=1, sort="newest", facets=())
        first = index.search(request)
        second = index.search(replace(request, after=first.next))
        assert second.next
        rebuilt(index)
        old, long_ago = left_behind(place), datetime(2000, 1, 1, tzinfo=UTC)
        time.sleep(1.1)
        index.purge(long_ago)
        assert set(old) - set(left_behind(place)) == {place.layout.quotes.physical}
        third = index.search(replace(request, after=second.next))
        assert third.next
        with closing(place.client) as client:
            client.close_point_in_time(id=third.next["snapshot"])  # as Elasticsearch does itself, once a minute
        index.purge(long_ago)
        assert len(left_behind(place)) == 2
        with pytest.raises(CursorExpired):
            index.search(replace(request, after=third.next))
        assert articles(index) == set(IDS)
    finally:
        place.leave()
