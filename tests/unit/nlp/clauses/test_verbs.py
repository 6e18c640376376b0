"""Clauses of verbs: each way in which a content hangs on one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.clauses.verbs import VerbClauses
from services.nlp.speakers.evidence import Evidence
from tests.unit.nlp.clauses.told import Told, told

Gather = Callable[[str], Evidence]


def of_verb(evidence: Evidence, verb: str) -> list[Told]:
    clauses = VerbClauses(evidence, ClauseSources(evidence)).of_verb(evidence.reading.words.index(verb))
    return told(evidence.reading, clauses)


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("Ann Lee said that the bridge was safe.", "said", ("the bridge was safe", "Lee", "complement")),
        ("Ann Lee promised to build a bridge.", "promised", ("to build a bridge", "Lee", "infinitive")),
        ("Ann Lee praised the bridge.", "praised", ("the bridge", "Lee", "object")),
        ("Ann Lee voted against the bridge.", "voted", ("the bridge", "Lee", "oblique")),
        ("Ann Lee called the bridge a joke.", "called", ("the bridge a joke", "Lee", "wide")),
        ("The bridge was praised by Ann Lee.", "praised", ("The bridge", "Lee", "passive")),
        ("The bridge, opposed by Ann Lee, was closed.", "opposed", ("The bridge", "Lee", "passive")),
        ("The bridge is expected to fall.", "expected", ("The bridge … to fall", "", "unsourced")),
        ("It is feared that it fell.", "feared", ("it fell", "", "unsourced")),
        ("The delay angered the farmers.", "angered", ("The delay", "farmers", "affects")),
        ("The plan that the farmers opposed was dropped.", "opposed", ("The plan", "farmers", "relative")),
        ("The bridge, she said, is safe.", "said", ("The bridge … is safe", "she", "around")),
        (
            "The dust, Ann Lee says, is younger than it looks.",
            "says",
            ("The dust … is younger than it looks", "Lee", "around"),
        ),
    ],
)
def test_a_content_hangs_on_a_verb(
    evidence_of: Gather, sentence: str, verb: str, expected: tuple[str, str, str]
) -> None:
    assert expected in of_verb(evidence_of(sentence), verb)


def test_a_verb_that_is_not_listed_reports_a_complement_at_most(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee chirped that the bridge fell on Bo Nyberg.")
    assert of_verb(evidence, "chirped") == [("the bridge fell on Bo Nyberg", "Lee", "complement")]
    assert of_verb(evidence, "fell") == []


def test_who_was_quoted_is_not_what_was_said(evidence_of: Gather) -> None:
    ways = {way for _, _, way in of_verb(evidence_of("Ann Lee was quoted as saying that it fell."), "quoted")}
    assert "passive" not in ways
