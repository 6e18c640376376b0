"""Clauses of nouns and adjectives, each on an invented sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.nouns import NounClauses
from services.nlp.speakers.evidence import Evidence
from tests.unit.nlp.clauses.told import told

Gather = Callable[[str], Evidence]


def nouns(evidence: Evidence) -> NounClauses:
    return NounClauses(evidence, ClauseSources(evidence))


@pytest.mark.parametrize(
    ("sentence", "noun", "expected"),
    [
        ("Her claim that the bridge was safe surprised them.", "claim", ("the bridge was safe", "Her", "noun")),
        ("The mayor made a promise to build it.", "promise", ("to build it", "mayor", "noun")),
        ("Criticism of the bridge by Ann Lee was loud.", "criticism", ("the bridge", "Lee", "about")),
        ("Critics of the bridge met.", "critics", ("the bridge", "Critics", "backer")),
        ("Ann Lee is a supporter of the bridge.", "supporter", ("the bridge", "Lee", "backer")),
    ],
)
def test_a_content_hangs_on_a_noun(
    evidence_of: Gather, sentence: str, noun: str, expected: tuple[str, str, str]
) -> None:
    evidence = evidence_of(sentence)
    clauses = nouns(evidence).of_noun(evidence.reading.words.index(noun))
    assert expected in told(evidence.reading, clauses)


def test_a_noun_that_carries_no_content_has_no_clause(evidence_of: Gather) -> None:
    evidence = evidence_of("Her bridge that the council built was safe.")
    assert nouns(evidence).of_noun(evidence.reading.words.index("bridge")) == []


@pytest.mark.parametrize(
    ("sentence", "noun", "sources"),
    [
        ("The council's claim that it is safe was false.", "claim", ["council"]),
        ("A claim by Ann Lee that it is safe was false.", "claim", ["Lee"]),
        ("The promise she has made to build it was false.", "promise", ["she"]),
        ("Fears grew that it would fall.", "fears", []),
    ],
)
def test_a_claim_is_its_owners_or_whoever_made_it(
    evidence_of: Gather, sentence: str, noun: str, sources: list[str]
) -> None:
    evidence = evidence_of(sentence)
    tokens = nouns(evidence).sources(evidence.reading.words.index(noun))
    assert [evidence.reading.word(token) for token in tokens] == sources


@pytest.mark.parametrize(
    ("sentence", "adjective", "expected"),
    [
        ("Ann Lee is confident that it is safe.", "confident", ("it is safe", "Lee", "adjective")),
        ("Ann Lee is sceptical of the bridge.", "sceptical", ("the bridge", "Lee", "about")),
    ],
)
def test_a_thought_hangs_on_an_adjective(
    evidence_of: Gather, sentence: str, adjective: str, expected: tuple[str, str, str]
) -> None:
    evidence = evidence_of(sentence)
    clauses = nouns(evidence).of_adjective(evidence.reading.words.index(adjective))
    assert expected in told(evidence.reading, clauses)


def test_an_adjective_of_no_thought_has_no_clause(evidence_of: Gather) -> None:
    evidence = evidence_of("The bridge is tall for a bridge.")
    assert list(nouns(evidence).of_adjective(evidence.reading.words.index("tall"))) == []
