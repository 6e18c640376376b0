from __future__ import annotations

import threading
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Stemmer import Stemmer

from services.search.query.words import MAX_WORD_CHARS, exact, stems, words


def test_words_are_folded_and_know_where_they_stand() -> None:
    text = "The Łódź Straße, at Øresund"
    found = [(word.exact, text[word.start : word.end]) for word in words(text)]
    assert found == [("the", "The"), ("lodz", "Łódź"), ("strasse", "Straße"), ("at", "at"), ("oresund", "Øresund")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Milani's view, Milani’s view", "milani view milani view"),
        ("the politicians’ vote", "the politicians vote"),
        ("O’Brien don't", "o'brien don't"),
        ("rock 'n' roll", "rock n roll"),
        ("‘quoted’ “words”", "quoted words"),
        ("vice-president U.S. 1,000 x_y", "vice president u s 1 000 x y"),
        ("co\u00adoperate zero\u200dwidth", "cooperate zerowidth"),
        ("e\u0301le\u0300ve élève", "eleve eleve"),
        ("東京タワー", "東 京 タ ワ ー"),
        ("हिन्दी", "हिनदी"),
        ("½ ﬁne ㈠ ͺ …", "12 fine 一"),
        ("", ""),
    ],
)
def test_what_a_word_is(text: str, expected: str) -> None:
    assert exact(text) == expected


def test_stems_join_the_forms_of_a_word_but_not_different_words() -> None:
    assert stems("elections election elected") == "elect elect elect"
    assert stems("international intern") == "internat intern"


def test_no_word_is_a_stop_word() -> None:
    assert exact("To be, or not to be") == "to be or not to be"


def test_the_possessive_is_no_part_of_what_is_marked() -> None:
    text = "Milani’s"
    (word,) = words(text)
    assert text[word.start : word.end] == "Milani"


def test_an_endless_word_is_cut() -> None:
    (word,) = words("a" * 1_000_000)
    assert word.exact == "a" * MAX_WORD_CHARS
    assert word.end == 1_000_000


@given(st.text())
def test_words_stand_in_order_and_inside_the_text(text: str) -> None:
    found = words(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= word.start < word.end <= len(text) for word in found)


@given(st.text())
def test_an_engine_that_splits_at_spaces_sees_the_same_words(text: str) -> None:
    found = words(text)
    assert exact(text).split() == [word.exact for word in found]
    assert stems(text).split() == [word.stem for word in found]


@given(st.text())
def test_no_ascii_but_letters_digits_and_apostrophes_is_left(text: str) -> None:
    # This is what makes SQLite's "ascii" tokenizer split at our spaces and nowhere else.
    left = {c for c in exact(text) + stems(text) if c.isascii()}
    assert left <= set("abcdefghijklmnopqrstuvwxyz0123456789' ")


@given(st.text(alphabet=st.characters(categories=["L", "N", "Mn", "P", "Z"])))
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert exact(composed) == exact(unicodedata.normalize("NFD", composed))


def test_threads_do_not_mix_up_stems() -> None:
    # Given words that nobody has stemmed yet, so that the stemmer really runs
    text = " ".join(f"{chr(97 + i % 26)}{i}ations" for i in range(5_000))
    # When several threads stem at once
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(stems(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Then each has what one alone has
    alone = Stemmer("english")
    assert found == [" ".join(alone.stemWord(word) for word in text.split())] * 4
