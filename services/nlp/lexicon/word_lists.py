"""The word lists in the folder ``lists``, as dictionaries. A line: a word, a tab, and its classes parted by blanks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def classes(name: str) -> dict[str, frozenset[str]]:
    """Word -> classes, from the file ``name``; the head of each file says what its classes mean."""
    return parse(files("services.nlp.lexicon").joinpath("lists", name).read_text("utf-8"))


def parse(text: str) -> dict[str, frozenset[str]]:
    """Word -> classes, from the text of a list; lines that begin with # are comments."""
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {word: frozenset(kinds.split()) for word, kinds in rows}
