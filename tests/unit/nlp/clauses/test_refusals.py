"""Refusals: what nobody said, though a word that reports stands before it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_forms import ClauseForms
from services.nlp.clauses.finding import Clauses
from services.nlp.clauses.refusals import Refusals
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def refused(evidence: Evidence, content: str) -> set[bool]:
    """Return whether the clauses that have these words are refused."""
    r, forms, refusals = evidence.reading, ClauseForms(evidence), Refusals(evidence)
    return {
        refusals.refuses(clause, forms.of_clause(clause))
        for clause in Clauses(evidence).all()
        if " … ".join(r.slice(a, b) for a, b in clause.ranges) == content
    }


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Ministers declined to say whether the line would open.", "whether the line would open"),
        ("Ministers are under pressure to say when the line will open.", "when the line will open"),
        ("Older voters are more likely to say that the town is safe.", "the town is safe"),
        ("The union urged the firm to say whether the plant would close.", "whether the plant would close"),
        ("The council called on Norvik to confirm that riders would pay.", "riders would pay"),
        ("One could argue that the bridge was safe.", "the bridge was safe"),
        ("Her defenders can no longer claim that she is honest.", "she is honest"),
        ("Do you want to lose weight?", "to lose weight"),
        ("Ann Lee told the men to wait so that they could follow.", "they could follow"),
        ("Mayor Lee told her advisers as she worked on the speech.", "her advisers as she worked on the speech"),
        ("Storm batters coast, ferries hold off sailing", "Storm batters coast"),
    ],
)
def test_what_is_not_said_is_refused(evidence_of: Gather, sentence: str, content: str) -> None:
    assert refused(evidence_of(sentence), content) == {True}


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Ann Lee went on to say that the bridge was safe.", "the bridge was safe"),
        ("Ann Lee told the men that they could follow.", "they could follow"),
        ("The court held that the bridge was safe.", "the bridge was safe"),
        ("Ann Lee used the day to say that the bridge was safe.", "the bridge was safe"),
        ("Ann Lee can say that the bridge was safe.", "the bridge was safe"),
        ("You said that the bridge was safe.", "the bridge was safe"),
    ],
)
def test_what_is_said_is_not(evidence_of: Gather, sentence: str, content: str) -> None:
    assert False in refused(evidence_of(sentence), content)
