"""A new index takes the place of the one in use: what it carries over, whom it annotates anew, what is in its way.

While nobody else is there; see ``test_rebuild_live.py`` for the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from services.search.elastic import rebuild as elastic_rebuild
from services.search.elastic.rebuild import ElasticRebuild
from services.search.index import Index, Request
from services.search.rebuild import CannotRebuild, Held, Plan, catch_up, selected_versions
from services.search.sqlite import rebuild as sqlite_rebuild
from shared.errors import CursorExpired, Unavailable
from shared.models import Annotation, Annotator
from tests.contract.asking import articles, pages, quotes
from tests.corpus import Said, a_month, change, deletion, metadata_only
from tests.integration.rebuilding import (
    TWO,
    Place,
    annotated_by_two,
    annotators,
    by_two,
    everything,
    place_on,
    quoted,
    rebuilt,
)

ENGINES = [pytest.param("elasticsearch", marks=pytest.mark.elasticsearch), "sqlite"]
NEWS = a_month()
IDS = [each.id for each in NEWS]
THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Ada Nordmann")]
ALL = Plan(annotator=TWO)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    place = place_on(request.param, tmp_path, lambda: str(request.getfixturevalue("elasticsearch_url")))
    yield place
    place.leave()


@pytest.fixture
def index(place: Place) -> Index:
    index = place.open()
    index.prepare()
    return index


@pytest.fixture
def in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_rebuild, "READ_TOGETHER", 2)
    monkeypatch.setattr(sqlite_rebuild, "BATCH", 2)


class Interrupted(Exception):
    """Stands for the end of the process."""


def interrupting(held: Sequence[Held]) -> list[Annotation | None]:
    raise Interrupted


def interrupt(index: Index, plan: Plan = ALL, after: int = 1) -> None:
    """Rebuild, and stop in the middle of the batch after so many."""
    annotate, calls = by_two(*NEWS), 0

    def until(held: Sequence[Held]) -> Sequence[Annotation | None]:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Interrupted
        return annotate(held)

    with pytest.raises(Interrupted):
        rebuilt(index, plan, until)


# ---- what is carried over


def test_everything_is_as_it_was(index: Index) -> None:
    index.write(NEWS)
    index.write([change("v", 1, said=THREE), deletion("talks-2", 7)])
    index.write([change("v", 2, said=THREE[:1], title="Second")])
    index.write([metadata_only(change("v", 2, said=THREE[:1], title="Second"), 3, source="Evening Heron")])
    before = everything(index, [*IDS, "v"])
    outcome = rebuilt(index)
    assert everything(index, [*IDS, "v"]) == before
    assert outcome.carried == len(NEWS) + 1
    assert [version.version for version in before["v"]] == [3, 2, 1]


def test_a_deletion_still_wins_over_what_comes_late(index: Index) -> None:
    index.write([change("a", 1, said=THREE), deletion("b", 5)])
    index.write([deletion("a", 2)])
    rebuilt(index)
    assert index.write([change("a", 1, said=THREE), change("b", 4, said=THREE)]) == ["superseded"] * 2
    assert index.article("a") is index.article("b") is None
    assert quotes(index) == set()


def test_a_tombstone_keeps_its_age(index: Index) -> None:
    index.write([deletion("a", 5)])
    since = datetime.now(UTC)
    rebuilt(index)
    assert index.purge(since) == 1


def test_an_older_version_is_refused_and_the_same_one_is_there_already(index: Index) -> None:
    index.write([change("a", 2, said=THREE)])
    rebuilt(index)
    assert index.write([change("a", 1), change("a", 2, said=THREE)]) == ["superseded", "written"]
    assert len(quotes(index)) == 3


def test_a_version_with_fewer_quotes_leaves_none_of_the_earlier_ones(index: Index) -> None:
    index.write([change("a", 1, said=THREE)])
    rebuilt(index)
    index.write([change("a", 2, said=THREE[:1])])
    assert quotes(index) == {"One gull"}


def test_other_fields_can_change_without_a_new_annotation(index: Index) -> None:
    whole = change("a", 1, said=THREE)
    index.write([whole])
    rebuilt(index)
    assert index.write([metadata_only(whole, 2, source="Evening Heron")]) == ["written"]
    assert len(quotes(index, source=["Evening Heron"])) == 3


def test_nothing_at_all_can_be_rebuilt(index: Index) -> None:
    assert rebuilt(index).carried == 0
    assert index.write(NEWS) == ["written"] * len(NEWS)


def test_rebuilding_can_be_repeated(index: Index) -> None:
    index.write(NEWS)
    before = everything(index, IDS)
    for _ in range(3):
        assert rebuilt(index).begun == "anew"
    assert everything(index, IDS) == before


# ---- whom it annotates anew


def test_all_of_other_versions(index: Index) -> None:
    index.write(NEWS)
    outcome = rebuilt(index, ALL, by_two(*NEWS))
    assert annotators(index) == {"two": len(NEWS)}
    assert annotators(index, "quotes") == {"two": len(quotes(index))}
    for each in NEWS:
        assert each.annotation
        stored = index.article(each.id)
        assert stored
        assert (stored.quotes, stored.entities, stored.mentions, stored.annotator) == (
            annotated_by_two(each.annotation).quotes,
            each.annotation.entities,
            each.annotation.mentions,
            TWO,
        )
    assert outcome.annotated == len(NEWS)


def test_those_that_match_a_query(index: Index) -> None:
    index.write(NEWS)
    chosen = articles(index, "ferry")
    before = everything(index, IDS)
    outcome = rebuilt(index, Plan(annotator=TWO, q="ferry"), by_two(*NEWS))
    assert articles(index, annotator=["two"]) == chosen
    assert outcome.annotated == len(chosen)
    after = everything(index, IDS)
    assert [id for id in IDS if after[id] != before[id]] == [id for id in IDS if id in chosen]


def test_those_of_one_version(index: Index) -> None:
    index.write([change("a", generation=0), change("b", generation=1), change("c", generation=1)])
    rebuilt(index, Plan(annotator=TWO, versions=("test-0",)), by_two(change("a")))
    assert annotators(index) == {"test-1": 2, "two": 1}


def test_none_twice(index: Index) -> None:
    index.write(NEWS)
    rebuilt(index, ALL, by_two(*NEWS))
    assert rebuilt(index, ALL, interrupting).annotated == 0


def test_what_the_annotator_fails_at_stays_as_it_was(index: Index) -> None:
    index.write(NEWS)
    annotate = by_two(*NEWS)
    outcome = rebuilt(index, ALL, lambda held: [None if one.id == "ferry-1" else annotate([one])[0] for one in held])
    assert outcome.failed == {"ferry-1"}
    assert articles(index, annotator=["test-1"]) == {"ferry-1"}
    assert quoted(index)["ferry-1"] == [q.text for q in NEWS[0].annotation.quotes] if NEWS[0].annotation else False


def test_more_quotes_than_ever_before_can_become_fewer_again(index: Index) -> None:
    few, many = change("a", 1, said=THREE[:1]), change("a", 1, said=THREE, generation=2)
    index.write([few])
    rebuilt(index, ALL, lambda held: [many.annotation])
    assert len(quotes(index)) == 3
    index.write([change("a", 2, said=THREE[:1])])
    assert quotes(index) == {"One gull"}


def test_an_equal_generation_of_another_version_can_take_over(index: Index) -> None:
    index.write(NEWS)
    other = Annotator(version="other", generation=1)
    made = {one.id: one.annotation.model_copy(update={"annotator": other}) for one in NEWS if one.annotation}
    rebuilt(index, Plan(annotator=other), lambda held: [made[one.id] for one in held])
    assert annotators(index) == {"other": len(NEWS)}
    assert index.write(NEWS) == ["written"] * len(NEWS)  # a late repetition of the old jobs changes nothing
    assert annotators(index) == {"other": len(NEWS)}


def test_a_newer_generation_is_not_replaced_by_an_older_one(index: Index) -> None:
    index.write([change("a", generation=3), change("b", generation=1)])
    with pytest.raises(CannotRebuild, match="generation 3; this is generation 2"):
        selected_versions(index, ALL)
    assert selected_versions(index, Plan(annotator=TWO, versions=("test-1",))) == {"test-1": 1}
    rebuilt(index, ALL, by_two(change("b")))  # one came in after the look above
    assert annotators(index) == {"test-3": 1, "two": 1}


def test_what_came_in_with_an_old_annotation_during_the_swap_is_caught_up_with(index: Index) -> None:
    index.write(NEWS)
    assert catch_up(index, ALL, by_two(*NEWS)) == len(NEWS)
    assert annotators(index) == {"two": len(NEWS)}
    assert catch_up(index, ALL, interrupting) == 0


# ---- interrupted


@pytest.mark.usefixtures("in_small_batches")
def test_an_interrupted_run_is_gone_on_with(index: Index, place: Place) -> None:
    index.write(NEWS)
    before = everything(index, IDS)
    interrupt(index, after=2)
    assert everything(index, IDS) == before
    seen: list[str] = []

    def annotate(held: Sequence[Held]) -> Sequence[Annotation | None]:
        seen.extend(one.id for one in held)
        return by_two(*NEWS)(held)

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
    with pytest.raises(CannotRebuild, match=r"Unfinished is: quotewire reannotate \(by annotator two\)"):
        rebuilt(index)
    with closing(index.rebuild()) as making:
        assert making.unfinished()
        assert making.abort()
        assert not making.unfinished()
        assert not making.abort()
    assert rebuilt(index).begun == "anew"


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


def left_behind(place: Place) -> list[str]:
    """Files (of SQLite's own only the index), or indices."""
    if place.engine == "sqlite":
        return sorted(p.name for p in place.path.parent.iterdir() if not p.name.endswith(("-wal", "-shm")))
    with closing(place.client) as client:
        return sorted(client.indices.get(index=f"{place.layout.prefix}-*"))


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
    crash_while_alone(place)
    assert rebuilt(index).begun == "resumed"
    assert index.write([change("new")]) == ["written"]
    assert articles(index) == {*IDS, "new"}


def test_a_crash_before_the_swap_is_healed_by_dropping_it(index: Index, place: Place) -> None:
    index.write(NEWS)
    crash_while_alone(place)
    with closing(index.rebuild()) as making:
        making.abort()
    assert index.write([change("new")]) == ["written"]


def crash_while_alone(place: Place) -> None:
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
        target = making._note if isinstance(making, ElasticRebuild) else making
        patched.setattr(target, "forget" if isinstance(making, ElasticRebuild) else "_finish", crash)
        making.begin(Plan())
        for batch in making.behind().batches:
            making.put([(one, None) for one in batch.held])
        with making.alone():
            making.swap()
    making.close()
    assert rebuilt(index).begun == "finished"
    assert rebuilt(index).begun == "anew"
    assert articles(index) == set(IDS)


def crash() -> None:
    raise Interrupted


def test_nothing_is_there_to_be_rebuilt(place: Place) -> None:
    with pytest.raises(CannotRebuild, match="There is no index"):
        rebuilt(place.open())


# ---- cursors, and what was replaced


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


# ---- from the layout before


def test_an_sqlite_file_of_the_first_layout(tmp_path: Path) -> None:
    place = place_on("sqlite", tmp_path, str)
    with closing(apsw.Connection(str(place.path))) as db:
        db.execute((Path(__file__).parent / "layout_1.sql").read_text())
    index = place.open()
    with pytest.raises(Unavailable, match="quotewire reindex"):
        index.ready()
    with pytest.raises(CannotRebuild, match="reindex` first"):
        rebuilt(index, ALL, interrupting)
    rebuilt(index)
    index.ready()
    assert articles(index) == {"ferry", "lodz"}
    assert quoted(index) == {"ferry": ["The ferry sails in May"], "lodz": ["Yes"]}
    assert articles(index, tag=["port"]) == {"ferry"}
    ferry = index.article("ferry")
    assert ferry and [version.version for version in ferry.versions] == [2, 1]
    assert [quote.text for quote in index.article("ferry", 1).quotes] == ["The ferry sails", "No comment"]  # type: ignore[union-attr]
    assert index.write([change("deleted", 1)]) == ["superseded"]
    place.leave()


@pytest.mark.elasticsearch
def test_indices_of_the_first_layout(tmp_path: Path, elasticsearch_url: str) -> None:
    place = place_on("elasticsearch", tmp_path, lambda: elasticsearch_url)
    index, prefix = place.open(), place.layout.prefix
    with closing(place.client) as client:
        for kind in ("articles", "quotes"):
            client.indices.create(
                index=f"{prefix}-{kind}-000001",
                mappings={"dynamic": "false", "properties": {"deleted": {"type": "boolean"}}},
                aliases={f"{prefix}-{kind}": {"filter": {"term": {"deleted": False}}}, f"{prefix}-{kind}-write": {}},
            )
        client.index(
            index=f"{prefix}-articles-write",
            id="ferry",
            version=2 * 1024 + 1,
            version_type="external",
            document=layout_1(change("ferry", 2, said=THREE)),
        )
        client.index(
            index=f"{prefix}-articles-write",
            id="deleted",
            version=2 * 1024 + 1023,
            version_type="external",
            document={
                "id": "deleted",
                "deleted": True,
                "deleted_at": datetime.now(UTC).isoformat(),
                "stored": {"version": 2, "quote_count": 0, "slots": 1},
            },
        )
        try:
            for attempt in (index.ready, index.prepare):
                with pytest.raises(Unavailable, match="quotewire reindex"):
                    attempt()
            with pytest.raises(Unavailable):
                index.write([change("new")])
            with pytest.raises(CannotRebuild, match="reindex` first"):
                rebuilt(index, ALL, interrupting)
            rebuilt(index)
            index.ready()
            assert articles(index) == {"ferry"}
            assert quoted(index) == {"ferry": [said.text for said in THREE]}
            assert index.write([change("deleted", 1), change("ferry", 1)]) == ["superseded"] * 2
            # A release before goes on reading, and can write nothing in its own way any more.
            assert client.count(index=f"{prefix}-articles")["count"] == 1
            assert not client.indices.exists_alias(name=f"{prefix}-articles-write")
        finally:
            place.leave()


def layout_1(whole: object) -> dict[str, object]:
    """What of an article's document the first layout had and the next is made from."""
    change_ = whole
    assert isinstance(change_, type(NEWS[0])) and change_.article and change_.annotation
    return {
        "id": change_.id,
        "deleted": False,
        "stored": {
            "version": change_.version,
            "accepted_at": change_.accepted_at.isoformat(),
            "indexed_at": change_.accepted_at.isoformat(),
            "text_hash": change_.text_hash,
            "article": change_.article.model_dump(mode="json"),
            "annotation": change_.annotation.model_dump(mode="json"),
            "quote_count": len(change_.annotation.quotes),
            "slots": len(change_.annotation.quotes),
            "past": [],
        },
    }
