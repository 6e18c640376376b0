"""Features of a candidate for a quoted stretch, each on an invented sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.attribution.quoted_features import FIRST, PAIR_MEASURES, Features
from services.nlp.clauses.clause_spans import Clause
from services.nlp.parse.reading import Reading
from services.nlp.speakers.candidates import Candidates
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]

CASES: list[tuple[str, str, int, dict[str, float]]] = [
    (
        "“The bridge is late,” Corinne Ashgrove told the council.", "ashgrove", 0,
        {
            "pair_candidate_first": 0, "pair_tokens": 3, "pair_rank": 1, "pair_sentences": 0, "pair_paragraphs": 0,
            "pair_cue_tokens": 4, "pair_cue_between": 0, "pair_cue_before_candidate": 0, "pair_cue_in_sentence": 1,
            "pair_cue_height": 0, "pair_governor_height": 0, "pair_cue_is_governor": 1, "pair_other_content": 1,
            "pair_colon": 0, "pair_line_break": 0, "pair_stretches": 0,
        },
    ),
    (
        "“The bridge is late,” Corinne Ashgrove told the council.", "council", 0,
        {"pair_rank": 2, "pair_cue_between": 1, "pair_cue_before_candidate": 1, "pair_finite_verbs": 1},
    ),
    ("“The bridge is late,” said Corinne Ashgrove.", "ashgrove", 0, {"pair_tag": 3, "pair_other_content": 0}),
    ("Bo sat. Ann wept. “It rained,” she said.", "bo", 0, {"pair_tag": 2, "pair_sentences": -2, "pair_stops": 2}),
    ("Corinne Ashgrove said: “It rained.”", "ashgrove", 0,
     {"pair_colon": 1, "pair_colon_behind_cue": 1, "pair_candidate_first": 1, "pair_tag": 0}),
    ("Corinne Ashgrove came.\n\n“It rained.”", "ashgrove", 0, {"pair_line_break": 1, "pair_paragraphs": -1}),
    ("Corinne Ashgrove, who sat, and who wept — said “no”.", "ashgrove", 0, {"pair_commas": 2, "pair_dash": 1}),
    ("“It rained,” “it snowed,” said Corinne Ashgrove.", "ashgrove", 0, {"pair_stretches": 1}),
    ("“It rained” is what they say in Leeds.", "they", 0, {"pair_hangs_on_stretch": 0, "pair_cue_height": -1}),
]  # fmt: skip


def features_of(evidence_of: Gather, body: str, clauses: list[Clause]) -> tuple[Reading, Features, Candidates]:
    evidence = evidence_of(body)
    return evidence.reading, Features(evidence, clauses), evidence.candidates


def described(evidence_of: Gather, body: str, word: str, number: int) -> dict[str, float]:
    """The features of the candidate that a word is, for a stretch, by name."""
    reading, features, candidates = features_of(evidence_of, body, [])
    [candidate] = [c for c in candidates.all if reading.words[c.token] == word]
    return dict(zip(FIRST.names, features.describe(candidate, number).features, strict=True))


@pytest.mark.parametrize(("body", "word", "number", "expected"), CASES, ids=[f"{w}: {b}" for b, w, _, _ in CASES])
def test_a_feature_measures_what_its_table_says(
    evidence_of: Gather, body: str, word: str, number: int, expected: dict[str, float]
) -> None:
    features = described(evidence_of, body, word, number)
    assert {name: features[name] for name in expected} == expected


def test_every_feature_of_a_pair_is_measured_on_a_sentence() -> None:
    assert {name for *_, expected in CASES for name in expected} == set(PAIR_MEASURES)


def test_the_features_of_a_pair_stand_in_the_order_of_its_table(evidence_of: Gather) -> None:
    # given a stretch and a candidate
    _, features, candidates = features_of(evidence_of, "“It rained,” said Ann Lee.", [])
    pair = features.pairs(0)[0]
    stretch = features.stretch(0)
    # when the pair is described by name, then the names are the table's
    named = features.describe_pair(candidates.all[0], 0, stretch, pair.cue, 1)
    assert tuple(named) == tuple(PAIR_MEASURES)


def test_each_candidate_near_a_stretch_is_described_with_all_features(evidence_of: Gather) -> None:
    _, features, _ = features_of(evidence_of, "Bo sat. Ann wept. “It rained,” she said. “It snowed,” said Ann.", [])
    pairs = [pair for number in range(2) for pair in features.pairs(number)]
    assert len(pairs) > 2
    assert {len(pair.features) for pair in pairs} == {len(FIRST.names)}


def test_a_clause_of_the_candidate_that_holds_the_stretch_speaks_for_it(evidence_of: Gather) -> None:
    # given a clause of Ann's, as likely as can be, that holds a stretch
    body = "Ann Lee argued that the plan, “a joke”, would fail."
    reading = evidence_of(body).reading
    speaker, cue, first = (reading.words.index(word) for word in ("lee", "argued", "the"))
    clause = Clause(cue, speaker, [(first, len(reading) - 1)], "complement", first, probability=1.0)
    # when Ann is described for that stretch
    _, features, candidates = features_of(evidence_of, body, [clause])
    [ann] = [c for c in candidates.all if c.token == speaker]
    named = dict(zip(FIRST.names, features.describe(ann, 0).features, strict=True))
    # then the clause is hers, and what its cue reports
    assert (named["clause_of_candidate"], named["clause_of_other"], named["clause_of_cue"]) == (1, 0, 1)
    assert (named["clause_tokens_before"], named["clause_tokens_behind"]) == (4, 4)
