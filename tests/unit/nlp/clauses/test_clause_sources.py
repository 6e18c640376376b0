"""Sources of clauses: who does what a verb says, and whose a noun is."""

from __future__ import annotations

from collections.abc import Callable

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def test_a_verb_shares_the_subject_of_the_one_before(evidence_of: Gather) -> None:
    evidence = evidence_of("Ashgrove went to the harbour and said that the bridge was safe.")
    reading = evidence.reading
    assert [reading.word(t) for t in ClauseSources(evidence).of_verb(reading.words.index("said"))] == ["Ashgrove"]


def test_the_owner_of_a_noun_is_the_last_word_of_a_name(evidence_of: Gather) -> None:
    evidence = evidence_of("Corinne Ashgrove's claim angered Bo.")
    reading = evidence.reading
    assert [reading.word(t) for t in ClauseSources(evidence).possessors(reading.words.index("claim"))] == ["Ashgrove"]


def test_a_title_is_the_person_whose_name_follows(evidence_of: Gather) -> None:
    evidence = evidence_of("Tunisia's coach Nabil Maaloul wept.")
    reading = evidence.reading
    assert reading.word(ClauseSources(evidence).person(reading.words.index("coach"))) == "Maaloul"
