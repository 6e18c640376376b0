"""Plain reports: clauses whose form leaves no doubt that somebody said them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.acts import Acts
from services.nlp.clauses.finding import Clauses
from services.nlp.clauses.plain import LEAST, PlainReports
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def plain(evidence: Evidence, **probability: float) -> set[str]:
    """Return the words of the clauses that are plain reports, each as likely as told by the first word of its cue."""
    r, clauses = evidence.reading, Clauses(evidence).all()
    Acts(evidence).judge(clauses)
    for clause in clauses:
        clause.probability = probability.get(r.words[clause.cue], LEAST)
    return {r.slice(*clause.ranges[0]) for clause in PlainReports(evidence).likeliest(clauses)}


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Officials have confirmed that a third ship was held.", "a third ship was held"),
        ("Ann Lee said the bridge was safe.", "the bridge was safe"),
        ("The bridge was safe, the mayor's office said in a statement.", "The bridge was safe"),
        ("According to the Coral Institute, the bridge was safe.", "the bridge was safe"),
    ],
)
def test_what_a_verb_of_speaking_reports_is_plain(evidence_of: Gather, sentence: str, content: str) -> None:
    assert plain(evidence_of(sentence)) == {content}


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee hoped that the bridge was safe.",  # thought
        "Ann Lee promised to mend the bridge.",  # no clause
        "When the money ran out, Mexico said enough.",  # said something else
        "According to plan, the bridge was closed.",  # nobody's
        "Ann Lee is the author of the plan, while Bo Lund has vowed to stop it.",  # beside it
    ],
)
def test_other_clauses_are_not(evidence_of: Gather, sentence: str) -> None:
    assert plain(evidence_of(sentence)) == set()


def test_what_the_ranker_rules_out_is_not_plain(evidence_of: Gather) -> None:
    assert plain(evidence_of("Ann Lee said the bridge was safe."), said=LEAST / 2) == set()
