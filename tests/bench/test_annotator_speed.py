"""How fast the annotator is beside the bare network: the share of the time that is spaCy's own.

Run with ``-s`` to read the figures; a figure is no reason to fail, since machines and their neighbours differ.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import spacy

from services.nlp.annotator import load
from services.nlp.parse.model import MODEL
from services.nlp.text import Text

SEEDS = Path(__file__).parents[2] / "seeds"
COPIES, ROUNDS = 6, 3


def bodies() -> list[str]:
    """The seeds, several times over; each copy a little longer, so that nothing is remembered whole."""
    articles = [(SEEDS / "000_bc723ca8ca3f09b7.txt").read_bytes().decode("utf-8")]
    articles += [json.loads(p.read_text("utf-8"))["body"] for p in sorted(SEEDS.glob("*.json")) if p.name[:3] != "000"]
    return [f"{body}\n\nEdition {n}." for n in range(COPIES) for body in articles]


@pytest.mark.slow
def test_words_per_second_beside_bare_spacy() -> None:
    texts = bodies()
    words = sum(len(t.split()) for t in texts)
    nlp = spacy.load(MODEL)
    annotator = load()
    articles = [Text(str(n), "", body) for n, body in enumerate(texts)]
    bare, ours = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy neighbour slows both
        start = time.process_time()
        for _ in nlp.pipe(texts, batch_size=16):
            pass
        bare.append(time.process_time() - start)
        start = time.process_time()
        for at in range(0, len(articles), 16):
            annotator.annotate(articles[at : at + 16])
        ours.append(time.process_time() - start)
    ratio = min(bare) / min(ours)
    print(f"\nbare nlp.pipe {words / min(bare):,.0f} words/s, annotator {words / min(ours):,.0f}, ratio {ratio:.2f}")
    assert ratio > 0
