"""Changes between versions, on both engines: quotes by alignment, text by words, what is kept and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.search.answers.changes.between import changes_between
from services.search.answers.changes.models import ArticleChanges
from services.search.index.changes import Change
from services.search.index.port import Index
from shared.errors import NotFound
from tests.support.corpus import Said, change

ID = "aaaaaaaaaaaaaaaaaaaa"
ICE = Said("The ice will hold until March", "Ada Nordmann")
FERRY = Said("Nobody has to take the ferry", "Mohsen Milani")


def story(version: int, *said: Said, title: str = "A day in the harbour", generation: int = 1) -> Change:
    return change(ID, version, said=said, title=title, generation=generation)


def between(index: Index, *versions: Change) -> ArticleChanges:
    for version in versions:
        assert index.write([version]) == ["written"]
    return changes_between(index, ID, versions[-1].version)


def told(changes: ArticleChanges) -> list[tuple[Sequence[str], str]]:
    return [(each.kinds, (each.after or each.before).text) for each in changes.quotes if each.after or each.before]  # type: ignore[union-attr]


def test_a_quote_that_is_new(index: Index) -> None:
    assert told(between(index, story(1, ICE), story(2, ICE, FERRY))) == [(["added"], FERRY.text)]


def test_a_quote_that_is_gone(index: Index) -> None:
    assert told(between(index, story(1, ICE, FERRY), story(2, FERRY))) == [(["removed"], ICE.text)]


def test_a_quote_in_other_words(index: Index) -> None:
    changes = between(index, story(1, ICE), story(2, replace(ICE, text="The ice will hold until April")))

    [each] = changes.quotes
    assert each.kinds == ["altered"]
    assert each.before
    assert each.before.text == ICE.text
    assert [(edit.removed, edit.added) for edit in changes.body] == [("March", "April")]


def test_a_quote_given_to_somebody_else(index: Index) -> None:
    changes = between(index, story(1, ICE), story(2, replace(ICE, by="Mohsen Milani")))

    [each] = changes.quotes
    assert each.kinds == ["reattributed"]
    assert each.before and each.before.speaker and each.after and each.after.speaker
    assert (each.before.speaker.name, each.after.speaker.name) == ("Ada Nordmann", "Mohsen Milani")


def test_a_quote_that_only_moved_is_no_change(index: Index) -> None:
    assert told(between(index, story(1, ICE, FERRY), story(2, FERRY, ICE))) == []


def test_what_another_annotator_makes_of_the_same_text_is_no_change(index: Index) -> None:
    first = story(1, ICE, FERRY)
    second = story(2, ICE, FERRY, title="A night in the harbour", generation=2)
    assert second.annotation
    fewer = second.annotation.model_copy(update={"quotes": second.annotation.quotes[1:]})

    changes = between(index, first, replace(second, annotation=fewer))

    assert changes.quotes == []
    assert [(edit.removed, edit.added) for edit in changes.title] == [("day", "night")]
    assert (changes.body, changes.edits) == ([], 0)


def test_any_two_versions_can_be_compared(index: Index) -> None:
    for number in (1, 2, 3):
        index.write([story(number, *[ICE, FERRY][: number - 1])])

    assert told(changes_between(index, ID, 3, 1)) == [(["added"], ICE.text), (["added"], FERRY.text)]
    assert told(changes_between(index, ID, 2)) == [(["added"], ICE.text)]
    assert changes_between(index, ID, 3, 1).before.version == 1


def test_versions_that_are_not_kept_say_so(index: Index) -> None:
    for number in range(1, 14):
        index.write([story(number, ICE, title=f"Edition {number}")])

    with pytest.raises(NotFound, match="Version 1 is no longer kept"):
        changes_between(index, ID, 13, 1)
    with pytest.raises(NotFound, match="Version 99 is none of this article's"):
        changes_between(index, ID, 99)
    with pytest.raises(NotFound, match="the oldest that is kept"):
        changes_between(index, ID, 3)
    with pytest.raises(NotFound, match="no such article"):
        changes_between(index, "bbbbbbbbbbbbbbbbbbbb", 1)
