"""Enclosing clauses: the reported clauses that hold a quoted stretch, with their speakers.

*She argued that the plan, “a joke”, would fail*: a stretch inside a clause that somebody is likely said to have said
is likely theirs. Clauses know indirect speech, which the path through the parse from stretch to noun phrase does not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from services.nlp.clauses.clause_spans import Clause
from services.nlp.entities.finding import Entities

SPAN = 3
"""Stretches of one clause that are looked at, at its either end: a clause with more of them is a list."""

LIKELIEST = 12
"""Clauses that one stretch is compared with: more hold it only where a text is not written in any language."""

MEASURES = {
    "clause_of_candidate": "how likely a clause that holds the stretch is the candidate's",
    "clause_of_other": "how likely one is somebody else's",
    "clause_of_cue": "how likely one is what this cue reports",
    "clause_tokens_before": "tokens of the candidate's clause before the stretch, from -20 to 20",
    "clause_tokens_behind": "tokens of that clause behind the stretch, from -20 to 20",
}
"""Name of each feature that :meth:`EnclosingClauses.describe` returns, and what it measures."""


@dataclass(frozen=True, slots=True)
class EnclosingClause:
    """A clause that holds a quoted stretch, or most of it."""

    clause: Clause
    before: int
    """Tokens of the clause before the stretch; below 0 where the stretch begins earlier."""
    behind: int


class EnclosingClauses:
    """The clauses of one article, by the quoted stretches that they hold."""

    def __init__(self, clauses: Sequence[Clause], bounds: Sequence[tuple[int, int]], entities: Entities) -> None:
        self._entities = entities
        self._by_stretch: list[list[EnclosingClause]] = [[] for _ in bounds]
        starts = [first for first, _ in bounds]
        for clause in sorted(clauses, key=lambda c: -c.probability):
            for a, b in clause.ranges:
                at = max(0, bisect_right(starts, a) - 1)
                end = bisect_right(starts, b - 1)
                for n in range(at, end) if end - at <= 2 * SPAN else (*range(at, at + SPAN), *range(end - SPAN, end)):
                    first, after = bounds[n]
                    enclosing = self._by_stretch[n]
                    if len(enclosing) < LIKELIEST and 2 * (min(after, b) - max(first, a)) >= after - first:
                        enclosing.append(EnclosingClause(clause, first - a, b - after))

    def describe(self, number: int, speaker: int, cue: int) -> list[float]:
        """Return the features of ``MEASURES``: the probabilities of clauses that hold the stretch, by their speaker."""
        who = self._entities.at(speaker)
        own, other, by_cue, before, behind = 0.0, 0.0, 0.0, 0, 0
        for enclosing in self._by_stretch[number]:
            clause = enclosing.clause
            if clause.speaker == speaker or (who is not None and self._entities.at(clause.speaker) == who):
                if clause.probability > own:
                    own, before, behind = clause.probability, enclosing.before, enclosing.behind
            elif clause.speaker >= 0:
                other = max(other, clause.probability)
            if clause.cue == cue:
                by_cue = max(by_cue, clause.probability)
        return [own, other, by_cue, float(max(-20, min(20, before))), float(max(-20, min(20, behind)))]
