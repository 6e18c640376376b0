"""Normalisation of strangers' text in bounded steps: stream-safe text, and text in pieces.

Unicode's normal forms sort the marks on a letter, in time that grows with the square of their number, and Python lets
no other thread run meanwhile: 300,000 marks stop a process for half an hour. So whatever normalises text cuts long runs
first, as the Stream-Safe Text Format has it (Unicode Standard Annex 15, section 13), and takes long text in pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MAX_MARKS = 30
"""Marks (non-starters, decomposed) in a row that stream-safe text has at most. The annex chose the number: generous for
every script, small enough to be sorted at once."""

PIECE_CHARS = 16_384
"""Of a piece of a long text. A character may become 18 in normal form (U+FDFA); a whole piece of it takes 0.1 s."""

JOINER = "\u034f"
"""COMBINING GRAPHEME JOINER: invisible, and no mark in the sense of sorting, so it ends a run."""


def _is_mark(character: str) -> bool:
    if not (unicodedata.combining(character) or unicodedata.decomposition(character)):
        return False
    return all(unicodedata.combining(part) for part in unicodedata.normalize("NFKD", character))


_CLASS = "".join(chr(c) for c in range(0x300, 0x10000) if not 0xD800 <= c < 0xE000 and _is_mark(chr(c)))
_CLASS += "\U00010000-\U0010ffff"  # all, since a class with many ranges of them is ten times as slow
_RUN = re.compile(f"[{_CLASS}][{_CLASS}]{{13,}}")
"""Runs that may be too long, a mark having at most two parts and a letter before them three."""


def stream_safe(text: str) -> str:
    """Return ``text`` with a U+034F after every 30 marks in a row; text without such a run is returned as it is."""
    return text if text.isascii() else _RUN.sub(_divided, text)


def without_long_runs(text: str) -> str:
    """Return ``text`` without the marks of long runs, for what drops all marks after decomposing."""
    return text if text.isascii() else _RUN.sub(_unmarked, text)


def pieces(text: str) -> Iterator[str]:
    """Return ``text`` in pieces of some 16,000 characters, which may be normalised, and folded in case, one by one.

    Each but the first begins with a character that joins nothing before it and is no space.
    """
    start = 0
    while len(text) - start > PIECE_CHARS:
        end = start + PIECE_CHARS
        while end < len(text) and not _begins_anew(text[end]):
            end += 1
        yield text[start:end]
        start = end
    yield text[start:]


@lru_cache(maxsize=2**12)
def _begins_anew(character: str) -> bool:
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] in "LNPS" and not "\u1160" <= first <= "\u11ff"  # vowels and ends of Hangul


def _divided(run: re.Match[str]) -> str:
    before = run.string[max(0, run.start() - 1) : run.start()]
    marks = _parts(before)[0] if before else 0
    pieces = []
    for character in run[0]:
        trailing, only_marks = _parts(character)
        if only_marks and marks + trailing > MAX_MARKS:
            pieces.append(JOINER)
            marks = 0
        marks = marks + trailing if only_marks else trailing
        pieces.append(character)
    return "".join(pieces)


def _unmarked(run: re.Match[str]) -> str:
    return "".join(character for character in run[0] if not _parts(character)[1])


@lru_cache(maxsize=2**12)
def _parts(character: str) -> tuple[int, bool]:
    """Return how many marks its decomposition ends with, and whether it is nothing else."""
    decomposed = unicodedata.normalize("NFKD", character)
    letters = [place for place, part in enumerate(decomposed, 1) if not unicodedata.combining(part)]
    return len(decomposed) - max(letters, default=0), not letters
