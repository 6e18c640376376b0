"""Word lists: every line is a word and its classes."""

from __future__ import annotations

from importlib.resources import files

import pytest

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.cues import ATTITUDES, CLASSES, NOUNS

LISTS = [f.name for f in files("services.nlp.lexicon").joinpath("lists").iterdir() if f.name.endswith(".tsv")]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_words_with_classes(name: str) -> None:
    listed = word_lists.classes(name)
    assert listed
    assert all(word and classes for word, classes in listed.items())


def test_the_lists_of_cues_know_no_other_classes_than_the_code() -> None:
    cues, attitudes = word_lists.classes("cues.tsv"), word_lists.classes("attitudes.tsv")
    assert set().union(*cues.values()) <= {*CLASSES, *NOUNS, "mental"}
    assert set().union(*attitudes.values()) <= {*ATTITUDES, *NOUNS, "mental"}


def test_comments_and_empty_lines_do_not_count() -> None:
    assert word_lists.parse("# words\n\nsay\tsay loose\n") == {"say": frozenset({"say", "loose"})}
