"""The tagger's network: probabilities of labels, by numbers that belong to the code."""

from __future__ import annotations

import numpy as np
import pytest

from services.nlp.annotator import Annotator
from services.nlp.entities.labels import LABELS
from services.nlp.entities.network import FITTED_NAMES, checked, network
from services.nlp.fitted_files import FittedFileMismatch
from tests.unit.nlp.entities.test_batch import batch


def test_the_labels_of_a_token_share_a_probability_of_one(annotator: Annotator) -> None:
    # given some tokens
    scores = network().scores(batch(annotator, "Corinne Ashgrove left early."))
    # when the network has weighed their labels, then the probabilities add up
    assert scores.shape[1] == len(LABELS)
    assert np.exp(scores).sum(1) == pytest.approx(np.ones(len(scores)), abs=1e-4)


@pytest.mark.parametrize("names", list(FITTED_NAMES))
def test_a_file_fitted_with_other_names_is_refused_with_what_differs(names: str) -> None:
    # given the names of the shipped file, two of them in another order
    stored = {name: np.array(listed) for name, listed in FITTED_NAMES.items()}
    first, second = stored[names][:2].tolist()
    stored[names][[0, 1]] = stored[names][[1, 0]]
    # when the file is loaded, then the message names both
    with pytest.raises(FittedFileMismatch, match="was not fitted for this code") as caught:
        checked(stored)
    assert f"0: {second} in the file, {first} in the code" in str(caught.value)


def test_a_file_without_names_is_refused() -> None:
    with pytest.raises(FittedFileMismatch, match="only in the code: O, B-PERSON"):
        checked({})
