"""Trees: probabilities as scikit-learn's, for rows of the right width."""

from __future__ import annotations

import math
from typing import Any

import pytest

from services.nlp.attribution.attributing import SECOND
from services.nlp.attribution.quoted_features import FIRST
from services.nlp.clauses.features import CLAUSE
from services.nlp.fitted_files import FittedFileMismatch
from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.ranking.trees import BLOCK, Trees, rankers

TABLE = FeatureTable("test", {"tokens": "its tokens", "capital": "it begins with a capital"})
STUMP: dict[str, Any] = {  # more than 5 tokens? then 2, else -1
    **TABLE.as_json(), "roots": [0], "feature": [0, 0, 0], "threshold": [5.0, 0.0, 0.0],
    "children": [1, 2, 1, 1, 2, 2], "value": [0.0, -1.0, 2.0], "depth": 1, "baseline": 0.5,
}  # fmt: skip


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_a_row_walks_to_its_leaf() -> None:
    trees = Trees.from_json(STUMP, TABLE)
    assert trees.probability([[5, 0], [6, 0]]) == pytest.approx([sigmoid(-0.5), sigmoid(2.5)])


def test_many_rows_get_what_each_gets_alone() -> None:
    trees = Trees.from_json(STUMP, TABLE)
    rows = [[n % 9, 1] for n in range(2 * BLOCK + 1)]
    assert trees.probability(rows) == [trees.probability([row])[0] for row in rows]


def test_no_rows_have_no_probabilities() -> None:
    assert Trees.from_json(STUMP, TABLE).probability([]) == []


@pytest.mark.parametrize("row", [[1.0], [1.0, 2.0, 3.0]])
def test_a_row_of_another_width_is_refused(row: list[float]) -> None:
    with pytest.raises(ValueError, match=f"a row has {len(row)} features, the trees know 2"):
        Trees.from_json(STUMP, TABLE).probability([row])


def test_trees_of_other_features_are_refused() -> None:
    with pytest.raises(FittedFileMismatch, match="only in the code: capital"):
        Trees.from_json(STUMP | {"features": ["tokens"]}, TABLE)


def test_the_shipped_rankers_know_every_feature_of_their_tables() -> None:
    fitted = rankers(FIRST, SECOND, CLAUSE)
    for trees, table in ((fitted.first, FIRST), (fitted.second, SECOND), (fitted.clause, CLAUSE)):
        assert trees.width == len(table.names) > trees.feature.max()
        assert 0 < trees.probability([[0.0] * trees.width])[0] < 1
