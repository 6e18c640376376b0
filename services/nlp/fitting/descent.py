"""Fit the network of the tagger by stochastic gradient descent, in numpy: the numbers are few."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from services.nlp.entities.batch import CONTEXT, REACH
from services.nlp.entities.labels import LABELS, Bools, Floats, Ints
from services.nlp.entities.word_features import NAMES
from services.nlp.parse.model import TAGS, VECTOR_WIDTH

HIDDEN, EPOCHS, BATCH, RATE = 128, 4, 512, 2e-3
DROP_INPUT, DROP_HIDDEN, DECAY = 0.15, 0.3, 1e-3
"""Found by trying few values on the three cross-validated sets; none of them matters much."""

Numbers = npt.NDArray[np.floating[Any]]


class Inputs(Protocol):
    """Inputs of the network, and the factors that they were scaled by."""

    own_scale: float
    shared_scale: float

    def inputs(self, at: Ints) -> Floats:
        """Return the inputs of the network for tokens: one row of numbers each."""
        ...


def fitted(rows: Inputs, right: Bools, at: Ints, weights: Floats, networks: int) -> dict[str, Any]:
    """Fit networks that differ by chance, and return their mean: one network that has the hidden units of all."""
    inner, bias, outer, out_bias = zip(*(_descended(rows, right, at, weights, n) for n in range(networks)), strict=True)
    return _stored(
        rows,
        np.concatenate(inner, 1),
        np.concatenate(bias),
        np.concatenate(outer) / networks,
        np.stack(out_bias).mean(0),
    )


def _descended(rows: Inputs, right: Bools, at: Ints, weights: Floats, seed: int) -> list[Numbers]:
    """Return one network's numbers after stochastic gradient descent (Adam) on the tokens ``at``."""
    random = np.random.default_rng(seed)
    width = 3 * VECTOR_WIDTH + VECTOR_WIDTH + (2 * REACH + 1) * len(NAMES) + 3 * len(TAGS) + len(CONTEXT)
    numbers = [
        (random.standard_normal((width, HIDDEN)) * np.sqrt(2 / 400)).astype(np.float32), np.zeros(HIDDEN, np.float32),
        (random.standard_normal((HIDDEN, len(LABELS))) / np.sqrt(HIDDEN)).astype(np.float32),
        np.zeros(len(LABELS), np.float32),
    ]  # fmt: skip
    means, squares = [np.zeros_like(n) for n in numbers], [np.zeros_like(n) for n in numbers]
    inner, bias, outer, out_bias = numbers
    step, steps = 0, EPOCHS * (len(at) // BATCH)

    def kept(shape: tuple[int, ...], dropped: float) -> Floats:
        return np.asarray((random.random(shape, np.float32) > dropped) / (1 - dropped), np.float32)

    for _ in range(EPOCHS):
        order = random.permutation(len(at))
        for first in range(0, len(at) - BATCH + 1, BATCH):
            chosen = order[first : first + BATCH]
            seen = rows.inputs(at[chosen])
            seen *= kept(seen.shape, DROP_INPUT)
            before = seen @ inner + bias
            mask = kept(before.shape, DROP_HIDDEN)
            hidden = np.maximum(before, 0) * mask
            scores = hidden @ outer + out_bias
            likely = np.exp(scores - scores.max(1, keepdims=True))
            likely /= likely.sum(1, keepdims=True)
            wanted = likely * right[at[chosen]]
            wanted /= wanted.sum(1, keepdims=True) + 1e-9
            error = (likely - wanted) * weights[chosen, None] / BATCH
            below = (error @ outer.T) * mask * (before > 0)
            step += 1
            rate = RATE * min(1.0, step / 200) * max(0.02, 1 - step / steps)
            slopes = (seen.T @ below, below.sum(0), hidden.T @ error, error.sum(0))
            for number, mean, square, slope in zip(numbers, means, squares, slopes, strict=True):
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope * slope - square)
                move = mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
                number -= rate * (move + DECAY * number)
    return numbers


def _stored(rows: Inputs, inner: Numbers, bias: Numbers, outer: Numbers, out_bias: Numbers) -> dict[str, Any]:
    """Return the numbers of a ``tagger.npz``: the first layer cut into the parts that the network multiplies."""
    cuts = np.cumsum([3 * VECTOR_WIDTH, VECTOR_WIDTH, (2 * REACH + 1) * len(NAMES), 3 * len(TAGS)])
    own, shared, words, tags, context = np.split(inner, cuts)

    def beside(part: Numbers, count: int) -> Numbers:
        return np.concatenate(np.split(part, count), axis=1)

    numbers = {
        "own": beside(own, 3) * rows.own_scale, "shared": shared * rows.shared_scale,
        "words": beside(words, 2 * REACH + 1), "tags": beside(tags, 3), "context": context,
        "bias": bias, "out": outer, "out_bias": out_bias,
    }  # fmt: skip
    return {name: np.asarray(number, np.float16) for name, number in numbers.items()}
