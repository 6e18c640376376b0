"""Boosting: gradient-boosted trees fitted by scikit-learn, and written as the annotator reads them."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt

from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.ranking.trees import Trees

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


def boosted(
    rows: Floats, labels: Labels, table: FeatureTable, iterations: int, leaves: int, times: int
) -> dict[str, Any]:
    """Fit classifiers of scikit-learn and export their mean; settings found by cross-validation, in coarse steps."""
    ensemble = importlib.import_module("sklearn.ensemble")
    models = [
        ensemble.HistGradientBoostingClassifier(
            max_iter=iterations, learning_rate=0.12, max_leaf_nodes=leaves, max_depth=6 if leaves < 30 else 8,
            min_samples_leaf=30, l2_regularization=2.0, early_stopping=False, random_state=seed,
            max_features=0.5 if times > 1 else 1.0,
        )
        for seed in range(times)
    ]  # fmt: skip
    return table.as_json() | exported([model.fit(rows, labels) for model in models])


def held_out(
    rows: Floats,
    labels: Labels,
    groups: npt.NDArray[np.str_],
    table: FeatureTable,
    size: tuple[int, int, int],
    always: tuple[Floats, Labels] | None = None,
) -> tuple[Floats, dict[str, Trees]]:
    """Return for each row the probability by a model that has not seen its publisher, and each publisher's model.

    ``always``: rows of no publisher, with their labels, which every model sees.
    """
    more_rows, more_labels = always or (rows[:0], labels[:0])
    probabilities = np.zeros(len(labels), np.float32)
    models: dict[str, Trees] = {}
    for group in np.unique(groups):
        test = groups == group
        seen = np.concatenate([rows[~test], more_rows]), np.concatenate([labels[~test], more_labels])
        trees = models[str(group)] = Trees.from_json(boosted(*seen, table, *size), table)
        probabilities[test] = np.concatenate([trees.probability(part) for part in np.array_split(rows[test], 20)])
    return probabilities, models


def exported(models: list[Any]) -> dict[str, Any]:
    """Return the mean of the models as the lists that :class:`services.nlp.ranking.trees.Trees` reads."""
    feature: list[int] = []
    threshold: list[float] = []
    children: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    depth = 0
    for (tree,) in [trees for model in models for trees in model._predictors]:
        base = len(feature)
        roots.append(base)
        for number, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            feature.append(0 if leaf else int(node["feature_idx"]))
            threshold.append(0.0 if leaf else round(float(node["num_threshold"]), 6))
            children += [base + number] * 2 if leaf else [base + int(node["left"]), base + int(node["right"])]
            value.append(round(float(node["value"]) / len(models), 5) if leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    return {
        "roots": roots, "feature": feature, "threshold": threshold, "children": children, "value": value,
        "depth": depth, "baseline": float(np.mean([model._baseline_prediction.ravel()[0] for model in models])),
    }  # fmt: skip
