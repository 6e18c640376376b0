"""How a content is tied to its speaker, on single invented sentences."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text


@pytest.mark.parametrize(
    ("modality", "sentence"),
    [
        ("stated", "Oda Brandvik said that the dam is safe."),
        ("stated", "Oda Brandvik said that nobody would ask whether the dam is safe."),
        ("denied", "Oda Brandvik denied that the dam is safe."),
        ("denied", "Oda Brandvik did not say that the dam is safe."),
        ("denied", "Oda Brandvik declined to say whether the dam is safe."),
        ("asked", "Oda Brandvik asked whether the dam is safe."),
        ("asked", "“Do you really think the dam is safe?” said Oda Brandvik."),
        ("conditional", "Oda Brandvik would say that the dam is safe."),
        ("conditional", "If Oda Brandvik says that the dam is safe, the trains will run."),
        ("future", "Oda Brandvik will say that the dam is safe."),
        ("future", "Oda Brandvik is expected to say that the dam is safe."),
    ],
)
def test_it_is_told_how_a_content_was_said(annotator: Annotator, modality: str, sentence: str) -> None:
    [annotation] = annotator.annotate([Text("a1", "", sentence)])
    [quote] = [q for q in annotation.quotes if "the dam is safe" in q.text]
    assert quote.modality == modality


def test_what_a_speaker_says_of_others_does_not_make_it_a_denial(annotator: Annotator) -> None:
    [annotation] = annotator.annotate([Text("a1", "", "Oda Brandvik said that nobody denied it and none will.")])
    assert {q.modality for q in annotation.quotes} == {"stated"}
