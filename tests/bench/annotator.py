"""How fast the annotator is beside the bare network, in processor time: ``python -m tests.bench.annotator``.

Both read the same texts in turn, round after round, so that a busy neighbour slows both. What is told and recorded is
the median of the rounds' ratios, with the least and the greatest.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

import spacy

from services.nlp.annotator import load
from services.nlp.parse.model import MODEL
from services.nlp.text import Text
from tests.support import figures

SEEDS = Path(__file__).parents[2] / "seeds"
COPIES = 6


def bodies() -> list[str]:
    """The seeds, several times over; each copy a little longer, so that nothing is remembered whole."""
    articles = [(SEEDS / "000_bc723ca8ca3f09b7.txt").read_bytes().decode("utf-8")]
    articles += [json.loads(p.read_text("utf-8"))["body"] for p in sorted(SEEDS.glob("*.json")) if p.name[:3] != "000"]
    return [f"{body}\n\nEdition {n}." for n in range(COPIES) for body in articles]


def main() -> None:
    """Measure, print the words per second of both and their ratio, and record them for the documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    texts = bodies()
    words = sum(len(t.split()) for t in texts)
    nlp = spacy.load(MODEL)
    annotator = load()
    articles = [Text(str(n), "", body) for n, body in enumerate(texts)]
    for _ in nlp.pipe(texts[:16]):  # warm
        pass
    annotator.annotate(articles[:16])
    bare, ours = [], []
    for _ in range(options.rounds):
        start = time.process_time()
        for _ in nlp.pipe(texts, batch_size=16):
            pass
        bare.append(time.process_time() - start)
        start = time.process_time()
        for at in range(0, len(articles), 16):
            annotator.annotate(articles[at : at + 16])
        ours.append(time.process_time() - start)
    ratios = [one / other for one, other in zip(bare, ours, strict=True)]
    measured = {
        "words_per_s": round(words / statistics.median(ours)),
        "bare_words_per_s": round(words / statistics.median(bare)),
        "ratio": round(statistics.median(ratios), 2),
        "least": round(min(ratios), 2),
        "greatest": round(max(ratios), 2),
        "rounds": options.rounds,
    }
    print(measured)
    figures.record("annotator", {"load": [round(each, 1) for each in os.getloadavg()], **measured})


if __name__ == "__main__":
    main()
