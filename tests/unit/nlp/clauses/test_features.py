"""Features of clauses: what all clauses of one cue share."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.features import CLAUSE, ClauseFeatures
from services.nlp.speakers.evidence import Evidence


def test_clauses_of_one_cue_know_of_one_another(evidence_of: Callable[[str], Evidence]) -> None:
    # given two lengths of one clause, and a clause of another cue
    evidence = evidence_of("Ann said that it would rain on Monday, Bo said.")
    reading = evidence.reading
    first, verb, other = reading.words.index("it"), reading.words.index("rain"), len(reading) - 2
    clauses = [
        Clause(1, 0, [(first, verb + 3)], "complement", verb),
        Clause(1, 0, [(first, verb + 1)], "complement", verb),
        Clause(other, other - 1, [(0, verb + 3)], "around", 1),
    ]
    # when they are described
    ClauseFeatures(evidence).describe(clauses)
    named = [dict(zip(CLAUSE.names, clause.features, strict=True)) for clause in clauses]
    # then each is measured by the longest one of its cue, and its rivals are counted
    assert [n["content_share_of_longest"] for n in named] == [1, 3 / 5, 1]
    assert [n["content_rivals"] for n in named] == [2, 2, 1]
    assert [n["content_before_cue"] for n in named] == [0, 0, 1]
