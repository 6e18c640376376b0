"""The tagger's network: a batch of tokens in, the probability of each label for each token out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from services.nlp.entities import word_features
from services.nlp.entities.batch import CONTEXT, REACH, Batch
from services.nlp.entities.labels import LABELS
from services.nlp.fitted_files import check_names
from services.nlp.parse.model import TAGS

Floats = npt.NDArray[np.float32]

FITTED_NAMES = {
    "labels": LABELS,
    "tag_names": TAGS,
    "word_names": word_features.NAMES,
    "context_names": CONTEXT,
}
"""Lists of names that ``tagger.npz`` carries beside its numbers: what stands where in its inputs and outputs."""


class Network:
    """A network with one hidden layer, whose inputs are multiplied part by part and summed."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        numbers = {name: np.asarray(value, np.float32) for name, value in stored.items() if value.dtype == np.float16}
        self.hidden = numbers["bias"].shape[0]
        self._own, self._shared, self._words = numbers["own"], numbers["shared"], numbers["words"]
        self._tags, self._context, self._bias = numbers["tags"], numbers["context"], numbers["bias"]
        self._out, self._out_bias = numbers["out"], numbers["out_bias"]

    def scores(self, batch: Batch) -> Floats:
        """Return the logarithm of each label's probability (a column each) for each token of the batch (a row each)."""
        hidden = batch.shared @ self._shared + batch.context @ self._context + self._bias
        own = batch.own @ self._own
        words = batch.words @ self._words
        tags = np.concatenate([self._tags, np.zeros((1, self._tags.shape[1]), np.float32)])
        size, width = batch.size, self.hidden
        for n, step in enumerate(range(-REACH, REACH + 1)):
            here = slice(max(0, -step), size - max(0, step))
            there = slice(max(0, step), size - max(0, -step))
            hidden[here] += words[:, n * width : (n + 1) * width][batch.word[there]]
            if -1 <= step <= 1:
                columns = slice((step + 1) * width, (step + 2) * width)
                hidden[here] += own[there, columns]
                hidden[here] += tags[:, columns][batch.tags[there]]
        np.maximum(hidden, 0, out=hidden)
        scores = hidden @ self._out + self._out_bias
        scores -= scores.max(1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(1, keepdims=True))
        return cast("Floats", scores)


def checked(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arrays of a ``tagger.npz`` if their names are those of the code.

    Raises :class:`~services.nlp.fitted_files.FittedFileMismatch` where they are not.
    """
    for name, code in FITTED_NAMES.items():
        names = stored[name].tolist() if name in stored else []
        check_names("tagger.npz", name.replace("_", " "), names, code, "services.nlp.fitting.tagger")
    return stored


@cache
def network() -> Network:
    """Load the network that comes with this package, once."""
    with as_file(files("services.nlp.entities").joinpath("tagger.npz")) as path, np.load(path) as stored:
        return Network(checked(dict(stored)))
