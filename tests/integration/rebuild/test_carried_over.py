"""What a new index has when it takes the place of the one in use: all that was there, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from services.search.index.port import Index
from tests.contract.queries import quotes
from tests.integration.rebuild.place import (
    IDS,
    NEWS,
    THREE,
    everything,
    rebuilt,
)
from tests.support.corpus import change, deletion, metadata_only


def test_everything_is_as_it_was(index: Index) -> None:
    index.write(NEWS)
    index.write([change("v", 1, said=THREE), deletion("talks-2", 7)])
    index.write([change("v", 2, said=THREE[:1], title="Second")])
    index.write([metadata_only(change("v", 2, said=THREE[:1], title="Second"), 3, source="Evening Heron")])
    before = everything(index, [*IDS, "v"])
    outcome = rebuilt(index)
    assert everything(index, [*IDS, "v"]) == before
    assert outcome.copied == len(NEWS) + 1
    assert [version.version for version in before["v"]] == [3, 2, 1]


def test_a_deletion_still_wins_over_what_comes_late(index: Index) -> None:
    index.write([change("a", 1, said=THREE), deletion("b", 5)])
    index.write([deletion("a", 2)])
    rebuilt(index)
    assert index.write([change("a", 1, said=THREE), change("b", 4, said=THREE)]) == ["superseded"] * 2
    assert index.article("a") is index.article("b") is None
    assert quotes(index) == set()


def test_what_was_merged_into_another_article_still_leads_on(index: Index) -> None:
    index.write([change("b", 1), replace(deletion("a", 5), into="b")])
    rebuilt(index)
    assert index.merged_into(["a", "b"]) == {"a": "b"}


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
    assert rebuilt(index).copied == 0
    assert index.write(NEWS) == ["written"] * len(NEWS)


def test_rebuilding_can_be_repeated(index: Index) -> None:
    index.write(NEWS)
    before = everything(index, IDS)
    for _ in range(3):
        assert rebuilt(index).begun == "new"
    assert everything(index, IDS) == before


def test_the_new_index_is_the_same_one_to_those_who_ask(index: Index) -> None:
    index.write([change("a")])
    identity = index.identity()
    rebuilt(index)
    assert index.identity() == identity
    assert index.revisions(["a"]) == {"a": 1025}
