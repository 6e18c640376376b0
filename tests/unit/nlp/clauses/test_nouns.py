"""Clauses of nouns and adjectives: *her claim that …*, *sure that …*."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.nouns import NounClauses
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def test_the_clause_of_a_noun_is_its_owners(evidence_of: Gather) -> None:
    evidence = evidence_of("Nobody heard her claim that the bridge is safe.")
    reading = evidence.reading
    [clause] = NounClauses(evidence, ClauseSources(evidence)).of_noun(reading.words.index("claim"))
    assert [reading.slice(a, b) for a, b in clause.ranges] == ["the bridge is safe"]
    assert reading.word(clause.speaker) == "her"


def test_the_clause_of_an_adjective_is_its_subjects(evidence_of: Gather) -> None:
    evidence = evidence_of("Ashgrove is sure that the ferry is late.")
    reading = evidence.reading
    [clause] = NounClauses(evidence, ClauseSources(evidence)).of_adjective(reading.words.index("sure"))
    assert [reading.slice(a, b) for a, b in clause.ranges] == ["the ferry is late"]
    assert reading.word(clause.speaker) == "Ashgrove"
