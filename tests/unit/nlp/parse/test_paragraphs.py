"""Paragraphs: lines of a page, blocks of newswire; pieces for the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.parse.paragraphs import paragraphs, pieces


def shown(text: str) -> list[str]:
    return [text[a:b] for a, b in paragraphs(text)]


def test_each_line_of_a_page_is_a_paragraph() -> None:
    assert shown("The bridge is late.\n  It rained.  \n\nNobody came.") == [
        "The bridge is late.", "It rained.", "Nobody came.",
    ]  # fmt: skip


def test_lines_wrapped_by_hand_are_parted_by_blank_lines_only() -> None:
    # given a text whose lines end in the middle of sentences
    block = "The bridge is late\n" * 6 + "and nobody came."
    # when it is cut into paragraphs, then each block is one
    assert shown(f"{block}\n\n{block}") == [block, block]


@pytest.mark.parametrize("text", ["", " ", "\n\n \n"])
def test_blank_space_is_not_a_paragraph(text: str) -> None:
    assert shown(text) == []


@given(st.text("ab .\n\t", max_size=200))
def test_paragraphs_hold_every_letter_once_and_begin_and_end_with_one(text: str) -> None:
    found = shown(text)
    assert [p for p in found if p != p.strip() or not p] == []
    assert "".join("".join(found).split()) == "".join(text.split())


def test_a_long_text_is_cut_where_a_paragraph_ends_else_a_word_else_anywhere() -> None:
    text = "aaaa bbbb\ncccc dddd eeeeeeeeeeeeee"
    assert [text[a:b] for a, b in pieces(text, 11)] == ["aaaa bbbb\n", "cccc dddd ", "eeeeeeeeeee", "eee"]


@given(st.text("ab \n", max_size=100), st.integers(1, 20))
def test_pieces_cover_the_text_and_are_short_enough(text: str, limit: int) -> None:
    cut = list(pieces(text, limit))
    assert "".join(text[a:b] for a, b in cut) == text
    assert all(b - a <= limit for a, b in cut)
