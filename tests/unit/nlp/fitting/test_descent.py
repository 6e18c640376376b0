"""Fitting the tagger's network: it learns what can be learnt, and comes out as the network reads it."""

from __future__ import annotations

import numpy as np
import pytest

from services.nlp.entities.batch import CONTEXT, REACH
from services.nlp.entities.labels import LABELS, Bools, Floats, Ints
from services.nlp.entities.network import Network
from services.nlp.entities.word_features import NAMES
from services.nlp.fitting import descent
from services.nlp.parse.model import TAGS, VECTOR_WIDTH

WIDTH = 4 * VECTOR_WIDTH + (2 * REACH + 1) * len(NAMES) + 3 * len(TAGS) + len(CONTEXT)


class OneNumber:
    """Inputs of which one number tells the label."""

    own_scale = shared_scale = 1.0

    def __init__(self, tells: Bools) -> None:
        self._tells = tells

    def inputs(self, at: Ints) -> Floats:
        rows = np.zeros((len(at), WIDTH), np.float32)
        rows[:, 3 * VECTOR_WIDTH] = self._tells[at]  # the first of the shared vectors
        return rows


class Seen:
    """A batch of two tokens without context, as the network takes it."""

    size = 2 + 2 * REACH

    def __init__(self) -> None:
        self.own, self.shared = (np.zeros((self.size, VECTOR_WIDTH), np.float32) for _ in range(2))
        self.shared[REACH, 0] = 1
        self.words, self.word = np.zeros((1, len(NAMES)), np.float32), np.zeros(self.size, np.int64)
        self.tags = np.full(self.size, len(TAGS))
        self.context = np.zeros((self.size, len(CONTEXT)), np.float32)


def test_a_number_that_tells_the_label_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    # given tokens that are a person where one number is 1, and small steps, so that there are many
    monkeypatch.setattr(descent, "BATCH", 32)
    tells = np.arange(4_000) % 3 == 0
    right = np.zeros((len(tells), len(LABELS)), np.bool_)
    person = LABELS.index("S-PERSON")
    right[tells, person], right[~tells, 0] = True, True
    # when a network is fitted
    stored = descent.fitted(OneNumber(tells), right, np.arange(len(tells)), np.ones(len(tells), np.float32), 1)
    # then it labels a token with that number, and one without, rightly
    labels = Network(stored).scores(Seen()).argmax(1)  # type: ignore[arg-type]
    assert labels[REACH : REACH + 2].tolist() == [person, 0]
