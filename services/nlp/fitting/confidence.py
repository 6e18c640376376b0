"""Fit the curves from what a ranker says to what is right, and write ``ranking/confidence.json``.

    EVAL=<folder of the evaluation sets> python -m services.nlp.fitting.confidence

Needs scikit-learn. The invented items of ``said/dev`` are told in two halves, each by a ranker of clauses that has not
seen it (the rankers of stretches in marks have seen neither); a logistic curve of each kind goes through what is right.
That of clauses goes through what was right of 167 indirect quotes of PolNeAR, too, when somebody read them. The rules
were written with the items in sight, so that both curves are moved half-way, in log-odds, towards what the ranker says,
which is what PolNeAR's readers marked. Takes about four minutes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from services.nlp.annotator import SpacyAnnotator, load
from services.nlp.attribution.attributing import SECOND
from services.nlp.attribution.quoted_features import FIRST
from services.nlp.clauses.features import CLAUSE
from services.nlp.fitting.boosting import Floats, Labels, boosted
from services.nlp.fitting.corpora import folder_of
from services.nlp.fitting.examples import Example, clause_labels, examples, invented_examples
from services.nlp.fitting.rankers import SIZES, WEIGHT
from services.nlp.fitting.said.judging import Judged, judge
from services.nlp.fitting.said.reading import items
from services.nlp.ranking.confidence import Curve, Kind, curves
from services.nlp.ranking.trees import Rankers, Trees, rankers
from services.nlp.settings import Settings
from services.nlp.text import Text

CURVES = Path(__file__).parents[1] / "ranking" / "confidence.json"
READ = ((0.56, 3, 3), (0.63, 21, 17), (0.75, 25, 23), (0.85, 71, 64), (0.93, 47, 44))
"""Indirect quotes read by hand in 40 articles of PolNeAR that nobody had looked at: what was said of them in the mean,
how many there were, how many were right with their speakers. Generation 20; the model card tells what was wrong."""

READ_BY = Curve(1.1, 0.43)
"""The curve of clauses in that generation."""

HALFWAY = 0.5
"""How far a curve moves from what the items say towards the ranker's own probability."""


def table(read: list[Example], scorer: Any, times: int = 1) -> tuple[Floats, Labels]:
    """Return the features of all clauses and their labels, so many times."""
    rows = np.array([c.features for e in read for c in e.clauses] * times, np.float32)
    return rows, np.array([y for e in read for y in clause_labels(e, scorer)] * times)


def told(read: list[Example], invented: list[Example], scorer: Any) -> dict[Kind, list[Judged]]:
    """Return what is told of the items by rankers that have not seen them, with whether it is right, by kind."""
    shipped, annotator = rankers(FIRST, SECOND, CLAUSE), load()
    assert isinstance(annotator, SpacyAnnotator)
    rows, labels = table(read, scorer)
    kinds: dict[Kind, list[Judged]] = defaultdict(list)
    for half in (0, 1):
        seen_rows, seen_labels = table(invented[1 - half :: 2], scorer, WEIGHT)
        seen = np.concatenate([rows, seen_rows]), np.concatenate([labels, seen_labels])
        clause = Trees.from_json(boosted(*seen, CLAUSE, *SIZES["clause"]), CLAUSE)
        floors = (shipped.quoted_threshold, shipped.clause_threshold, shipped.report_threshold)
        other = SpacyAnnotator(annotator.nlp, Settings(), Rankers(shipped.first, shipped.second, clause, *floors))
        unseen = items("dev")[half::2]
        for kind, judged in judge(unseen, other.annotate([Text(i.id, "", i.text) for i in unseen])).items():
            kinds[kind] += [(curves()[kind].before(said), right) for said, right in judged]
    for said, number, right in READ:
        kinds["clauses"] += [(READ_BY.before(said), nth < right) for nth in range(number)]
    return kinds


def curve(judged: list[Judged]) -> Curve:
    """Return the curve through what is right, moved half-way towards the ranker's own probability."""
    linear = importlib.import_module("sklearn.linear_model")
    said = np.clip([p for p, _ in judged], 1e-6, 1 - 1e-6)
    fitted = linear.LogisticRegression(C=1_000).fit(np.log(said / (1 - said))[:, None], [right for _, right in judged])
    slope, shift = float(fitted.coef_[0][0]), float(fitted.intercept_[0])
    return Curve(round(HALFWAY * slope + 1 - HALFWAY, 2), round(HALFWAY * shift, 2))


def main() -> None:
    """Fit, print, write."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    folder = folder_of("EVAL")
    sys.path.insert(0, str(folder))
    scorer = importlib.import_module("score_quotes")
    kinds = told(list(examples(folder / "data", scorer)), list(invented_examples("dev")), scorer)
    fitted = {kind: curve(judged) for kind, judged in sorted(kinds.items())}
    CURVES.write_text(json.dumps({kind: {"slope": c.slope, "shift": c.shift} for kind, c in fitted.items()}) + "\n")
    print(fitted)


if __name__ == "__main__":
    main()
