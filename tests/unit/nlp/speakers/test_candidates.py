"""Candidates: the noun phrases that may name a speaker, and how each stands to a quoted stretch and its verb."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.speakers.candidates import AFTER, BEFORE, Candidate, Candidates
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def candidates_of(evidence: Evidence) -> Candidates:
    return Candidates(evidence.reading, evidence.segments, evidence.entities)


def words_of(evidence: Evidence) -> list[str]:
    return [evidence.reading.word(candidate.token) for candidate in candidates_of(evidence).all]


def candidate(evidence: Evidence, word: str) -> Candidate:
    """Return the candidate whose head is this word."""
    [only] = [each for each in candidates_of(evidence).all if evidence.reading.words[each.token] == word]
    return only


def test_a_name_is_one_candidate_at_its_last_word(evidence_of: Gather) -> None:
    assert words_of(evidence_of("Corinne Ashgrove wept.")) == ["Ashgrove"]


def test_nobody_inside_quotation_marks_is_a_candidate(evidence_of: Gather) -> None:
    assert words_of(evidence_of("“The mayor wept,” said Ann Lee.")) == ["Lee"]


@pytest.mark.parametrize(
    ("sentence", "word", "link", "verb"),
    [
        ("Ann Lee denied it on Monday.", "lee", "subject", "denied"),
        ("It was denied by the council.", "council", "agent", "denied"),
        ("Ann Lee told the council.", "council", "object", "told"),
        ("Ann Lee spoke to the council.", "council", "oblique", "spoke"),
        ("“No,” grumbled Lee.", "lee", "subject", "grumbled"),
    ],
)
def test_a_candidate_hangs_on_its_verb(evidence_of: Gather, sentence: str, word: str, link: str, verb: str) -> None:
    evidence = evidence_of(sentence)
    phrase = candidate(evidence, word)
    assert (phrase.link, evidence.reading.words[phrase.governor]) == (link, verb)


def test_a_phrase_without_a_verb_has_no_governor(evidence_of: Gather) -> None:
    assert candidate(evidence_of("The mayor of Leeds."), "mayor").governor == -1


def test_the_nearest_candidate_on_either_side_has_rank_one(evidence_of: Gather) -> None:
    evidence = evidence_of("Bo Nyberg sat. Cal Orr stood. “It rained,” said Ann Lee.")
    candidates = candidates_of(evidence)
    ranks = {evidence.reading.word(each.token): candidates.rank(each, 0) for each in candidates.all}
    assert ranks == {"Nyberg": 2, "Orr": 1, "Lee": 1}


def test_candidates_far_from_a_stretch_are_left_out(evidence_of: Gather) -> None:
    crowd = "Men sat. " * 30
    evidence = evidence_of(f"{crowd}“It rained.” {crowd}")
    assert len(candidates_of(evidence).near(0)) == BEFORE + AFTER


def test_candidates_of_distant_paragraphs_are_left_out(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee sat.\n\nIt\n\nwas\n\nlate.\n\n“It rained,” said Bo Nyberg.")
    near = [evidence.reading.word(each.token) for each in candidates_of(evidence).near(0)]
    assert "Lee" not in near
    assert "Nyberg" in near


def test_mentions_of_one_entity_are_one_speaker(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee sat. Lee stood. The mayor slept.")
    candidates = candidates_of(evidence)
    first, second, mayor = map(candidates.who, candidates.all)
    assert first == second >= 0 > mayor


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Ann Lee: “It rained.”", "Lee"),
        ("“It rained.” — Ann Lee, mayor", "Lee"),
        ("“It rained.”\n\n— Ann Lee, mayor", "Lee"),
        ("“Gull in Love” — Ann Lee, director", None),
        ("“It rained.” — Ann Lee left early", None),
        ("“It rained,” said Ann Lee.", None),
    ],
)
def test_a_signature_is_a_label_before_or_a_name_behind_a_dash(
    evidence_of: Gather, body: str, name: str | None
) -> None:
    evidence = evidence_of(body)
    signed = candidates_of(evidence).signed(0)
    assert (None if signed is None else evidence.reading.word(signed)) == name


def test_a_title_leads_to_the_name_behind_it(evidence_of: Gather) -> None:
    evidence = evidence_of("Tunisia's coach Nabil Maaloul wept.")
    reading = evidence.reading
    assert reading.word(candidates_of(evidence).name_after(reading.words.index("coach"))) == "Maaloul"


def test_a_friend_is_not_the_person_they_befriend(evidence_of: Gather) -> None:
    evidence = evidence_of("A friend of Sela Brannock wept.")
    friend = evidence.reading.words.index("friend")
    assert candidates_of(evidence).name_after(friend) == friend


def test_two_times_the_same_pronoun_are_alike(evidence_of: Gather) -> None:
    candidates = candidates_of(evidence_of("She sat. She stood. They slept."))
    first, second, third = (each.token for each in candidates.all)
    assert candidates.alike(first, second)
    assert not candidates.alike(second, third)
