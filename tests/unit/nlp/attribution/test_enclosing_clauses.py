"""Clauses and the quoted stretches that they hold."""

from __future__ import annotations

from services.nlp.attribution.enclosing_clauses import SPAN, EnclosingClauses
from services.nlp.clauses.clause_spans import Clause
from services.nlp.entities.finding import Entities
from services.nlp.entities.mentions import ArticleEntity, Mention

ANN = ArticleEntity(
    "PERSON", "Ann Lee", [Mention(0, 7, "Ann Lee", "PERSON", 0, 2), Mention(40, 43, "Lee", "PERSON", 9, 10)]
)


def entities() -> Entities:
    return Entities([ANN])


def clause(speaker: int, first: int, after: int, probability: float, cue: int = 2) -> Clause:
    return Clause(cue, speaker, [(first, after)], "complement", first, probability=probability)


def test_a_clause_speaks_for_its_speaker_and_against_others() -> None:
    reported = EnclosingClauses([clause(1, 3, 20, 0.8)], [(10, 15)], entities())
    assert reported.describe(0, speaker=1, cue=2) == [0.8, 0.0, 0.8, 7.0, 5.0]
    assert reported.describe(0, speaker=30, cue=31) == [0.0, 0.8, 0.0, 0.0, 0.0]


def test_another_mention_of_the_speaker_is_the_speaker() -> None:
    reported = EnclosingClauses([clause(9, 11, 20, 0.8)], [(12, 15)], entities())
    assert reported.describe(0, speaker=1, cue=-1)[0] == 0.8


def test_a_stretch_is_held_that_lies_in_the_clause_for_the_most_part() -> None:
    bounds = [(4, 10), (18, 26), (40, 42)]
    reported = EnclosingClauses([clause(1, 6, 20, 0.5)], bounds, entities())
    assert [reported.describe(n, 1, 2)[0] for n in range(3)] == [0.5, 0.0, 0.0]


def test_of_many_stretches_those_at_the_ends_of_a_clause_are_held() -> None:
    bounds = [(n, n + 1) for n in range(0, 100, 2)]
    reported = EnclosingClauses([clause(1, 0, 100, 0.5)], bounds, entities())
    assert sum(reported.describe(n, 1, 2)[0] > 0 for n in range(len(bounds))) == 2 * SPAN
