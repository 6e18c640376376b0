"""Features of a quoted stretch by itself, each on an invented sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.attribution.stretch_features import CATEGORIES, MEASURES, StretchFeatures
from services.nlp.speakers.evidence import Evidence

Gather = Callable[[str], Evidence]

CASES: list[tuple[str, int, dict[str, float | str]]] = [
    (
        "“The bridge is late,” Corinne Ashgrove told the council.",
        0,
        {
            "stretch_tokens": 5, "stretch_capital": 1, "stretch_ending": ",", "stretch_opens_paragraph": 1,
            "stretch_ends_paragraph": 0, "stretch_finite_verbs": 1, "stretch_exit_dep": "ccomp",
            "stretch_heads_outside": 1, "stretch_exit_head_speaks": 1, "stretch_exit_head_judges": 0,
            "stretch_exit_head_is_cue": 1, "stretch_followed_by": "NNP", "stretch_own_words": 0,
            "stretch_tokens_from_previous": 60, "stretch_tokens_to_next": 60, "stretch_capitalised_share": 0,
        },
    ),
    (
        "Ashgrove called it “a Mess of Our making”.",
        0,
        {
            "stretch_capital": 0, "stretch_ending": -1, "stretch_opens_paragraph": 0, "stretch_ends_paragraph": 1,
            "stretch_exit_head_judges": 1, "stretch_capitalised_share": 1 / 2, "stretch_own_words": 1,
            "stretch_punctuation_behind": 1, "stretch_preceded_by": "any", "stretch_finite_verbs": 0,
        },
    ),
    (
        "“We left,” she said. “It rained. Nobody came.”",
        1,
        {
            "stretch_sentence_breaks": 1, "stretch_beside_previous": 1, "stretch_beside_next": 0,
            "stretch_tokens_from_previous": 5, "stretch_preceded_by": "stop", "stretch_followed_by": "",
        },
    ),
    ("“We left,” she said. “It rained.”", 0, {"stretch_beside_next": 1, "stretch_tokens_to_next": 5}),
    ("She said: “No.”", 0, {"stretch_preceded_by": ":"}),
    ("She said that “it rained”.", 0, {"stretch_preceded_by": "that"}),
    ("She wore the “winter” coat.", 0, {"stretch_preceded_by": "determiner", "stretch_followed_by": "NN"}),
    ("She spoke of “winter”.", 0, {"stretch_preceded_by": "preposition"}),
    ("She wrote “winter”.", 0, {"stretch_preceded_by": "verb"}),
    ("“No one came", 0, {"stretch_not_closed": 1, "stretch_not_opened": 0}),
    ("No one came,” she said.", 0,
     {"stretch_not_closed": 0, "stretch_not_opened": 1, "stretch_preceded_by": "nothing"}),
    ("“No,” she said. ‘Gull in love’ was sold.", 1, {"stretch_single_marks": 1}),
    ("“It rained.\n\n“Nobody came,” she said.", 1, {"stretch_continues": 1}),
]  # fmt: skip


def described(evidence_of: Gather, body: str, number: int) -> dict[str, float]:
    return StretchFeatures(evidence_of(body)).describe(number).features


@pytest.mark.parametrize(("body", "number", "expected"), CASES, ids=[body for body, _, _ in CASES])
def test_a_feature_measures_what_its_table_says(
    evidence_of: Gather, body: str, number: int, expected: dict[str, float | str]
) -> None:
    features = described(evidence_of, body, number)
    assert tuple(features) == tuple(MEASURES)
    for name, value in expected.items():
        code = CATEGORIES[name].index(value) if isinstance(value, str) else value
        assert features[name] == pytest.approx(code), name


def test_every_feature_is_measured_on_a_sentence() -> None:
    assert {name for _, _, expected in CASES for name in expected} == set(MEASURES)


def test_a_stretch_knows_what_stands_above_and_below_it(evidence_of: Gather) -> None:
    # given a stretch that a verb of speaking governs
    evidence = evidence_of("“The bridge is late,” Corinne Ashgrove told the council.")
    # when it is described, then that verb stands above, one step up
    stretch = StretchFeatures(evidence).describe(0)
    assert stretch.up == {evidence.reading.words.index("told"): 0}
    assert stretch.down == set()
