"""An article that was merged into another is shown no more, and its id leads on for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.search.index.merged import survivor
from services.search.index.port import Index
from tests.support.corpus import Said, change, deletion

SAID = [Said("The ferry sails in May", "Ada Nordmann")]


def test_its_id_leads_on_and_nothing_shows_it(index: Index) -> None:
    index.write([change("a", 1, said=SAID), change("b", 1, said=SAID)])

    assert index.write([replace(deletion("a", 2), into="b")]) == ["written"]

    assert index.article("a") is None
    assert (survivor(index, "a"), survivor(index, "b"), survivor(index, "c")) == ("b", "b", "c")
    assert index.merged_into(["a", "b", "c"]) == {"a": "b"}


def test_what_was_never_held_leads_on_too_and_so_does_a_chain(index: Index) -> None:
    index.write([replace(deletion("a", 2), into="b"), replace(deletion("b", 2), into="c"), change("c")])

    assert survivor(index, "a") == "c"


def test_no_purge_forgets_where_it_leads(index: Index) -> None:
    index.write([replace(deletion("a", 2), into="b"), deletion("c", 2)])

    index.purge(datetime.now(UTC) + timedelta(seconds=1))

    assert index.merged_into(["a", "c"]) == {"a": "b"}
    assert set(index.revisions(["a", "c"])) == {"a"}


def test_an_older_version_does_not_bring_it_back_and_a_newer_one_does(index: Index) -> None:
    index.write([replace(deletion("a", 2), into="b")])
    assert index.write([change("a", 1)]) == ["superseded"]
    assert index.merged_into(["a"]) == {"a": "b"}

    assert index.write([change("a", 3)]) == ["written"]
    assert index.article("a") and not index.merged_into(["a"])
