"""The tagger: well-formed labels, words known by more than their spelling, documents of any shape."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.strings import get_string_id

from services.nlp.annotator import Annotator, SpacyAnnotator
from services.nlp.entities import tagger
from services.nlp.entities.tagger import FOLLOWS, LABELS, Floats


def log_probabilities(seed: int, tokens: int, plain: float) -> Floats:
    """Random scores as the network gives them; a share of the tokens is plainly no name."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, 3, (tokens, len(LABELS))).astype(np.float32)
    scores[random.random(tokens) < plain, 0] += 30
    scores -= np.log(np.exp(scores).sum(1, keepdims=True))
    scores[[0, -1]] = 0  # as the tagger pads them
    return scores


def total(scores: Floats, labels: list[int]) -> float:
    return float(scores[np.arange(len(labels)), labels].sum())


@given(st.integers(0, 10_000), st.integers(2, 30), st.sampled_from([0.0, 0.3, 0.8]))
def test_labels_follow_one_another_as_they_may(seed: int, tokens: int, plain: float) -> None:
    labels = tagger.labels_of(log_probabilities(seed, tokens, plain)).tolist()
    assert labels[0] == labels[-1] == 0
    assert all(FOLLOWS[a, b] for a, b in pairwise(labels))


@given(st.integers(0, 10_000), st.integers(3, 20))
def test_looking_only_where_labels_do_not_fit_finds_the_best_of_all(seed: int, tokens: int) -> None:
    scores = log_probabilities(seed, tokens, 0.3)
    labels = [0, *tagger.best_labels(scores[1:-1]), 0]
    assert total(scores, tagger.labels_of(scores).tolist()) == pytest.approx(total(scores, labels), abs=1e-3)


def test_what_begins_goes_on_and_ends() -> None:
    names = {label: n for n, label in enumerate(LABELS)}
    assert FOLLOWS[names["B-PERSON"], names["E-PERSON"]]
    assert not FOLLOWS[names["B-PERSON"], names["E-ORG"]]
    assert not FOLLOWS[names["O"], names["I-ORG"]]
    assert not FOLLOWS[names["B-ORG"], names["O"]]


def test_a_word_in_capitals_is_known_as_the_same_in_small_letters() -> None:
    words = tagger.network().words
    shouted, written = (words.describe(get_string_id(w), w) for w in ("NAIROBI", "Nairobi"))
    kinds = slice(65, 65 + len(tagger.KINDS))
    assert shouted[kinds].tolist() == written[kinds].tolist()
    assert shouted[kinds][tagger.KINDS.index("city")] == 1
    assert shouted.tolist() != written.tolist()


@pytest.mark.parametrize(
    ("word", "kind"), [("Reuters", "body"), ("Rovers", "bodies"), ("Kenyans", "people"), ("Watford", "body")]
)
def test_the_lists_tell_what_a_word_may_be(word: str, kind: str) -> None:
    kinds = tagger.network().words.describe(get_string_id(word), word)[65 : 65 + len(tagger.KINDS)]
    assert kinds[tagger.KINDS.index(kind)] == 1


def test_words_keep_their_description_when_many_more_were_seen() -> None:
    words = tagger.network().words
    before = words.describe(get_string_id("Lisbon"), "Lisbon").tolist()
    for n in range(60_000):
        words.describe(n, f"w{n}")
    assert words.describe(get_string_id("Lisbon"), "Lisbon").tolist() == before


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a", "“”", "\x00", "é", "😀 😀"])
def test_a_document_of_any_shape_is_labelled(annotator: Annotator, text: str) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    [doc] = annotator.nlp.pipe([text])
    assert [e.text for e in doc.ents] == []


def test_figures_keep_their_types(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    [doc] = annotator.nlp.pipe(["The council spent $3 million on 14 boats in March 2019, 12 percent more than before."])
    assert {(e.label_, e.text) for e in doc.ents} >= {
        ("MONEY", "$3 million"), ("CARDINAL", "14"), ("DATE", "March 2019"), ("PERCENT", "12 percent"),
    }  # fmt: skip


def test_the_tags_are_those_of_the_model(annotator: Annotator) -> None:
    assert isinstance(annotator, SpacyAnnotator)
    assert set(annotator.nlp.get_pipe("tagger").labels) <= set(tagger.TAGS)  # type: ignore[attr-defined]


def test_spacys_hash_of_a_word_is_what_the_table_is_kept_by() -> None:
    assert English()("Lisbon")[0].orth == get_string_id("Lisbon")
