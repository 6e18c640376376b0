"""Frames: a sentence or a line less what attributes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.frames import FrameClauses, is_view
from services.nlp.speakers.evidence import Evidence
from tests.unit.nlp.clauses.told import told

Gather = Callable[[str], Evidence]


def frames(evidence: Evidence) -> FrameClauses:
    return FrameClauses(evidence.reading, ClauseSources(evidence))


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("According to Ann Lee, the bridge is safe.", "the bridge is safe"),
        ("The bridge is safe, according to Ann Lee.", "The bridge is safe"),
        ("The bridge, according to Ann Lee, is safe.", "The bridge … is safe"),
    ],
)
def test_according_to_leaves_the_rest_of_the_sentence(evidence_of: Gather, sentence: str, content: str) -> None:
    evidence = evidence_of(sentence)
    clauses = frames(evidence).according(evidence.reading.words.index("according"))
    assert told(evidence.reading, clauses)[0] == (content, "Lee", "according")


@pytest.mark.parametrize(
    ("sentence", "content", "speaker"),
    [
        ("The dam was never inspected, per Ann Lee.", "The dam was never inspected", "Lee"),
        ("Per the police report, the dam was never inspected.", "the dam was never inspected", "report"),
        ("As per the police, two men fled.", "two men fled", "police"),
    ],
)
def test_per_leaves_the_rest_of_the_sentence(evidence_of: Gather, sentence: str, content: str, speaker: str) -> None:
    evidence = evidence_of(sentence)
    clauses = frames(evidence).per(evidence.reading.words.index("per"))
    assert told(evidence.reading, clauses)[0] == (content, speaker, "according")


@pytest.mark.parametrize(
    "sentence", ["Sales rose, per store, in May.", "It costs 5 pounds per person.", "As per usual, Lee was late."]
)
def test_per_a_measure_attributes_nothing(evidence_of: Gather, sentence: str) -> None:
    evidence = evidence_of(sentence)
    assert frames(evidence).per(evidence.reading.words.index("per")) == []


def test_according_without_a_source_attributes_nothing(evidence_of: Gather) -> None:
    evidence = evidence_of("They acted according.")
    assert frames(evidence).according(evidence.reading.words.index("according")) == []


def test_a_view_is_its_owners(evidence_of: Gather) -> None:
    evidence = evidence_of("In Ann Lee's view, the bridge is safe.")
    [clause] = frames(evidence).in_view(evidence.reading.words.index("view"))
    assert told(evidence.reading, [clause]) == [("the bridge is safe", "Lee", "according")]


def test_a_view_without_an_owner_attributes_nothing(evidence_of: Gather) -> None:
    evidence = evidence_of("The house has a fine view of the bridge.")
    assert frames(evidence).in_view(evidence.reading.words.index("view")) == []


def test_a_label_and_a_colon_attribute_the_line(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee: Taxes are too high\n\nThe clerk said this: nothing.\n\nScore 3:1")
    clauses = list(frames(evidence).colons())
    assert told(evidence.reading, clauses) == [("Taxes are too high", "Lee", "colon")]


def test_nouns_of_ways_of_seeing_are_views() -> None:
    assert is_view("opinion")
    assert not is_view("bridge")
