"""Features of the content of a clause, each on an invented sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.content_features import (
    CATEGORIES,
    ENDING_MEASURES,
    FOLLOWING_MEASURES,
    MEASURES,
    ContentFeatures,
)
from services.nlp.clauses.features import CLAUSE, describe_clauses
from services.nlp.lexicon.cues import NOUNS
from services.nlp.parse.reading import Reading
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]
Expected = dict[str, float | str]

CASES: list[tuple[str, str, Expected]] = [
    ("She said that the ferry would sink on Monday.", "the ferry would sink on Monday",
     {"content_way": "complement", "content_form": "clause", "content_act": 1,
      "content_first_dep": "ccomp", "content_that_plus_2_to": 1, "content_cut": 0,
      "content_second_source": 0, "content_head_tag": "VB", "content_head_dep": "ccomp",
      "content_opening_word": "that", "content_preposition": -1, "content_tokens": 6, "content_share_of_longest": 1,
      "content_before_cue": 0, "content_tokens_to_cue": 2, "content_speaker_to_cue": -1, "content_has_subject": 1,
      "content_has_modal": 1, "content_share_in_marks": 0, "content_edges_in_marks": 0, "content_pieces": 1,
      "content_head_type": -1, "content_followed_by": ".", "content_before_verb": 0, "content_behind_comma": 0,
      "content_breaks": 0, "content_finite_verbs": 1, "content_pronoun_1_verb_2": 0, "content_ends_sentence": 1,
      "ending_dep": "prep", "ending_preposition": "on", "ending_tag": -1, "ending_tokens": 2, "ending_on_head": 1,
      "ending_behind_break": 0, "ending_tag_of_cue": 0, "ending_speaking": 0, "ending_speaking_all": 0,
      "following_dep": -2, "following_tag": -2, "following_on_cue_1_content_2_head_4": 0, "following_gap": 1,
      "following_tokens": 0, "content_rivals": 2}),
    ("She said that the ferry would sink on Monday.", "the ferry would sink",
     {"content_cut": 4, "content_share_of_longest": 4 / 6, "following_dep": "prep", "following_tokens": 2,
      "following_on_cue_1_content_2_head_4": 6, "following_gap": 0}),
    ("She promised to help them.", "to help them",
     {"content_pronoun_1_verb_2": 2, "content_way": "infinitive", "content_form": "infinitive", "content_act": 1}),
    ("“It rained,” she said.", "It rained",
     {"content_share_in_marks": 1, "content_edges_in_marks": 3, "content_before_cue": 1,
      "content_pronoun_1_verb_2": 1, "content_followed_by": ","}),
    ("The ferry, Ann said, was late.", "The ferry … was late", {"content_pieces": 2}),
    ("Ann denied the claims.", "the claims", {"content_head_is_noun": 1, "content_way": "object"}),
    ("Ann spoke about the ferry.", "the ferry", {"content_preposition": "about"}),
    ("Ann praised Corinne Ashgrove.", "Corinne Ashgrove",
     {"content_head_type": "PERSON", "content_form": "object", "content_act": 0}),
    ("Ann hoped that it rained.", "it rained", {"content_act": 2}),
    ("Ann said that the ferry, a wreck, sank.", "the ferry, a wreck, sank", {"content_breaks": 2}),
    ("Ann said that Bo told her that it sank.", "Bo told her that it sank", {"ending_speaking_all": 1}),
]  # fmt: skip
"""Sentence, content, features."""


def clauses_of(evidence_of: Gather, body: str) -> tuple[Reading, list[Clause], ContentFeatures]:
    evidence = evidence_of(body)
    return evidence.reading, describe_clauses(evidence), ContentFeatures(evidence)


def content(reading: Reading, clause: Clause) -> str:
    return " … ".join(reading.slice(a, b) for a, b in clause.ranges)


@pytest.mark.parametrize(("body", "text", "expected"), CASES, ids=[f"{text}: {body}" for body, text, _ in CASES])
def test_a_feature_measures_what_its_table_says(evidence_of: Gather, body: str, text: str, expected: Expected) -> None:
    reading, clauses, _ = clauses_of(evidence_of, body)
    clause = next(c for c in clauses if content(reading, c) == text)
    named = dict(zip(CLAUSE.names, clause.features, strict=True))
    for name, value in expected.items():
        code = CATEGORIES[name].index(value) if isinstance(value, str) else value
        assert named[name] == pytest.approx(code), name


def test_every_feature_is_measured_on_a_sentence() -> None:
    measured = {name for _, _, expected in CASES for name in expected}
    assert measured | {f"content_head_is_{name}" for name in NOUNS} == {
        *MEASURES, *ENDING_MEASURES, *FOLLOWING_MEASURES,
    }  # fmt: skip


@pytest.mark.parametrize("body", sorted({body for body, _, _ in CASES}))
def test_features_stand_in_the_order_of_their_tables(evidence_of: Gather, body: str) -> None:
    _, clauses, features = clauses_of(evidence_of, body)
    for clause in clauses:
        assert tuple(features.of_content(clause, 1, 1)) == tuple(MEASURES)
        assert tuple(features.of_ending(clause)) == tuple(ENDING_MEASURES)
        assert tuple(features.of_following(clause)) == tuple(FOLLOWING_MEASURES)
        assert len(clause.features) == len(CLAUSE.names)
