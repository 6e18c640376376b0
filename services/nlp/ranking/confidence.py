"""Confidence: the share of quotes that are right among those that a ranker is so sure of.

The ranker of clauses learns from PolNeAR, whose readers left out much that is plainly said, so that it is too modest;
that of stretches in marks does not know that a quote may end elsewhere, so that it is too sure. A logistic curve for
each kind (Platt's scaling), fitted by ``services/nlp/fitting/confidence.py``, tells what a reader would find.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Literal

Kind = Literal["clauses", "marks"]
"""Kinds of quotes: clauses without a word in quotation marks, and those with some."""

_EDGE = 1e-6
"""Distance from 0 and 1 at least, where the curve has its poles."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve from what a ranker says to what is right; both are probabilities, and it keeps their order."""

    slope: float
    shift: float

    def __call__(self, probability: float) -> float:
        """Return the share that is right of quotes with this probability."""
        return _probability(self.slope * _log_odds(probability) + self.shift)

    def before(self, share: float) -> float:
        """Return the probability that a ranker says where this share is right."""
        return _probability((_log_odds(share) - self.shift) / self.slope)


def _log_odds(probability: float) -> float:
    p = min(1 - _EDGE, max(_EDGE, probability))
    return log(p / (1 - p))


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


@cache
def curves() -> Mapping[Kind, Curve]:
    """Return the fitted curves. Raises ValueError where one would turn the order around."""
    data = json.loads(files("services.nlp.ranking").joinpath("confidence.json").read_text("utf-8"))
    fitted: dict[Kind, Curve] = {"clauses": Curve(**data["clauses"]), "marks": Curve(**data["marks"])}
    if any(curve.slope <= 0 for curve in fitted.values()):
        raise ValueError("confidence.json: a curve that falls would call the surer quote the less sure one")
    return fitted
