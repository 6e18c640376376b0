"""Clauses of verbs: *said that …*, by the subject of the verb or by one that it shares."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.verbs import VerbClauses
from services.nlp.speakers.evidence import Evidence


def test_the_clause_of_a_verb_is_its_complement_and_its_subjects(evidence_of: Callable[[str], Evidence]) -> None:
    evidence = evidence_of("Ashgrove went to the harbour and said that the bridge was safe.")
    reading = evidence.reading
    [clause] = VerbClauses(evidence, ClauseSources(evidence)).of_verb(reading.words.index("said"))
    assert [reading.slice(a, b) for a, b in clause.ranges] == ["the bridge was safe"]
    assert (reading.word(clause.speaker), clause.way) == ("Ashgrove", "complement")
