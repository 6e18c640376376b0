"""How fast the annotator is beside the bare network, in processor time: ``python -m tests.bench.annotator``.

Both read the same texts in turn, several rounds of them; the least of each counts, since neighbours only add.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import spacy

from services.nlp.annotator import load
from services.nlp.parse.model import MODEL
from services.nlp.text import Text

SEEDS = Path(__file__).parents[2] / "seeds"
COPIES = 6


def bodies() -> list[str]:
    """The seeds, several times over; each copy a little longer, so that nothing is remembered whole."""
    articles = [(SEEDS / "000_bc723ca8ca3f09b7.txt").read_bytes().decode("utf-8")]
    articles += [json.loads(p.read_text("utf-8"))["body"] for p in sorted(SEEDS.glob("*.json")) if p.name[:3] != "000"]
    return [f"{body}\n\nEdition {n}." for n in range(COPIES) for body in articles]


def main() -> None:
    """Measure and print the words per second of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = bodies()
    words = sum(len(t.split()) for t in texts)
    nlp = spacy.load(MODEL)
    annotator = load()
    articles = [Text(str(n), "", body) for n, body in enumerate(texts)]
    bare, ours = [], []
    for _ in range(options.rounds):  # in turn, so that a busy neighbour slows both
        start = time.process_time()
        for _ in nlp.pipe(texts, batch_size=16):
            pass
        bare.append(time.process_time() - start)
        start = time.process_time()
        for at in range(0, len(articles), 16):
            annotator.annotate(articles[at : at + 16])
        ours.append(time.process_time() - start)
    print(
        f"bare nlp.pipe {words / min(bare):,.0f} words/s, annotator {words / min(ours):,.0f},"
        f" ratio {min(bare) / min(ours):.2f}"
    )


if __name__ == "__main__":
    main()
