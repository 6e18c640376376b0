"""Print how much each feature of the shipped rankers matters, by name.

    python -m services.nlp.fitting.importance [--ranker first|second|clause] [--top N]

Read from ``rankers.json`` alone, so that no annotated text is needed. *Spread* is how far the values of the leaves
below a feature's splits differ, summed over its splits: a split that decides between much and little counts for much.
*Splits* is how often the trees ask for it. Both are shares of the ranker's whole.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from services.nlp.attribution.attributing import SECOND
from services.nlp.attribution.quoted_features import FIRST
from services.nlp.clauses.features import CLAUSE
from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.ranking.trees import Trees, rankers


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one feature matters, as shares of all features of its ranker."""

    name: str
    measures: str
    spread: float
    splits: float


def importance(trees: Trees, table: FeatureTable) -> list[Importance]:
    """Return the importance of each feature of a ranker, the most important first."""
    lows, highs = trees.value.astype(np.float64), trees.value.astype(np.float64)
    left, right = trees.children[::2], trees.children[1::2]
    for _ in range(trees.depth):  # leaves lead to themselves, so that their values rise one step at a time
        lows, highs = np.minimum(lows[left], lows[right]), np.maximum(highs[left], highs[right])
    inner = left != np.arange(len(left))
    splits = np.bincount(trees.feature[inner], minlength=trees.width)
    spread = np.bincount(trees.feature[inner], (highs - lows)[inner], minlength=trees.width)
    shares = zip(table.measures.items(), spread / max(spread.sum(), 1e-9), splits / max(splits.sum(), 1), strict=True)
    found = [Importance(name, measures, float(s), float(n)) for (name, measures), s, n in shares]
    return sorted(found, key=lambda i: (-i.spread, i.name))


def report(trees: Trees, table: FeatureTable, top: int) -> None:
    """Print the most important features of a ranker."""
    print(f"\n{table.ranker}: {trees.width} features, {len(trees.roots)} trees\n  spread  splits  feature")
    for each in importance(trees, table)[:top]:
        print(f"  {each.spread:6.1%}  {each.splits:6.1%}  {each.name}: {each.measures}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ranker", choices=("first", "second", "clause"), help="this one only")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="features of each ranker (default: 20)")
    arguments = parser.parse_args()
    shipped = rankers(FIRST, SECOND, CLAUSE)
    for trees, table in ((shipped.first, FIRST), (shipped.second, SECOND), (shipped.clause, CLAUSE)):
        if arguments.ranker in (None, table.ranker):
            report(trees, table, arguments.top)


if __name__ == "__main__":
    main()
