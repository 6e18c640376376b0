"""The spaCy model: what the rules rely on."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.parse.model import UNUSED, VECTOR_WIDTH, entity_vectors, tokenize, verb_tables


def words(annotator: Annotator, text: str) -> list[str]:
    assert isinstance(annotator, SpacyAnnotator)
    return [token.text for token in tokenize(annotator.nlp, text)]


def test_components_that_no_rule_needs_do_not_run(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    assert not set(annotator.nlp.pipe_names) & set(UNUSED)


@pytest.mark.parametrize("title", ["Sgt.", "Hon.", "Cllr.", "Insp."])
def test_a_title_is_one_token_with_its_stop(annotator: Annotator, title: str) -> None:
    assert words(annotator, f"They met {title} Ann Lee.")[:4] == ["They", "met", title, "Ann"]


def test_a_paragraph_begins_a_sentence(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    doc = tokenize(annotator.nlp, "The bridge\nis late")
    assert [token.text for token in doc if token.is_sent_start] == ["The", "is"]


def test_an_endless_word_is_cut_and_no_character_is_lost(annotator: Annotator) -> None:
    # given a word of ten thousand letters
    text = f"See {'x' * 10_000} there"
    assert isinstance(annotator, SpacyAnnotator)
    # when it is tokenized, then no token is longer than 80 letters, and the text is whole
    doc = tokenize(annotator.nlp, text)
    assert max(len(token) for token in doc) <= 80
    assert doc.text == text


def test_the_entity_component_makes_a_vector_for_each_token(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    [vectors] = entity_vectors(annotator.nlp).predict([annotator.nlp("She left early")])
    assert vectors.shape == (3, VECTOR_WIDTH)


def test_the_tables_know_verbs_and_irregular_forms(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    tables = verb_tables(annotator.nlp)
    assert {"say", "deny", "tell"} <= tables.lemmas
    assert tables.irregular["said"] == ["say"]
    assert ("ies", "y") in tables.rules
