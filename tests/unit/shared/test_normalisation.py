"""Stream-safe text: runs of combining marks are cut, and nothing else changes. Pieces: they may be normalised alone."""

from __future__ import annotations

import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.normalisation import MAX_MARKS, PIECE_CHARS, _begins_anew, pieces, stream_safe, without_long_runs

ACUTE, IOTA, BELOW = "\u0301", "\u0345", "\u0316"
OF_TWO_PARTS = "\u0344"
ASTRAL = "\U0001d165"
MARKS = [ACUTE, IOTA, BELOW, OF_TWO_PARTS, ASTRAL, "\u0f73", "\uff9e", "\u3099"]
LETTERS = ["a", "é", "ᾧ", "か", "\U00010400", "😀", "\u034f", " "]

texts = st.lists(st.tuples(st.sampled_from(MARKS + LETTERS), st.integers(1, 40))).map(
    lambda runs: "".join(character * count for character, count in runs)
)


def longest_run(text: str) -> int:
    decomposed = unicodedata.normalize("NFKD", text)
    runs = groupby(decomposed, key=lambda part: unicodedata.combining(part) != 0)
    return max((len(list(run)) for marks, run in runs if marks), default=0)


@given(texts)
def test_no_run_is_longer_than_thirty_marks(text: str) -> None:
    assert longest_run(stream_safe(text)) <= MAX_MARKS


@given(texts)
def test_only_joiners_are_added(text: str) -> None:
    assert stream_safe(text).replace("\u034f", "") == text.replace("\u034f", "")


@given(st.one_of(texts, st.text()))
def test_text_without_long_runs_stays_as_it_is(text: str) -> None:
    if longest_run(text) <= MAX_MARKS:
        assert stream_safe(text) == text


@given(texts)
def test_stream_safe_text_is_not_changed_again(text: str) -> None:
    assert stream_safe(stream_safe(text)) == stream_safe(text)


@given(texts)
def test_dropping_long_runs_drops_nothing_but_marks(text: str) -> None:
    def letters(text: str) -> list[str]:
        return [part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part)]

    assert longest_run(without_long_runs(text)) <= MAX_MARKS
    assert letters(without_long_runs(text)) == letters(text)


@pytest.mark.parametrize(("run", "expected"), [(30, "a" + ACUTE * 30), (31, "a" + ACUTE * 30 + "\u034f" + ACUTE)])
def test_a_run_is_cut_after_thirty(run: int, expected: str) -> None:
    assert stream_safe("a" + ACUTE * run) == expected


def test_marks_of_the_letter_before_count() -> None:
    assert stream_safe("ᾧ" + ACUTE * 28) == "ᾧ" + ACUTE * 27 + "\u034f" + ACUTE


def test_no_piece_begins_with_what_joins_the_character_before() -> None:
    """Composed characters are all that joins: their second halves are looked at one by one."""
    halves = [unicodedata.decomposition(chr(c)).split() for c in range(0x110000)]
    seconds = {chr(int(half[1], 16)) for half in halves if len(half) == 2 and not half[0].startswith("<")}

    assert not [second for second in seconds if _begins_anew(second)]
    assert not [c for c in range(0x1161, 0x1200) if _begins_anew(chr(c))]


@given(
    st.lists(
        st.sampled_from(["가", "\u1100\u1161\u11a8", "é", "e\u0301", " ", "\n", "¨", "ﷺ", "か\u3099", "a"]), min_size=9
    ),
    st.integers(0, 9),
)
def test_pieces_are_normalised_like_the_whole(parts: list[str], shift: int) -> None:
    text = "x" * (PIECE_CHARS - shift) + "".join(parts) * 3 + "y" * PIECE_CHARS

    normalised = [unicodedata.normalize("NFKC", piece) for piece in pieces(text)]

    assert len(normalised) > 1
    assert "".join(normalised) == unicodedata.normalize("NFKC", text)
