"""Labels of a picture: where the name of each dot stands, so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

LETTER_WIDTH, LINE_HEIGHT = 8.2, 18.0
"""Of a label, in the picture's units: an average letter of its type size of 15."""
BASELINE = 14.0
"""From the top of a label to the line that its letters stand on."""
GAP = 4.0
"""Between a dot and a label beside it."""

Anchor = Literal["start", "middle", "end"]


class Dot(NamedTuple):
    """A dot and the words that belong to it."""

    x: float
    y: float
    radius: float
    text: str


class Label(NamedTuple):
    """The place of a label: where its letters begin, have their middle, or end, and the line that they stand on."""

    x: float
    y: float
    anchor: Anchor


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: _Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def place(dots: Sequence[Dot], width: float) -> Mapping[int, Label]:
    """Return the labels by the number of their dot, for as many as find room within the width of the picture.

    The dots are heard in their order: the first ones keep the best places. A label stands below its dot, or else above,
    to the right or the left of it; never over another label, and over a dot only where it would have no place at all.
    """
    circles = [_Box(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in dots]
    taken: list[_Box] = []
    labels: dict[int, Label] = {}
    for number, dot in enumerate(dots):
        free = [
            (label, box)
            for label, box in _places(dot, width)
            if box.left >= 0 and box.right <= width and box.top >= 0 and not any(box.overlaps(other) for other in taken)
        ]
        clear = (each for each in free if not any(each[1].overlaps(other) for other in circles))
        if best := next(clear, free[0] if free else None):
            labels[number], box = best
            taken.append(box)
    return labels


def _places(dot: Dot, width: float) -> Iterator[tuple[Label, _Box]]:
    """Yield where the label may stand, the best place first; near an edge it moves away from it."""
    length = LETTER_WIDTH * len(dot.text)
    middle = max(length / 2, min(dot.x, width - length / 2))
    for top in (dot.y + dot.radius, dot.y - dot.radius - LINE_HEIGHT):
        yield (
            Label(middle, top + BASELINE, "middle"),
            _Box(middle - length / 2, top, middle + length / 2, top + LINE_HEIGHT),
        )
    top = dot.y - LINE_HEIGHT / 2
    right, left = dot.x + dot.radius + GAP, dot.x - dot.radius - GAP
    yield Label(right, top + BASELINE, "start"), _Box(right, top, right + length, top + LINE_HEIGHT)
    yield Label(left, top + BASELINE, "end"), _Box(left - length, top, left, top + LINE_HEIGHT)
