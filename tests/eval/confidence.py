"""Draw the share of right quotes by confidence, on the invented items that nothing was fitted on.

``python -m tests.eval.confidence`` prints the steps and writes ``docs/confidence.svg``. A quote is right where four
fifths of its words and those of a marked one are the same, and the mentions of their speakers share a word.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from rich.console import Console

from services.nlp.annotator import load
from services.nlp.fitting.said.judging import Judged, judge
from services.nlp.fitting.said.reading import items
from services.nlp.ranking.confidence import Kind
from services.nlp.text import Text

FILE = Path(__file__).parents[2] / "docs" / "confidence.svg"
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
"""A step lies between two of them."""
TOGETHER = "all together"
NAMES: Mapping[Kind, str] = {"clauses": "clauses", "marks": "words in marks"}
COLOURS = {"clauses": "#1f77b4", "words in marks": "#d62728", TOGETHER: "#333333"}
SIDE, MARGIN = 320, 48

Step = tuple[float, float, int]
"""The mean confidence of a step, the share that is right, and how many quotes there are."""


def steps(judged: Iterable[Judged]) -> list[Step]:
    """Return the steps that hold some quote, the lowest first."""
    rows = []
    judged = list(judged)
    for low, high in pairwise(EDGES):
        here = [(said, right) for said, right in judged if low <= said < high]
        if here:
            mean = sum(said for said, _ in here) / len(here)
            rows.append((mean, sum(right for _, right in here) / len(here), len(here)))
    return rows


def drawn(kinds: Mapping[str, Sequence[Step]]) -> str:
    """Return the picture: what a confidence says to the right, what is right upwards, larger dots for more quotes."""

    def x(share: float) -> float:
        return round(MARGIN + (share - 0.5) * 2 * SIDE, 1)

    def y(share: float) -> float:
        return round(MARGIN / 2 + (1 - share) * SIDE, 1)

    bottom, right = y(0), x(1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + MARGIN:.0f} {bottom + MARGIN:.0f}" '
        'font-family="sans-serif" font-size="12">',
        "<title>Share of quotes that are right, by confidence</title>",
        f'<path d="M{x(0.5)} {y(1)}V{bottom}H{right}" fill="none" stroke="#888"/>',
        f'<path d="M{x(0.5)} {y(0.5)}L{x(1)} {y(1)}" stroke="#bbb" stroke-dasharray="4"/>',
    ]
    parts += [f'<text x="{x(n / 10)}" y="{bottom + 16}" text-anchor="middle">0.{n}</text>' for n in range(5, 10)]
    parts += [
        f'<text x="{MARGIN - 6}" y="{y(n / 10) + 4}" text-anchor="end">{n * 10} %</text>' for n in range(0, 11, 2)
    ]
    for number, (kind, rows) in enumerate(kinds.items()):
        colour = COLOURS[kind]
        points = " ".join(f"{x(said)},{y(share)}" for said, share, _ in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        parts += [f'<circle cx="{x(a)}" cy="{y(b)}" r="{2 + n**0.5 / 3:.1f}" fill="{colour}"/>' for a, b, n in rows]
        parts.append(f'<text x="{x(0.75)}" y="{bottom - 56 + 16 * number}" fill="{colour}">{kind}</text>')
    parts.append(f'<text x="{x(0.75)}" y="{bottom + 34}" text-anchor="middle">confidence</text></svg>')
    return "\n".join(parts) + "\n"


def judged() -> dict[str, list[Judged]]:
    """Return what is told of the unseen items, by kind, and of all kinds together."""
    unseen = items("unseen")
    kinds = judge(unseen, load().annotate([Text(item.id, "", item.text) for item in unseen]))
    shown = {NAMES[kind]: rows for kind, rows in sorted(kinds.items())}
    return {**shown, TOGETHER: [row for rows in kinds.values() for row in rows]}


def main() -> None:
    """Measure, print, draw."""
    argparse.ArgumentParser(prog="python -m tests.eval.confidence", description=__doc__).parse_args()
    kinds = {kind: steps(rows) for kind, rows in judged().items()}
    for kind, rows in kinds.items():
        Console().print(kind, *(f"{said:.2f} → {share:.2f} ({number})" for said, share, number in rows))
    FILE.write_text(drawn(kinds), "utf-8")


if __name__ == "__main__":
    main()
