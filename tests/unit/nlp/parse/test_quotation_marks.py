"""The parser of quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.parse.paragraphs import paragraphs
from services.nlp.parse.quotation_marks import Segment, segments


def parsed(text: str) -> list[Segment]:
    return segments(text, paragraphs(text))


def inside(text: str) -> list[str]:
    return [text[s.start : s.end] for s in parsed(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” said Ann.", ["We won,"]),
        ('"We won," said Ann. "At last."', ["We won,", "At last."]),
        ("«We won», said Ann.", ["We won"]),
        ("``We won,'' said Ann.", ["We won,"]),
        ("„We won“, said Ann.", ["We won"]),
        ("‘‘We won,’’ said Ann.", ["We won,"]),
        ("‘We won,’ said Ann. ‘At last.’", ["We won,", "At last."]),
        ("'We won,' said Ann. 'It's the players' day.'", ["We won,", "It's the players' day."]),
        ("Nothing is said here.", []),
        ("“” and nothing", []),
    ],
)
def test_each_kind_of_mark_is_known(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


def test_a_quote_within_a_quote_is_part_of_it() -> None:
    assert inside("“He said ‘no’ to me,” said Ann.") == ["He said ‘no’ to me,"]
    assert inside("“He said “no” to me,” said Ann.") == ["He said “no” to me,"]


def test_double_marks_stand_within_single_ones_where_the_article_quotes_with_single_ones() -> None:
    text = "‘When I asked,’ he said, ‘she told me: “No.” That was all.’"
    assert inside(text) == ["When I asked,", "she told me: “No.” That was all."]


def test_apostrophes_inches_and_years_are_no_marks() -> None:
    assert inside("The Smiths' dog is 6'2\" tall and doesn't like the '90s or the ’80s.") == []


def test_a_quote_runs_over_paragraphs_that_open_with_a_mark_again() -> None:
    first, second, third = parsed("“We won.\n\n“We really won.\n\n“At last,” said Ann.")
    assert (first.closed, second.closed, third.closed) == (False, False, True)
    assert (first.continues, second.continues, third.continues) == (False, True, True)


def test_paragraphs_without_a_mark_are_of_the_quote_that_opens_before_and_closes_behind_them() -> None:
    text = "“It rained.\n\nIt rained on.\n\nIt rained in,” said Lee."
    quoted = [(text[s.start : s.end], s.continues) for s in parsed(text)]
    assert quoted == [("It rained.", False), ("It rained on.", True), ("It rained in,", True)]


@pytest.mark.parametrize(
    "after",
    [
        "It rained.\n\nIt rained.\n\nIt rained.\n\nIt rained.\n\nIt rained,” said Lee.",  # too far behind
        "It rained.\n\n“It rained,” said Lee.",  # another quote opens
    ],
)
def test_a_mark_that_is_never_closed_takes_no_paragraphs_of_the_article(after: str) -> None:
    text = f"Lee said: “We won.\n\n{after}"
    assert all(text[s.start : s.end] != "It rained." for s in parsed(text))


@pytest.mark.parametrize("odd", ["She “never came.", "She never came.” So they say.", 'She "never came.', "‘She never"])
def test_an_odd_mark_spoils_its_own_paragraph_only(odd: str) -> None:
    text = f"“One,” said Ann.\n\n{odd}\n\n“Two,” said Ann.\n\n“Three.”"
    found = [text[s.start : s.end] for s in parsed(text) if s.paragraph != 1]
    assert found == ["One,", "Two,", "Three."]


def test_a_lost_opening_mark_is_forgiven_at_the_start_of_a_paragraph() -> None:
    [segment] = parsed("We won,” said Ann.")
    assert (segment.start, segment.end, segment.opened) == (0, 7, False)


@given(st.text(alphabet="ab .,\n“”‘’'\"«»„`(", max_size=200))
def test_segments_are_disjoint_ordered_and_within_their_paragraph(text: str) -> None:
    bounds = paragraphs(text)
    last = 0
    for s in segments(text, bounds):
        low, high = bounds[s.paragraph]
        assert low <= s.start < s.end <= high
        assert s.start >= last
        last = s.end


def test_ten_thousand_marks_in_a_row_are_no_quote() -> None:
    for mark in "“”\"'‘’«":
        assert parsed(mark * 10_000) == []
