"""The tagger: documents of any shape, names and figures with their types."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.entities.tagger import COMPONENT


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a", "“”", "\x00", "é", "😀 😀"])
def test_a_document_of_any_shape_is_labelled(annotator: Annotator, text: str) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    [doc] = annotator.nlp.pipe([text])
    assert [e.text for e in doc.ents] == []


def test_figures_keep_their_types(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    [doc] = annotator.nlp.pipe(["The council spent $3 million on 14 boats in March 2019, 12 percent more than before."])
    assert {(e.label_, e.text) for e in doc.ents} >= {
        ("MONEY", "$3 million"), ("CARDINAL", "14"), ("DATE", "March 2019"), ("PERCENT", "12 percent"),
    }  # fmt: skip


def test_documents_are_labelled_together_as_they_are_alone(annotator: Annotator) -> None:
    # given documents of different lengths, an empty one among them
    assert isinstance(annotator, SpacyAnnotator)
    texts = ["Corinne Ashgrove came to Lisbon.", "", "No.", "She met Tobias Wrenfield of the Harbour Union on Monday."]
    # when they go through the pipeline together, and one by one
    together = [[(e.text, e.label_) for e in doc.ents] for doc in annotator.nlp.pipe(texts)]
    alone = [[(e.text, e.label_) for e in annotator.nlp(text).ents] for text in texts]
    # then they have the same names
    assert together == alone
    assert ("Corinne Ashgrove", "PERSON") in together[0]


def test_the_tagger_stands_at_the_end_of_the_pipeline(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    assert annotator.nlp.pipe_names[-1] == COMPONENT
