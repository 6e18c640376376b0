"""How a content is tied to its speaker, on single invented sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.annotator import Annotator
from services.nlp.quotes.modality import modality as judge
from services.nlp.speakers.evidence import Evidence
from services.nlp.text import Text


@pytest.mark.parametrize(
    ("modality", "sentence"),
    [
        ("stated", "Oda Brandvik said that the dam is safe."),
        ("stated", "Oda Brandvik said that nobody would ask whether the dam is safe."),
        ("denied", "Oda Brandvik denied that the dam is safe."),
        ("denied", "Oda Brandvik did not say that the dam is safe."),
        ("asked", "Oda Brandvik asked whether the dam is safe."),
        ("asked", "“Do you really think the dam is safe?” said Oda Brandvik."),
        ("conditional", "Oda Brandvik would say that the dam is safe."),
        ("conditional", "If Oda Brandvik says that the dam is safe, the trains will run."),
        ("future", "Oda Brandvik will say that the dam is safe."),
        ("future", "Oda Brandvik is expected to say that the dam is safe."),
        ("denied", "Neither Oda Brandvik nor her deputy said that the dam is safe."),
        ("denied", "Oda Brandvik dismissed claims that the dam is safe."),
        ("denied", "Oda Brandvik brushed aside the suggestion that the dam is safe."),
        ("denied", "Under no circumstances would Oda Brandvik say that the dam is safe."),
        ("denied", "Oda Brandvik no longer says that the dam is safe."),
        ("denied", "Oda Brandvik would not confirm or deny that the dam is safe."),
        ("asked", "Oda Brandvik wants to know whether the dam is safe."),
        ("conditional", "Had she been asked, Oda Brandvik would have said that the dam is safe."),
        ("future", "Oda Brandvik vowed to say that the dam is safe."),
    ],
)
def test_it_is_told_how_a_content_was_said(annotator: Annotator, modality: str, sentence: str) -> None:
    [annotation] = annotator.annotate([Text("a1", "", sentence)])
    [quote] = [q for q in annotation.quotes if "the dam is safe" in q.text]
    assert quote.modality == modality


@pytest.mark.parametrize(
    "sentence",
    [
        "Oda Brandvik declined to say whether the dam is safe.",
        "Oda Brandvik refused to disclose why the dam is safe.",
        "Oda Brandvik did not say whether the dam is safe.",
    ],
)
def test_what_was_withheld_was_not_said(annotator: Annotator, sentence: str) -> None:
    [annotation] = annotator.annotate([Text("a1", "", sentence)])
    assert annotation.quotes == []


def test_what_a_speaker_says_of_others_does_not_make_it_a_denial(annotator: Annotator) -> None:
    [annotation] = annotator.annotate([Text("a1", "", "Oda Brandvik said that nobody denied it and none will.")])
    assert {q.modality for q in annotation.quotes} == {"stated"}


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Oda Brandvik did not deny that the dam is safe.", id="two negations cancel each other"),
        pytest.param("Oda Brandvik not only said that the dam is safe, she proved it.", id="not only"),
        pytest.param("With no sign of doubt, Oda Brandvik said that the dam is safe.", id="no elsewhere"),
        pytest.param("Oda Brandvik would later tell the court that the dam is safe.", id="would of what was"),
        pytest.param("Oda Brandvik could not deny that the dam is safe.", id="could not but"),
        pytest.param("Asked if she would resign, Oda Brandvik said that the dam is safe.", id="asked something else"),
        pytest.param("Oda Brandvik, who will retire soon, says that the dam is safe.", id="future of something else"),
        pytest.param("Oda Brandvik said that the dam is safe, but nobody believed her.", id="others' negation"),
    ],
)
def test_what_was_put_forward_is_stated(annotator: Annotator, sentence: str) -> None:
    [annotation] = annotator.annotate([Text("a1", "", sentence)])
    assert {q.modality for q in annotation.quotes if "the dam is safe" in q.text} == {"stated"}


def test_an_answer_is_stated_though_its_cue_tells_of_a_question(annotator: Annotator) -> None:
    body = "“It is safe enough,” Oda Brandvik told us when asked about the dam. “It was built to last.”"
    [annotation] = annotator.annotate([Text("a1", "", body)])
    assert {q.modality for q in annotation.quotes} == {"stated"}


def test_without_a_cue_only_a_question_is_told_from_a_statement(evidence_of: Callable[[str], Evidence]) -> None:
    evidence = evidence_of("“Is it safe?” “It is.”")
    asked, answered = ((s.start, s.end) for s in evidence.segments)
    assert judge(evidence, None, [asked], [asked]) == "asked"
    assert judge(evidence, None, [answered], [answered]) == "stated"
