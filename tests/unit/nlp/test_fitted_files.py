"""Fitted files belong to the code that reads them, or say what differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.fitted_files import FittedFileMismatch, check_names

NAMES = st.lists(st.text("abc", min_size=1, max_size=3), unique=True, max_size=12)


def message(stored: list[str], code: list[str]) -> str:
    with pytest.raises(FittedFileMismatch) as caught:
        check_names("rankers.json", "features", stored, code, "services.nlp.fitting.rankers")
    return str(caught.value)


@given(NAMES)
def test_the_same_names_are_taken(names: list[str]) -> None:
    check_names("rankers.json", "features", list(names), names, "services.nlp.fitting.rankers")


@given(NAMES, NAMES)
def test_any_other_names_are_refused_by_name(stored: list[str], code: list[str]) -> None:
    if stored != code:
        told = message(stored, code)
        assert "rankers.json" in told
        assert "python -m services.nlp.fitting.rankers" in told
        assert ("only in the file" in told) == bool(set(stored) - set(code))
        assert ("only in the code" in told) == bool(set(code) - set(stored))


def test_a_name_too_many_and_one_too_few_are_told_apart() -> None:
    assert "only in the file: cue_tense; only in the code: cue_tag" in message(["a", "cue_tense"], ["a", "cue_tag"])


def test_another_order_is_told_by_position() -> None:
    assert "at other positions: 1: c in the file, b in the code, 2: b" in message(["a", "c", "b"], ["a", "b", "c"])


def test_many_differences_are_counted() -> None:
    assert "only in the file: a, b, c, d, e and 3 more" in message(list("abcdefgh"), [])


def test_a_name_that_stands_twice_is_told_by_the_length() -> None:
    assert "2 in the file, 1 in the code" in message(["a", "a"], ["a"])
