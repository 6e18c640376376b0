"""Words by themselves: known by more than their spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.strings import get_string_id

from services.nlp.entities.word_features import NAMES, WordFeatures
from services.nlp.lexicon.word_vectors import word_vectors


def described(word: str, features: WordFeatures | None = None) -> dict[str, float]:
    """The description of a word, by name."""
    description = (features or WordFeatures(word_vectors())).describe(get_string_id(word), word)
    return dict(zip(NAMES, description.tolist(), strict=True))


def test_every_number_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES) == len(described("Lisbon"))


def test_a_word_in_capitals_is_known_as_the_same_in_small_letters() -> None:
    # given a city in capitals, and as it is written
    shouted, written = described("NAIROBI"), described("Nairobi")
    # when both are described, then they are in the same lists, and differ in their shape
    lists = [name for name in NAMES if name.startswith("in_list_")]
    assert [shouted[name] for name in lists] == [written[name] for name in lists]
    assert shouted["in_list_city"] == 1
    assert (shouted["shape_upper_case"], written["shape_upper_case"]) == (1, 0)


@pytest.mark.parametrize(
    ("word", "listed"), [("Reuters", "body"), ("Rovers", "bodies"), ("Kenyans", "people"), ("Watford", "body")]
)
def test_the_lists_tell_what_a_word_may_be(word: str, listed: str) -> None:
    assert described(word)[f"in_list_{listed}"] == 1


@pytest.mark.parametrize(
    ("word", "shapes"),
    [
        ("Lisbon", {"title_case"}),
        ("lisbon", {"lower_case"}),
        ("NATO", {"upper_case", "short_upper_case"}),
        ("J.", {"upper_case", "short_upper_case", "dot_inside", "initial"}),
        ("A", {"title_case", "one_capital"}),
        ("McDonald", {"title_case", "capital_inside"}),
        ("14th", {"has_digit"}),
        ("2019", {"has_digit", "all_digits"}),
        ("twenty-one", {"hyphen", "over_eight"}),
        ("“", {"no_alphanumeric"}),
        ("\n", {"blank", "no_alphanumeric"}),
        ("@ann", {"address_sign"}),
        ("Håkon", {"title_case", "beyond_ascii"}),
    ],
)
def test_a_shape_is_what_the_letters_look_like(word: str, shapes: set[str]) -> None:
    assert {f"shape_{shape}" for shape in shapes} == {
        name for name, value in described(word).items() if name.startswith("shape_") and value
    }


@given(st.text(min_size=1))
def test_any_word_has_a_vector_or_is_said_to_have_none(word: str) -> None:
    values = described(word)
    has_vector = any(values[name] for name in NAMES if name.startswith("vector_"))
    assert values["no_vector"] == float(not has_vector)


def test_words_keep_their_description_when_many_more_were_seen() -> None:
    features = WordFeatures(word_vectors())
    before = described("Lisbon", features)
    for n in range(60_000):
        features.describe(n, f"w{n}")
    assert described("Lisbon", features) == before
