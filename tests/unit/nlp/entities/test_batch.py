"""A batch: what the network reads of documents."""

from __future__ import annotations

import numpy as np

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.entities.batch import CONTEXT, REACH, Batch
from services.nlp.entities.word_features import WordFeatures
from services.nlp.lexicon.word_vectors import word_vectors
from services.nlp.parse.model import TAGS, VECTOR_WIDTH


def batch(annotator: Annotator, *texts: str) -> Batch:
    """The texts as the network reads them, without the vectors of the entity component."""
    assert isinstance(annotator, SpacyAnnotator)
    docs = list(annotator.nlp.pipe(texts))
    return Batch(docs, [np.zeros((len(doc), VECTOR_WIDTH), np.float32) for doc in docs], WordFeatures(word_vectors()))


def test_documents_stand_in_one_row_with_blanks_between(annotator: Annotator) -> None:
    # given two documents of three tokens and of two
    made = batch(annotator, "She left early", "No one")
    # when they are put together, then there is room around each, and blanks have no tag
    assert made.starts.tolist() == [REACH, REACH + 3 + REACH]
    assert made.size == 5 + 3 * REACH
    blanks = [0, 1, 5, 6, 9, 10]
    assert (made.tags[blanks] == len(TAGS)).all()
    assert not made.words[made.word[blanks]].any()


def test_a_token_has_its_part_of_speech(annotator: Annotator) -> None:
    made = batch(annotator, "She left early")
    assert [TAGS[tag] for tag in made.tags[REACH : REACH + 3]] == ["PRP", "VBD", "RB"]


def test_the_context_tells_a_headline_from_a_sentence(annotator: Annotator) -> None:
    # given a headline and a sentence
    headline = batch(annotator, "Mayor Opens Bridge").context[REACH : REACH + 3]
    sentence = batch(annotator, "The mayor opens bridges").context[REACH : REACH + 4]
    # when their words are described by their sentence, then the headline's are mostly capitalised
    assert headline[:, CONTEXT.index("mostly_capitalised")].all()
    assert not sentence[:, CONTEXT.index("mostly_capitalised")].any()
    assert sentence[:, CONTEXT.index("sentence_start")].tolist() == [1, 0, 0, 0]


def test_the_tags_are_those_of_the_model(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    assert set(annotator.nlp.get_pipe("tagger").labels) <= set(TAGS)  # type: ignore[attr-defined]


def test_nothing_makes_a_batch_of_nothing(annotator: Annotator) -> None:
    assert batch(annotator).starts.tolist() == []
