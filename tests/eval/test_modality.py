"""Said, denied, asked, would say, will say: told apart on the invented sentences of ``modality.tsv``.

``python -m pytest tests/eval/test_modality.py -s`` prints the share.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from services.nlp.annotator import Annotator
from services.nlp.text import Text

SENTENCES = Path(__file__).with_name("modality.tsv")
FOUND, RIGHT = 0.8, 0.9
"""What has to be reached: contents found, and of these, told apart rightly."""


def test_modalities_are_told_apart(annotator: Annotator) -> None:
    rows = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines() if line and line[0] != "#"]
    annotations = annotator.annotate([Text(str(n), "", sentence) for n, (_, _, sentence) in enumerate(rows)])
    confusion: dict[tuple[str, str], int] = defaultdict(int)
    for (expected, words, _), annotation in zip(rows, annotations, strict=True):
        quote = next((q for q in annotation.quotes if words in q.text), None)
        if quote:
            confusion[expected, quote.modality] += 1
    found, right = sum(confusion.values()), sum(n for (a, b), n in confusion.items() if a == b)
    print(f"\n{len(rows)} sentences, {found} contents found, {right} right")
    print({pair: n for pair, n in confusion.items() if pair[0] != pair[1]})
    assert found >= FOUND * len(rows)
    assert right >= RIGHT * found
