"""Verb similarity: kinds of verbs are told apart by vectors, listed or not."""

from __future__ import annotations

import pytest

from services.nlp.lexicon import word_lists
from services.nlp.lexicon.cues import ATTITUDES, CLASSES
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.lexicon.verb_similarity import GROUPS, verb_similarity


@pytest.mark.parametrize(
    ("group", "near", "far"),
    [("saying", "announce", "paint"), ("thinking", "believe", "paint"), ("wanting", "intend", "rain")],
)
def test_a_verb_lies_nearer_to_the_group_that_it_is_like(verbs: Verbs, group: str, near: str, far: str) -> None:
    at = list(GROUPS).index(group)
    similarity = verb_similarity(verbs)
    assert similarity.of(near)[at] > similarity.of(far)[at]


def test_a_word_without_a_vector_is_near_to_none(verbs: Verbs) -> None:
    assert verb_similarity(verbs).of("qqxqqx") == (0.0,) * len(GROUPS)


def test_numbers_are_too_coarse_to_know_one_word_from_another(verbs: Verbs) -> None:
    # given all listed verbs
    words = [word for word in word_lists.classes("cues.tsv") if word in verbs.known]
    # when their numbers are looked at, then each is a multiple of 0.05
    for number in {x for word in words for x in verb_similarity(verbs).of(word)}:
        assert number * 20 == pytest.approx(round(number * 20))


def test_groups_are_made_of_listed_classes() -> None:
    assert set().union(*GROUPS.values()) <= {*CLASSES, *ATTITUDES}
