"""Labels: well-formed sequences, and the best of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.entities.labels import FOLLOWS, LABELS, Floats, best_labels, labels_of


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
    labels = labels_of(log_probabilities(seed, tokens, plain)).tolist()
    assert labels[0] == labels[-1] == 0
    assert all(FOLLOWS[a, b] for a, b in pairwise(labels))


@given(st.integers(0, 10_000), st.integers(3, 20))
def test_looking_only_where_labels_do_not_fit_finds_the_best_of_all(seed: int, tokens: int) -> None:
    scores = log_probabilities(seed, tokens, 0.3)
    labels = [0, *best_labels(scores[1:-1]), 0]
    assert total(scores, labels_of(scores).tolist()) == pytest.approx(total(scores, labels), abs=1e-3)


def test_what_begins_goes_on_and_ends() -> None:
    names = {label: n for n, label in enumerate(LABELS)}
    assert FOLLOWS[names["B-PERSON"], names["E-PERSON"]]
    assert not FOLLOWS[names["B-PERSON"], names["E-ORG"]]
    assert not FOLLOWS[names["O"], names["I-ORG"]]
    assert not FOLLOWS[names["B-ORG"], names["O"]]
