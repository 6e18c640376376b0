"""Verb lemmas: the base form of a verb."""

from __future__ import annotations

import pytest

from services.nlp.lexicon.verb_lemmas import Verbs


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("said", "say"),
        ("told", "tell"),
        ("denies", "deny"),
        ("claimed", "claim"),
        ("warning", "warn"),
        ("say", "say"),
        ("qqxed", "qqxed"),  # no verb that anybody knows
    ],
)
def test_a_form_leads_to_its_lemma(verbs: Verbs, word: str, lemma: str) -> None:
    assert verbs.lemma(word) == lemma


@pytest.mark.parametrize(("word", "describes"), [("Crooked", True), ("Bashing", True), ("Jimi", False), ("Ann", False)])
def test_adjectives_and_forms_of_verbs_describe(verbs: Verbs, word: str, describes: bool) -> None:
    assert verbs.describes(word) is describes


def test_the_lemma_of_a_lemma_is_itself(verbs: Verbs) -> None:
    regular = [word for word in sorted(verbs.known)[::50] if verbs.lemma(word) == word]
    assert regular
    assert all(verbs.lemma(verbs.lemma(word)) == verbs.lemma(word) for word in regular)
