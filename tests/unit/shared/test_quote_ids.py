"""Ids of quotes: what they are made from, and what the last release made."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.quote_ids import DIGITS, quote_id, quote_id_of_release_0_2

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
PARTS = st.tuples(WORDS, st.sampled_from(["body", "title"]), WORDS, st.integers(1, 99))


@given(PARTS, PARTS)
def test_quotes_share_an_id_where_article_place_words_and_number_are_the_same(
    one: tuple[str, str, str, int], other: tuple[str, str, str, int]
) -> None:
    assert (quote_id(*one) == quote_id(*other)) == (one == other)
    assert len(quote_id(*one)) == DIGITS


def test_an_id_of_the_last_release_is_the_one_that_it_gave() -> None:
    # given: an id that release 0.2 wrote for “We won,” said Ann Lee.
    assert quote_id_of_release_0_2("a1", "body", "Ann Lee", "We won,") == "2ef94a1680f5efb34fe6"


def test_a_quote_of_nobody_had_an_id_without_a_name() -> None:
    of_nobody = quote_id_of_release_0_2("a1", "body", None, "It rains")
    assert of_nobody == quote_id_of_release_0_2("a1", "body", "", "It rains")
