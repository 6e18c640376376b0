"""Diff by words: true, least where it matters, and bounded."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.changes import word_diff
from services.search.answers.changes.word_diff import WordDiff

TEXTS = st.lists(st.sampled_from(["one", "two", "three", ".", "“", " ", "\n\n", "Ж", "橋"]), max_size=40).map(" ".join)


def words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(old[slice(*edit.old)], new[slice(*edit.new)]) for edit in WordDiff(old, new).edits]


def applied(diff: WordDiff) -> str:
    """The earlier text with the edits made in it."""
    parts, at = [], 0
    for edit in diff.edits:
        parts += [diff.old[at : edit.old[0]], " ", diff.new[slice(*edit.new)], " "]
        at = edit.old[1]
    return "".join([*parts, diff.old[at:]])


@given(old=TEXTS, new=TEXTS)
def test_the_edits_make_one_text_of_the_other(old: str, new: str) -> None:
    assert words(applied(WordDiff(old, new))) == words(new)


@given(old=TEXTS, new=TEXTS)
def test_it_is_true_of_large_texts_as_well(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_diff, "EXACT", 4)
        patch.setattr(word_diff, "RUN", 2)
        diff = WordDiff(old, new)

        assert words(applied(diff)) == words(new)
        assert all(
            words(old)[block.old : block.old + block.size] == words(new)[block.new : block.new + block.size]
            for block in diff.blocks
        )


def test_words_that_changed_are_shown_and_no_others() -> None:
    assert shown("The bridge will open in May, he said.", "The old bridge will not open in June, he said.") == [
        ("", "old"),
        ("", "not"),
        ("May", "June"),
    ]


def test_white_space_does_not_count() -> None:
    assert shown("One  line\nhere", "One line here") == []


def test_small_changes_of_a_long_text_are_found() -> None:
    numbers = random.Random(7)
    old = [f"w{numbers.randrange(10_000)}" for _ in range(30_000)]
    new = [f"new{at}" if at % 1_000 == 500 else word for at, word in enumerate(old)]

    edits = WordDiff(" ".join(old), " ".join(new)).edits

    assert len(edits) == 30


def test_what_is_untouched_and_what_has_moved() -> None:
    old, new = "Ann Lee said that it rained on Monday.", "On Sunday Ann Lee said that it snowed on Monday."
    diff = WordDiff(old, new)

    assert diff.is_untouched(0, 12)
    assert not diff.is_untouched(0, 28)
    assert diff.is_untouched(new.index("Ann"), new.index("that"), in_new=True)
    assert diff.moved(0, 7) == diff.words_of_new(new.index("Ann"), new.index(" said"))
