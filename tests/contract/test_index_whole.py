"""What an index can say of itself, and whole articles out of one index and into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.search.index.port import Index
from services.search.index.whole_articles import WholeArticle
from tests.contract.engines import Engine
from tests.contract.queries import articles, quotes
from tests.support.corpus import Said, change, deletion, metadata_only

THREE = [Said("One gull", "Ada Nordmann"), Said("Two gulls", "Ada Nordmann"), Said("Three gulls", "Mohsen Milani")]


@pytest.fixture
def other(engine: Engine, tmp_path: Path) -> Iterator[Index]:
    with engine.opened(tmp_path / "other") as opened:
        yield opened


def all_of(index: Index) -> list[WholeArticle]:
    return list(index.whole_articles())


def test_an_index_keeps_its_identity_and_another_one_has_another(index: Index, other: Index) -> None:
    identity = index.identity()
    index.prepare()
    assert identity
    assert index.identity() == identity
    assert other.identity() != identity


def test_an_index_keeps_its_filling_and_another_one_has_another(index: Index, other: Index) -> None:
    filling = index.filling()
    index.prepare()
    assert index.filling() == filling != other.filling()


def test_a_sound_index_has_no_damage(index: Index) -> None:
    index.write([change("a", said=THREE)])
    assert list(index.check()) == []


def test_revisions_are_told_of_articles_and_tombstones(index: Index) -> None:
    index.write([change("a", 3, generation=2), deletion("b", 4)])
    assert index.revisions(["a", "b", "c"]) == {"a": 3 * 1024 + 2, "b": 4 * 1024 + 1023}
    assert index.revisions([]) == {}


def test_whole_articles_come_by_id_with_their_past_and_tombstones(index: Index) -> None:
    first, second = change("b", 1, said=THREE), change("b", 2, said=THREE[:1])
    index.write([first, second, change("c", 1), deletion("a", 5)])
    a, b, c = all_of(index)
    assert (a.id, a.revision, a.versions) == ("a", 5 * 1024 + 1023, [])
    assert a.deleted_at
    assert [version.version for version in b.versions] == [1, 2]
    assert [version.annotation for version in b.versions] == [first.annotation, second.annotation]
    assert [version.article for version in b.versions] == [first.article, second.article]
    assert [each.id for each in index.whole_articles(after="b")] == [c.id]


def test_more_articles_than_are_read_together_come_once_each(index: Index) -> None:
    index.write([change(f"n{n:03}") for n in range(230)])
    assert [each.id for each in all_of(index)] == [f"n{n:03}" for n in range(230)]


def test_an_emptied_index_is_refilled(index: Index, other: Index) -> None:
    index.write([change("a", 1, said=THREE), change("a", 2, said=THREE[1:]), deletion("b", 1), change("c", said=THREE)])
    wholes = [WholeArticle.model_validate_json(each.model_dump_json()) for each in all_of(index)]
    assert other.put_back(wholes) == ["written"] * 3
    assert all_of(other)[0].model_dump(exclude={"versions": {0: {"text_hash"}}}) == wholes[0].model_dump(
        exclude={"versions": {0: {"text_hash"}}}
    )
    assert all_of(other)[1:] == wholes[1:]
    assert articles(other, "gull") == {"a", "c"}
    assert quotes(other, "one gull") == {"One gull"}
    assert other.article("a") == index.article("a")
    assert other.article("a", 1) == index.article("a", 1)
    assert list(other.check()) == []


def test_where_a_merged_article_leads_is_put_back(index: Index, other: Index) -> None:
    index.write([replace(deletion("a", 2), into="b")])
    wholes = [WholeArticle.model_validate_json(each.model_dump_json()) for each in all_of(index)]

    assert other.put_back(wholes) == ["written"]

    assert other.merged_into(["a"]) == {"a": "b"}
    assert all_of(other) == wholes


def test_putting_back_twice_is_the_same_as_once(index: Index) -> None:
    index.write([change("a", said=THREE)])
    before = all_of(index)
    assert index.put_back(before) == ["written"]
    assert all_of(index) == before
    assert quotes(index, "gull") == {"One gull", "Two gulls", "Three gulls"}


def test_what_is_newer_is_not_replaced(index: Index, other: Index) -> None:
    index.write([change("a", 1), change("b", 1)])
    old = all_of(index)
    other.write([change("a", 2, title="The newer one"), deletion("b", 2)])
    assert other.put_back(old) == ["superseded", "superseded"]
    found = other.article("a")
    assert found and found.version == 2
    assert other.article("b") is None


def test_what_is_older_is_replaced_with_no_quote_left_over(index: Index, other: Index) -> None:
    index.write([change("a", 2, said=THREE[:1])])
    other.write([change("a", 1, said=THREE)])
    assert other.put_back(all_of(index)) == ["written"]
    assert quotes(other, "gull") == {"One gull"}


def test_a_change_of_other_fields_finds_the_annotation_that_was_put_back(index: Index, other: Index) -> None:
    whole = change("a", 1, said=THREE)
    index.write([whole])
    other.put_back(all_of(index))
    assert other.write([metadata_only(whole, 2, source="Halmstow Courier")]) == ["written"]
