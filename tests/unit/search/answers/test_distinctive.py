"""Distinctive terms: what they are, what they are not, and that nothing but the texts decides."""

from __future__ import annotations

from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.answers.distinctive import TERMS, distinctive
from services.search.answers.models import DistinctiveTerm

words = st.sampled_from(["the", "we", "ferry", "ferries", "Harbour", "boat", "don't", "7", "Łódź", "東京", "x"])
texts = st.lists(st.lists(words, min_size=1, max_size=8).map(" ".join), max_size=12)


def terms(found: list[DistinctiveTerm]) -> list[str]:
    return [each.term for each in found]


def test_the_score_is_the_z_score_of_the_paper() -> None:
    # given: "ferry" 4 times in 8 words on one side, 1 time in 5 on the other
    a, b = ["ferry ferry boat boat", "ferry ferry boat dock"], ["ferry boat boat dock dock"]
    # when
    first = next(each for each in distinctive(a, b)[0] if each.term == "ferry")
    # then: equation 22, every count with the prior of 5 in 13 words
    y_a, n_a, y_b, n_b = 4 + 5, 8 + 13, 1 + 5, 5 + 13
    z = (log(y_a / (n_a - y_a)) - log(y_b / (n_b - y_b))) / sqrt(1 / y_a + 1 / y_b)
    assert first.score == round(z, 3)
    assert (first.count, first.other_count) == (4, 1)


def test_function_words_do_not_drown_what_it_is_about() -> None:
    a = [f"We said that we would not do it, and we don't, because of the dredging: {n}" for n in range(50)]
    b = [f"They should have done what they could for the lighthouse, {n} times over" for n in range(50)]
    found_a, found_b = distinctive(a, b)
    assert terms(found_a) == ["dredging", "said"]
    assert set(terms(found_b)) == {"lighthouse", "times"}


def test_a_rare_word_of_one_side_comes_before_a_common_one_that_it_uses_more() -> None:
    a = [f"budget plan {n}" for n in range(200)] + [f"subsidy number {n}" for n in range(40)]
    b = [f"budget plan {n}" for n in range(130)] + [f"paper number {n}" for n in range(110)]
    assert terms(distinctive(a, b)[0]) == ["subsidy", "budget", "plan"]


def test_a_little_more_is_not_far_more() -> None:
    a = ["The ferry sails"] * 2 + ["A ferry came", "One ferry left", "Boats came"]
    b = ["The ferry stays", "A ferry went", "Boats went", "Boats stay"]
    assert "ferry" not in terms(distinctive(a, b)[0])


def test_a_quote_that_is_reprinted_counts_once() -> None:
    a = ["The ferry sails"] * 40 + ["A ferry, again"]
    assert next(each for each in distinctive(a, ["Nothing sails here"])[0] if each.term == "ferry").count == 2


def test_forms_of_a_word_are_one_term_spelt_as_it_is_most_often() -> None:
    a = ["Two ferries left", "All ferries left", "One ferry came"]
    (ferry,) = [each for each in distinctive(a, ["Two boats left", "All boats left"])[0] if each.term == "ferries"]
    assert ferry.count == 3


def test_numbers_and_lone_letters_are_no_terms() -> None:
    assert distinctive(["42 x 42 x", "42 x now"], ["nothing of it"]) == ([], [])


def test_what_is_said_once_is_no_term() -> None:
    assert distinctive(["The ferry sails"], ["The boat sinks"]) == ([], [])


@pytest.mark.parametrize("texts", [[], ["the ferry sails, the ferry stays"]])
def test_nobody_is_set_apart_from_silence_or_from_oneself(texts: list[str]) -> None:
    assert distinctive(texts, ["the ferry sails, the ferry stays"]) == ([], [])
    assert distinctive(["ferry ferry"], texts)[1] == []


@given(a=texts, b=texts, data=st.data())
def test_the_order_of_quotes_does_not_matter(a: list[str], b: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(a)), data.draw(st.permutations(b))
    assert distinctive(*shuffled) == distinctive(a, b)


@given(a=texts, b=texts)
def test_sides_mirror_each_other_and_share_no_term(a: list[str], b: list[str]) -> None:
    found_a, found_b = distinctive(a, b)
    assert distinctive(b, a) == (found_b, found_a)
    assert not set(terms(found_a)) & set(terms(found_b))
    for found in (found_a, found_b):
        assert len(found) <= TERMS
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        assert all(each.score >= 0 and each.count >= 2 for each in found)
