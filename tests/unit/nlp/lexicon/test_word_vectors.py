"""Word vectors: what the table knows of words by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.lang.en import English
from spacy.strings import get_string_id

from services.nlp.lexicon.word_vectors import LISTS, WIDTH, WordVectors, is_listed, word_vectors


def test_words_that_mean_alike_lie_near_one_another() -> None:
    # given three verbs, two of them of speech
    said, claimed, swam = (word_vectors().vector(word) for word in ("say", "claim", "swim"))
    assert said is not None
    assert claimed is not None
    assert swam is not None
    # when their vectors are compared, then those two are nearer
    assert float(said @ claimed) > float(said @ swam)
    assert float(np.linalg.norm(said)) == pytest.approx(1)
    assert len(said) == WIDTH


def test_a_word_is_listed_as_written_or_with_a_capital() -> None:
    assert is_listed("ivanka", "first")
    assert is_listed("Ivanka", "first", "city")
    assert not is_listed("crooked", "first", "last")


def test_a_word_that_the_table_lacks_has_no_vector() -> None:
    assert word_vectors().vector("qqxqqxqqx") is None


def test_a_row_tells_the_lists_of_a_word() -> None:
    row = word_vectors().row(get_string_id("Nairobi"))
    assert row is not None
    bits = word_vectors().lists_of(row)
    assert {name for n, name in enumerate(LISTS) if bits >> n & 1} >= {"city"}


def test_a_word_may_be_in_lists_and_have_no_vector() -> None:
    # given a table of two words, one with a vector
    keys = sorted(get_string_id(word) & 0xFFFFFFFF for word in ("Halmstow", "say"))
    with_vector = keys.index(get_string_id("say") & 0xFFFFFFFF)
    rows = np.full(2, np.iinfo(np.uint16).max)
    rows[with_vector] = 0
    table = WordVectors(
        {
            "keys": np.array(keys, np.uint32), "rows": rows.astype(np.uint16), "kinds": np.array([1, 1], np.uint16),
            "vectors": np.full((1, WIDTH), 24, np.int8), "unit": np.array(24),
        }
    )  # fmt: skip
    # when both are looked up, then the other has a row, and no vector
    assert table.vector("say") is not None
    assert table.row(get_string_id("Halmstow")) is not None
    assert table.vector("Halmstow") is None


def test_spacys_hash_of_a_word_is_what_the_table_is_kept_by() -> None:
    assert English()("Lisbon")[0].orth == get_string_id("Lisbon")
