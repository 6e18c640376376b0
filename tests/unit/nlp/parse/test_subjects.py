"""Subjects that the parser loses, and where it is right."""

from __future__ import annotations

from services.nlp.parse.subjects import mend_subjects

WORDS = ["the", "34", "-", "year", "-", "old", "said", "."]
DEPS = ["det", "nummod", "punct", "npadvmod", "punct", "amod", "ROOT", "punct"]
HEADS = [6, 3, 3, 5, 5, 6, 6, 6]


def test_the_34_year_old_before_a_finite_verb_is_its_subject() -> None:
    deps, heads = DEPS.copy(), HEADS.copy()
    mend_subjects(WORDS, ["DT", "CD", "HYPH", "NN", "HYPH", "JJ", "VBD", "."], deps, heads)
    assert (deps[5], heads[5], heads[0]) == ("nsubj", 6, 5)


def test_a_34_year_old_building_is_none() -> None:
    deps, heads = DEPS.copy(), HEADS.copy()
    mend_subjects([*WORDS[:6], "mill", "."], ["DT", "CD", "HYPH", "NN", "HYPH", "JJ", "NN", "."], deps, heads)
    assert (deps, heads) == (DEPS, HEADS)
