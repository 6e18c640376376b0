"""Candidates: which noun phrases may speak, how far they stand from a segment, and how they hang on a verb."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.speakers.candidates import Candidate, Candidates
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]


def words(evidence: Evidence, candidates: list[Candidate]) -> list[str]:
    return [evidence.reading.word(candidate.token) for candidate in candidates]


def candidate(evidence: Evidence, word: str) -> Candidate:
    [found] = [c for c in evidence.candidates.all if evidence.reading.word(c.token) == word]
    return found


def test_nobody_inside_quotation_marks_is_a_candidate(evidence_of: Gather) -> None:
    evidence = evidence_of("“The mayor lied to Bo Nyberg,” said Ann Lee.")
    assert words(evidence, evidence.candidates.all) == ["Lee"]


@pytest.mark.parametrize(
    ("sentence", "word", "link"),
    [
        ("Ann Lee said that it rained.", "Lee", "subject"),
        ("The plan was praised by Ann Lee.", "Lee", "agent"),
        ("Nobody asked Ann Lee.", "Lee", "object"),
        ("The mayor spoke with Ann Lee.", "Lee", "oblique"),
        ("“No,” grumbled Lee.", "Lee", "subject"),  # whatever the parser takes the name for
    ],
)
def test_a_candidate_tells_how_it_hangs_on_its_verb(evidence_of: Gather, sentence: str, word: str, link: str) -> None:
    evidence = evidence_of(sentence)
    assert candidate(evidence, word).link == link
    assert evidence.reading.tags[candidate(evidence, word).governor][0] == "V"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Tunisia's coach Nabil Maaloul left.", {"Maaloul"}),
        ("Governor of Idaho Ann Lee left.", {"Lee"}),
    ],
)
def test_a_title_and_the_name_behind_it_are_one_candidate(evidence_of: Gather, sentence: str, names: set[str]) -> None:
    evidence = evidence_of(sentence)
    assert set(words(evidence, evidence.candidates.all)) - {"Tunisia", "Idaho"} == names


def test_candidates_of_a_segment_stand_three_paragraphs_before_it_or_one_behind(evidence_of: Gather) -> None:
    # given a quote in the sixth of nine paragraphs, each of which names somebody
    names = ["Ann", "Bea", "Cal", "Dan", "Eve", "Fay", "Gus", "Hal", "Ida"]
    body = "\n\n".join("“It rained,” Fay Orr said." if n == "Fay" else f"{n} Orr left the room." for n in names)
    evidence = evidence_of(body)
    # when the candidates near it are asked for
    near = evidence.candidates.near(0)
    # then they are of the paragraphs from the third to the seventh
    mentions = [evidence.entities.mention_at(c.token) for c in near]
    assert {m.text for m in mentions if m} == {"Cal Orr", "Dan Orr", "Eve Orr", "Fay Orr", "Gus Orr"}


def test_the_nearest_candidate_on_either_side_has_rank_one(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee met Bo Nyberg. “It rained,” said Cal Orr to Dan Poe.")
    ranks = {evidence.reading.word(c.token): evidence.candidates.rank(c, 0) for c in evidence.candidates.all}
    assert ranks == {"Lee": 2, "Nyberg": 1, "Orr": 1, "Poe": 2}


def test_mentions_of_one_entity_are_one_speaker_and_nameless_phrases_are_each_their_own(evidence_of: Gather) -> None:
    evidence = evidence_of("Ann Lee met a clerk. Lee met another clerk.")
    first, clerk, again, other = (evidence.candidates.who(c) for c in evidence.candidates.all)
    assert first == again >= 0
    assert clerk != other
    assert max(clerk, other) < 0


@pytest.mark.parametrize(
    ("body", "signer"),
    [
        ("Ann Lee: “It rained all night.”", "Lee"),
        ("“It rained all night.” — Ann Lee, mayor", "Lee"),
        ("“It rained all night.”\n\n— Ann Lee, mayor", "Lee"),
        ("“It rained all night.” — Ann Lee left the room.", None),
        ("“Rain in Love” — Ann Lee, director", None),  # a title
        ("The review said: “It rained all night.”", None),
    ],
)
def test_a_signature_is_a_name_before_a_colon_or_behind_a_dash(
    evidence_of: Gather, body: str, signer: str | None
) -> None:
    evidence = evidence_of(body)
    token = evidence.candidates.signed(0)
    assert (None if token is None else evidence.reading.word(token)) == signer


def test_a_text_without_candidates_has_none_near_its_segment(evidence_of: Gather) -> None:
    evidence = evidence_of("“Rain!”")
    candidates = Candidates(evidence.reading, evidence.segments, evidence.entities)
    assert candidates.near(0) == candidates.all == []
