"""Features of candidates and of their cues by themselves, each on an invented sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.attribution.candidate_features import (
    CANDIDATE_MEASURES,
    CATEGORIES,
    CUE_MEASURES,
    CandidateFeatures,
)
from services.nlp.lexicon.cues import CLASSES
from services.nlp.parse.reading import Reading
from services.nlp.speakers.candidates import Candidates
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]
Expected = dict[str, float | str]

CANDIDATES: list[tuple[str, str, Expected]] = [
    ("Corinne Ashgrove said no.", "ashgrove",
     {"candidate_dep": "nsubj", "candidate_link": "subject", "candidate_type": "PERSON", "candidate_tag": "NNP",
      "candidate_speaks": 1, "candidate_mentions": 1, "candidate_he_or_she": 0, "candidate_definite": 0}),
    ("She may say no.", "she", {"candidate_he_or_she": 1, "candidate_modal": 1, "candidate_mentions": 0}),
    ("They said no.", "they", {"candidate_they_we_who": 1, "candidate_modal": 0}),
    ("The statement said no.", "statement", {"candidate_is_content": 1, "candidate_definite": 1}),
    ("A spokesman said no.", "spokesman", {"candidate_indefinite": 1, "candidate_type": -1}),
    ("It was denied by the council.", "council", {"candidate_link": "agent", "candidate_dep": "pobj"}),
]  # fmt: skip

CUES: list[tuple[str, str, Expected]] = [
    ("She said no.", "said",
     {"cue_is_say": 1, "cue_is_tell": 0, "cue_tag": "VBD", "cue_dep": "ROOT", "cue_passive": 0, "cue_negated": 0,
      "cue_is_according": 0, "cue_modal_or_to": 0}),
    ("She did not say no.", "say", {"cue_negated": 1, "cue_tag": "VB"}),
    ("She was told no.", "told", {"cue_passive": 1, "cue_is_tell": 1, "cue_tag": "VBN"}),
    ("She would say no.", "say", {"cue_modal_or_to": 1}),
    ("According to Ann, no.", "according", {"cue_is_according": 1, "cue_is_say": 1}),
    ("She swam.", "swam", {f"cue_is_{name}": 0.0 for name in CLASSES}),
]  # fmt: skip


def features_of(evidence_of: Gather, body: str) -> tuple[Reading, Candidates, CandidateFeatures]:
    evidence = evidence_of(body)
    return evidence.reading, evidence.candidates, CandidateFeatures(evidence)


def check(features: dict[str, float], expected: Expected) -> None:
    for name, value in expected.items():
        code = CATEGORIES[name].index(value) if isinstance(value, str) else value
        assert features[name] == code, name


@pytest.mark.parametrize(("body", "word", "expected"), CANDIDATES, ids=[body for body, _, _ in CANDIDATES])
def test_a_feature_of_a_candidate_measures_what_its_table_says(
    evidence_of: Gather, body: str, word: str, expected: Expected
) -> None:
    reading, candidates, features = features_of(evidence_of, body)
    [candidate] = [c for c in candidates.all if reading.words[c.token] == word]
    named = features.describe_candidate(candidate)
    assert tuple(named) == tuple(CANDIDATE_MEASURES)
    assert features.of_candidate(candidate) == list(named.values())
    check(named, expected)


@pytest.mark.parametrize(("body", "word", "expected"), CUES, ids=[body for body, _, _ in CUES])
def test_a_feature_of_a_cue_measures_what_its_table_says(
    evidence_of: Gather, body: str, word: str, expected: Expected
) -> None:
    reading, _, features = features_of(evidence_of, body)
    cue = reading.words.index(word)
    named = features.describe_cue(cue)
    assert tuple(named) == tuple(CUE_MEASURES)
    assert features.of_cue(cue) == list(named.values())
    check(named, expected)


def test_every_feature_is_measured_on_a_sentence() -> None:
    assert {name for _, _, expected in CANDIDATES for name in expected} == set(CANDIDATE_MEASURES)
    assert {name for _, _, expected in CUES for name in expected} == set(CUE_MEASURES)


def test_no_cue_is_of_no_class_and_no_category(evidence_of: Gather) -> None:
    _, _, features = features_of(evidence_of, "She said no.")
    assert set(features.of_cue(-1)) == {0.0, -1.0}
