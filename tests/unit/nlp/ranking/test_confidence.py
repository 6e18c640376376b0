"""Confidence: a curve keeps the order of what a ranker says, and stays a probability."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.nlp.ranking.confidence import Curve, curves

probabilities = st.floats(0, 1)


@given(probabilities, probabilities)
def test_the_surer_quote_stays_the_surer_one(one: float, other: float) -> None:
    for curve in curves().values():
        assert 0 < curve(one) < 1
        assert one > other or curve(one) <= curve(other)


@given(st.floats(0.001, 0.999))
def test_a_curve_of_slope_one_without_a_shift_changes_nothing(probability: float) -> None:
    assert abs(Curve(1, 0)(probability) - probability) < 1e-9


@given(st.floats(0.01, 0.99))
def test_what_a_ranker_said_is_known_from_the_share_that_is_right(probability: float) -> None:
    for curve in curves().values():
        assert abs(curve.before(curve(probability)) - probability) < 1e-6


def test_both_kinds_have_a_curve() -> None:
    assert set(curves()) == {"clauses", "marks"}
