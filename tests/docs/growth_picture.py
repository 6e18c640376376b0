"""Picture of what questions cost on SQLite as it grows, ``docs/growth.svg``: by what ``make bench-growth`` measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tests.support import figures

FILE = Path(__file__).parents[2] / "docs" / "growth.svg"

SHOWN = {
    "newest quotes, nothing else": "#1f77b4",
    "quotes of a frequent speaker": "#2ca02c",
    "timeline by day": "#9467bd",
    "articles, one word": "#d62728",
    "article by id": "#7f7f7f",
}
"""Questions that are drawn, with their colours: what a reader asks most, with and without words."""

WIDTH, HEIGHT, LEFT, TOP, NAMES = 420, 300, 48, 16, 190
LEAST, MOST = 0.1, 1_000.0
"""Milliseconds at the bottom and at the top; both axes are logarithmic."""


def picture() -> str:
    """Return the picture."""
    sizes = {int(size): times for size, times in figures.read()["search_growth"]["sizes"].items()}
    first, last = min(sizes), max(sizes)
    right, bottom = LEFT + WIDTH, TOP + HEIGHT

    def x(size: int) -> float:
        return LEFT + WIDTH * math.log(size / first) / math.log(last / first)

    def y(milliseconds: float) -> float:
        return bottom - HEIGHT * math.log(max(milliseconds, LEAST) / LEAST) / math.log(MOST / LEAST)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + NAMES} {bottom + 44}"'
        ' font-family="sans-serif" font-size="12" fill="#333333" role="img"'
        ' aria-label="Processor time of questions by the number of articles">',
        f'<rect width="{right + NAMES}" height="{bottom + 44}" fill="#ffffff"/>',
    ]
    for step in (0.1, 1, 10, 100, 1_000):
        parts.append(f'<line x1="{LEFT}" y1="{y(step):.1f}" x2="{right}" y2="{y(step):.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y(step) + 4:.1f}" text-anchor="end">{step:g}</text>')
    for size in sorted(sizes):
        parts.append(f'<text x="{x(size):.1f}" y="{bottom + 18}" text-anchor="middle">{size:,}</text>')
    ends = {name: y(sizes[last][name]) for name in SHOWN}
    for name, colour in SHOWN.items():
        points = " ".join(f"{x(size):.1f},{y(sizes[size][name]):.1f}" for size in sorted(sizes))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for name, at in _apart(ends):
        parts.append(f'<text x="{right + 8}" y="{at + 4:.1f}" fill="{SHOWN[name]}">{escape(name)}</text>')
    middle = LEFT + WIDTH / 2
    axes = "articles; milliseconds of processor time"
    parts.append(f'<text x="{middle}" y="{bottom + 36}" text-anchor="middle">{axes}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _apart(ends: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the names from the top down, each at its line's end or as far below the one before as it has to be."""
    before = -math.inf
    for name, at in sorted(ends.items(), key=lambda end: end[1]):
        before = max(at, before + 14)
        yield name, before
