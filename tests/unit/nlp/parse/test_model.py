"""The spaCy model: what the rules rely on."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.parse.model import LONGEST_SENTENCE, UNUSED, VECTOR_WIDTH, entity_vectors, tokenize, verb_tables


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


def test_a_line_of_asterisks_is_a_few_tokens(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    text = f"See {'*' * 400} there"
    doc = tokenize(annotator.nlp, text)
    assert len(doc) < 10
    assert doc.text == text


def test_the_first_tokens_of_a_text_are_those_it_begins_with(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    text = "The bridge is late, and it rains."
    for most in range(len(words(annotator, text)) + 2):
        doc = tokenize(annotator.nlp, text, most)
        assert len(doc) <= most
        assert text.startswith(doc.text)


def test_an_endless_run_of_words_has_sentences_all_the_same(annotator: Annotator) -> None:
    # given a text without a full stop, and one of as many words in sentences
    assert isinstance(annotator, SpacyAnnotator)
    endless = tokenize(annotator.nlp, "which " * (2 * LONGEST_SENTENCE + 10))
    usual = tokenize(annotator.nlp, "It rains. " * LONGEST_SENTENCE)
    # when they are tokenized, then sentences begin in the run, and nothing is said of the others
    assert [t.i for t in endless if t.is_sent_start and t.i] == [LONGEST_SENTENCE, 2 * LONGEST_SENTENCE]
    assert not [t.i for t in usual if t.is_sent_start and t.i]


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
