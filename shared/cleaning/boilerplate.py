"""Boilerplate: lines around an article that are no part of it; pure, in time in proportion to the text.

A line is judged by itself and by where it stands: at the top and at the bottom whatever is a known phrase goes, up to
the first line that is none; after a heading such as *Post a Comment* near the end all goes; inside only what nobody
writes in an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from shared.cleaning import phrases

TAIL_LINES = 12
TAIL_CHARS = 1_500
TAIL_SHARE = 0.25
"""Lines, characters and share of the text that may follow a heading which ends an article. More is a part of it: an
article about comments, or one whose extractor took the page's order for the text's."""

EDGE_LINES = 40
"""Lines looked at from either end: a page's menu may have so many."""


def boilerplate(lines: Sequence[str]) -> list[bool]:
    """Return of each line whether it is boilerplate; blank lines between two such lines are, too.

    Where all lines would be, none is: an article has to say something.
    """
    texts = [phrases.plain(line) if len(line) <= phrases.MAX_LINE + 100 else line for line in lines]
    out = [phrases.is_anywhere(text) for text in texts]
    filled = [number for number, text in enumerate(lines) if text.strip()]
    _mark_tail(filled, lines, texts, out)
    _mark_edge(filled[:EDGE_LINES], texts, out)
    _mark_edge(filled[: -EDGE_LINES - 1 : -1], texts, out)
    if all(out[number] for number in filled):
        return [False] * len(lines)
    if any(out):
        _mark_blanks(lines, out)
    return out


def _mark_tail(filled: Sequence[int], lines: Sequence[str], texts: Sequence[str], out: list[bool]) -> None:
    """Mark the heading that ends the article, and all that follows it."""
    total = sum(len(lines[number]) for number in filled)
    chars = 0
    first = None
    for place, number in enumerate(reversed(filled)):
        chars += len(lines[number])
        if place > TAIL_LINES or chars > min(TAIL_CHARS, TAIL_SHARE * total) or len(lines[number]) > phrases.MAX_LINE:
            break
        if phrases.ends_article(texts[number]):
            first = number
    if first is not None:
        out[first:] = [True] * (len(out) - first)


def _mark_edge(numbers: Sequence[int], texts: Sequence[str], out: list[bool]) -> None:
    """Mark the lines from an edge on that are known phrases, and the rules beside them."""
    edge = list(takewhile(lambda number: out[number] or phrases.is_boundary(texts[number]), numbers))
    if any(out[number] or not phrases.is_rule(texts[number]) for number in edge):
        for number in edge:
            out[number] = True


def _mark_blanks(lines: Sequence[str], out: list[bool]) -> None:
    """Mark the blank lines behind boilerplate, and those before it where nothing else follows."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    gone = out[filled[0]]
    for number, line in enumerate(lines):
        gone = out[number] if line.strip() else gone
        out[number] = gone
    if gone:
        last = max(number for number in filled if not out[number])
        out[last + 1 :] = [True] * (len(out) - last - 1)
