"""Features of the cue and the speaker of a clause, each on an invented sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.clauses.cue_features import CATEGORIES, CUE_MEASURES, SPEAKER_MEASURES, CueFeatures
from services.nlp.lexicon.cues import ATTITUDES, CLASSES, NOUNS, Cues
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.lexicon.verb_similarity import GROUPS, verb_similarity
from services.nlp.parse.reading import Reading
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]
Expected = dict[str, float | str]

CUES: list[tuple[str, str, Expected]] = [
    ("She said that it rained.", "said",
     {"cue_is_say": 1, "cue_attitude_claim": 1, "cue_tag": "VBD", "cue_dep": "ROOT", "cue_has_ccomp_plus_2_xcomp": 1,
      "cue_with_be": 0, "cue_negated": 0, "cue_has_object": 0, "cue_in_marks": 0, "cue_below_cue": 0,
      "cue_steps_to_cue": -1, "cue_tokens_to_end": 5, "cue_tokens_from_start": 1, "cue_sentence_tokens": 6,
      "cue_in_first_paragraph": 1, "cue_behind_verb": 0, "cue_before_verb": 0}),
    ("She is planning to leave.", "planning", {"cue_with_be": 1, "cue_has_ccomp_plus_2_xcomp": 2}),
    ("She will deny it.", "deny", {"cue_with_modal": 1, "cue_has_object": 1, "cue_is_deny": 1, "cue_behind_verb": 0}),
    ("She has denied it.", "denied", {"cue_with_have": 1, "cue_with_modal": 0, "cue_behind_verb": 1}),
    ("She wants to deny it.", "deny", {"cue_with_to": 1}),
    ("She did not deny it.", "deny", {"cue_negated": 1}),
    ("She left because he said no.", "said", {"cue_has_mark": 1}),
    ("“He said no,” she said.", "said", {"cue_in_marks": 1}),
    ("Ann said that Bo denied it.", "denied", {"cue_below_cue": 1, "cue_steps_to_cue": 0}),
    ("She has denied winning it.", "denied", {"cue_before_verb": 1}),
    ("It rained.\nShe said no.", "said", {"cue_in_first_paragraph": 0}),
    ("Her claim was false.", "claim", {"cue_noun_noun": 1, "cue_tokens_from_start": 1}),
]  # fmt: skip
"""Sentence, cue, features; the first word of the text that is it."""

SPEAKERS: list[tuple[str, str, Expected]] = [
    ("Corinne Ashgrove said no. Ashgrove left.", "ashgrove",
     {"speaker_tag": "NNP", "speaker_type": "PERSON", "speaker_mentions": 2, "speaker_he_or_she": 0,
      "speaker_in_marks": 0}),
    ("She said no.", "she", {"speaker_he_or_she": 1, "speaker_pronoun_plus_2_it": 0, "speaker_mentions": 0}),
    ("They said no.", "they", {"speaker_pronoun_plus_2_it": 1}),
    ("It said no.", "it", {"speaker_pronoun_plus_2_it": 3}),
    ("The report said no.", "report", {"speaker_is_content": 1, "speaker_has_article": 1}),
    ("Spokesmen and a nurse said no.", "nurse", {"speaker_person_plus_2_body": 1}),
    ("The council said no.", "council", {"speaker_person_plus_2_body": 2}),
    ("“The council said no,” she said.", "council", {"speaker_in_marks": 1}),
]  # fmt: skip


def features_of(evidence_of: Gather, body: str) -> tuple[Reading, Cues, CueFeatures]:
    evidence = evidence_of(body)
    return evidence.reading, evidence.cues, CueFeatures(evidence)


def check(features: dict[str, float], expected: Expected) -> None:
    for name, value in expected.items():
        code = CATEGORIES[name].index(value) if isinstance(value, str) else value
        assert features[name] == code, name


@pytest.mark.parametrize(("body", "word", "expected"), CUES, ids=[f"{word}: {body}" for body, word, _ in CUES])
def test_a_feature_of_a_cue_measures_what_its_table_says(
    evidence_of: Gather, body: str, word: str, expected: Expected
) -> None:
    reading, cues, features = features_of(evidence_of, body)
    others = [i for i in range(len(reading)) if cues.verb_classes(i)]
    named = features.of_cue(reading.words.index(word), others)
    assert tuple(named) == tuple(CUE_MEASURES)
    check(named, expected)


@pytest.mark.parametrize("body", ["She said no.", "Her claim was false.", "She praised and blamed him.", "It blogged."])
def test_the_classes_and_the_similarity_of_a_cue_are_the_lexicons(evidence_of: Gather, verbs: Verbs, body: str) -> None:
    # given every token of a sentence
    reading, cues, features = features_of(evidence_of, body)
    for token in range(len(reading)):
        # when it is described as a cue
        named = features.of_cue(token, [])
        # then it has the classes of the lexicon, and no others
        assert {n for n in CLASSES if named[f"cue_is_{n}"]} == cues.verb_classes(token) & set(CLASSES)
        assert {n for n in ATTITUDES if named[f"cue_attitude_{n}"]} == cues.attitude_classes(token) & set(ATTITUDES)
        assert {n for n in NOUNS if named[f"cue_noun_{n}"]} == cues.noun_classes(token)
        near = verb_similarity(verbs).of(verbs.lemma(reading.words[token]))
        assert [named[f"cue_near_{group}"] for group in GROUPS] == list(near)


@pytest.mark.parametrize(("body", "word", "expected"), SPEAKERS, ids=[body for body, _, _ in SPEAKERS])
def test_a_feature_of_a_speaker_measures_what_its_table_says(
    evidence_of: Gather, body: str, word: str, expected: Expected
) -> None:
    reading, _, features = features_of(evidence_of, body)
    named = features.of_speaker(reading.words.index(word))
    assert tuple(named) == tuple(SPEAKER_MEASURES)
    check(named, expected)


def test_every_feature_is_measured_on_a_sentence() -> None:
    of_lexicon = {f"cue_is_{n}" for n in CLASSES} | {f"cue_attitude_{n}" for n in ATTITUDES}
    of_lexicon |= {f"cue_noun_{n}" for n in NOUNS} | {f"cue_near_{n}" for n in GROUPS}
    assert {name for _, _, expected in CUES for name in expected} | of_lexicon == set(CUE_MEASURES)
    assert {name for _, _, expected in SPEAKERS for name in expected} == set(SPEAKER_MEASURES)


def test_nobody_has_no_features(evidence_of: Gather) -> None:
    _, _, features = features_of(evidence_of, "It rained.")
    assert set(features.of_speaker(-1).values()) == {-1.0}
