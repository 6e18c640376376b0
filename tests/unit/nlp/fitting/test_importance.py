"""Importance of features, read from trees."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from services.nlp.fitting.importance import importance, main, report
from services.nlp.ranking.feature_table import FeatureTable
from services.nlp.ranking.trees import Trees

TABLE = FeatureTable("test", {"tokens": "its tokens", "capital": "a capital", "tag": "its tag"})
TREE: dict[str, Any] = {  # tokens split first, by 8 (between -5 and 3); capital below, by 2 (between 1 and 3)
    **TABLE.as_json(), "roots": [0], "feature": [0, 0, 1, 0, 0], "threshold": [5.0, 0.0, 0.5, 0.0, 0.0],
    "children": [1, 2, 1, 1, 3, 4, 3, 3, 4, 4], "value": [0.0, -5.0, 0.0, 1.0, 3.0], "depth": 2, "baseline": 0.0,
}  # fmt: skip


def test_a_feature_that_decides_between_much_and_little_comes_first() -> None:
    # given a tree that splits twice
    trees = Trees.from_json(TREE, TABLE)
    # when its features are weighed, then each has its share of the spread, and of the splits
    weighed = [(i.name, i.spread, i.splits) for i in importance(trees, TABLE)]
    assert weighed == [("tokens", 0.8, 0.5), ("capital", 0.2, 0.5), ("tag", 0.0, 0.0)]


def test_a_report_names_the_features_and_what_they_measure(capsys: pytest.CaptureFixture[str]) -> None:
    report(Trees.from_json(TREE, TABLE), TABLE, top=1)
    shown = capsys.readouterr().out
    assert "tokens: its tokens" in shown
    assert "capital" not in shown


def test_the_command_prints_the_shipped_rankers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["importance", "--ranker", "clause", "--top", "3"])
    main()
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[0].startswith("clause: 117 features")
    assert len(lines) == 2 + 3


@pytest.mark.parametrize("command", ["rankers", "tagger", "word_table", "importance"])
def test_each_command_explains_itself(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"services.nlp.fitting.{command}", "--help"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    assert f"services.nlp.fitting.{command}" in done.stdout
