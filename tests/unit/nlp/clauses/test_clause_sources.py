"""Sources of clauses: who does what a verb says, and whose a noun is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_sources import ClauseSources
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


@pytest.mark.parametrize(
    ("sentence", "verb", "sources"),
    [
        ("Ann Lee said that it rained.", "said", ["Lee"]),
        ("Ann Lee went home and said that it rained.", "said", ["Lee"]),
        ("It was said by Ann Lee that it rained.", "said", ["Lee"]),
        ("Ann Lee was quoted as saying that it rained.", "saying", ["Lee"]),
        ("The mayor issued a statement saying that it rained.", "saying", ["statement", "mayor"]),
        ("The storm led her to declare that it rained.", "declare", ["her", "storm"]),
        ("The agency quoted Ann Lee as saying that it rained.", "saying", ["Lee", "agency"]),
        ("It is feared that it rained.", "feared", []),
        ("To say so is wrong.", "say", []),
    ],
)
def test_the_source_of_a_verb_is_its_subject_its_agent_or_the_subject_it_shares(
    evidence_of: Gather, sentence: str, verb: str, sources: list[str]
) -> None:
    evidence = evidence_of(sentence)
    tokens = ClauseSources(evidence).of_verb(evidence.reading.words.index(verb))
    assert [evidence.reading.word(token) for token in tokens] == sources


def test_who_stands_right_before_a_verb_of_speaking_is_its_source_where_a_parser_has_none(evidence_of: Gather) -> None:
    evidence = evidence_of("At an event in Norwick, Vermont, Chief Executive Sandra Pell said that it rained.")
    tokens = ClauseSources(evidence).of_verb(evidence.reading.words.index("said"))
    assert [evidence.reading.word(token) for token in tokens] == ["Pell"]


def test_a_person_is_named_by_the_last_word_of_the_name_be_it_behind_a_title(evidence_of: Gather) -> None:
    evidence = evidence_of("Tunisia's coach Nabil Maaloul left.")
    sources, words = ClauseSources(evidence), evidence.reading.words
    maaloul = words.index("maaloul")
    assert sources.person(words.index("coach")) == maaloul
    assert sources.end_of_name(words.index("nabil")) == maaloul
    assert sources.end_of_name(words.index("left")) == words.index("left")


def test_a_noun_belongs_to_its_owner_or_to_who_does_something_with_it(evidence_of: Gather) -> None:
    evidence = evidence_of("The mayor's plan failed. Later Ann Lee made a promise.")
    sources, words = ClauseSources(evidence), evidence.reading.words
    assert [evidence.reading.word(token) for token in sources.possessors(words.index("plan"))] == ["mayor"]
    assert sources.possessors(words.index("promise")) == []
    assert [evidence.reading.word(token) for token in sources.subjects_above(words.index("promise"))] == ["Lee"]
