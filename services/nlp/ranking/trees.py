"""Gradient-boosted trees, evaluated with numpy: a fitted ranker at run time, and no more.

Fitting is done elsewhere with scikit-learn (``services/nlp/fitting/``); what comes out is a small JSON file of numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from services.nlp.ranking.feature_table import FeatureTable

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
"""Positions as numpy counts them: others it would have to convert each time that they are used."""

BLOCK = 256
"""Rows that walk together: few enough for the processor's cache, and for a text of nothing but marks."""


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble. Leaves lead to themselves, so that all rows walk all trees in step, ``depth`` steps long."""

    roots: Numbers
    feature: Numbers
    threshold: Floats
    children: Numbers
    """Two per node: where to go when the value is not above the threshold, and when it is."""
    value: Floats
    depth: int
    baseline: float
    width: int
    """Features that a row has."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any], table: FeatureTable) -> Trees:
        """Read what ``services/nlp/fitting/rankers.py`` wrote, for the features of a table.

        Raises :class:`~services.nlp.fitted_files.FittedFileMismatch` where it was fitted with other features.
        """
        table.check(data)
        return cls(
            roots=np.asarray(data["roots"], np.intp),
            feature=np.asarray(data["feature"], np.intp),
            threshold=np.asarray(data["threshold"], np.float32),
            children=np.asarray(data["children"], np.intp),
            value=np.asarray(data["value"], np.float32),
            depth=data["depth"],
            baseline=data["baseline"],
            width=len(table.names),
        )

    def probability(self, rows: Sequence[Sequence[float]] | Floats) -> list[float]:
        """Return the probability that each row of features is a positive one.

        Raises ValueError where a row has another number of features than the trees were fitted with.
        """
        probabilities: list[float] = []
        for at in range(0, len(rows), BLOCK):
            table = np.asarray(rows[at : at + BLOCK], np.float32)
            if table.shape[1] != self.width:
                raise ValueError(f"a row has {table.shape[1]} features, the trees know {self.width}")
            probabilities += self._block(table)
        return probabilities

    def _block(self, table: Floats) -> list[float]:
        flat = table.ravel()
        base = (np.arange(len(table), dtype=np.intp) * table.shape[1])[:, None]
        at = np.broadcast_to(self.roots, (len(table), len(self.roots)))
        for _ in range(self.depth):
            above = flat.take(base + self.feature.take(at)) > self.threshold.take(at)  # a third quicker than by [at]
            at = self.children.take(2 * at + above)
        score = self.value.take(at).sum(axis=1, dtype=np.float64) + self.baseline
        return [float(p) for p in 1 / (1 + np.exp(-score))]


@dataclass(frozen=True, slots=True)
class Rankers:
    """The fitted rankers and their thresholds, from ``rankers.json``."""

    first: Trees
    """Weighs each candidate speaker of a quoted stretch by itself."""
    second: Trees
    """Weighs the best candidates again, knowing the neighbouring stretches."""
    clause: Trees
    """Weighs reported clauses."""
    quoted_threshold: float
    """A quoted stretch whose best speaker is less likely than this is no quote."""
    clause_threshold: float
    """The same for a clause."""
    report_threshold: float
    """The same for a clause that plainly reports speech, in whatever mood: annotators left out much that was not said
    yet, or only might be; readers look for it."""


def rankers(first: FeatureTable, second: FeatureTable, clause: FeatureTable) -> Rankers:
    """Load the rankers that come with this package, for these features.

    Raises :class:`~services.nlp.fitted_files.FittedFileMismatch` where one was fitted with others.
    """
    data = json.loads(files("services.nlp.ranking").joinpath("rankers.json").read_text("utf-8"))
    return Rankers(
        first=Trees.from_json(data["first"], first),
        second=Trees.from_json(data["second"], second),
        clause=Trees.from_json(data["clause"], clause),
        quoted_threshold=data["quoted_threshold"],
        clause_threshold=data["clause_threshold"],
        report_threshold=data["report_threshold"],
    )
