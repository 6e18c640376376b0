"""Forms of contents: a clause, a question, an infinitive, a hearer with one, an *-ing* form, or an object alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_forms import ClauseForms
from services.nlp.clauses.finding import Clauses
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def forms(evidence: Evidence, content: str) -> set[str]:
    """Return the forms of all clauses that have these words."""
    r = evidence.reading
    clauses = [c for c in Clauses(evidence).all() if c.ranges]
    of_clause = ClauseForms(evidence).of_clause
    return {of_clause(c) for c in clauses if " … ".join(r.slice(a, b) for a, b in c.ranges) == content}


@pytest.mark.parametrize(
    ("sentence", "content", "form"),
    [
        ("Ann Lee said that the bridge was safe.", "the bridge was safe", "clause"),
        ("The bridge, she said, is safe.", "The bridge … is safe", "clause"),
        ("Ann Lee told reporters the bridge was safe.", "the bridge was safe", "clause"),
        ("Ann Lee demanded that he be sacked.", "he be sacked", "clause"),
        ("Ann Lee asked whether the bridge was safe.", "whether the bridge was safe", "question"),
        ("Ann Lee explained how the bridge fell.", "how the bridge fell", "question"),
        ("Ann Lee promised to build a bridge.", "to build a bridge", "infinitive"),
        ("Ann Lee urged them to leave.", "them to leave", "hearer"),
        ("Ann Lee denied taking the money.", "taking the money", "gerund"),
        ("Ann Lee praised the bridge.", "the bridge", "object"),
        ("Ann Lee called the bridge a joke.", "the bridge a joke", "object"),
        ("Ann Lee voted against the bridge.", "the bridge", "object"),
    ],
)
def test_a_content_has_a_form(evidence_of: Gather, sentence: str, content: str, form: str) -> None:
    assert form in forms(evidence_of(sentence), content)


def test_a_finite_verb_or_its_auxiliary_is_told_from_an_infinitive(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee has promised to build a bridge.")
    told, index = ClauseForms(evidence), evidence.reading.words.index
    assert (told.is_finite(index("promised")), told.has_to(index("promised"))) == (True, False)
    assert (told.is_finite(index("build")), told.has_to(index("build"))) == (False, True)
