"""Word lists: the files of the folder ``lists``. A line is a word, a tab, and its classes with blanks between."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def classes(name: str) -> dict[str, frozenset[str]]:
    """Return the classes of each word in the list ``name``; the head of each file says what its classes mean."""
    return parse(files("services.nlp.lexicon").joinpath("lists", name).read_text("utf-8"))


def of_noun(name: str, noun: str) -> frozenset[str]:
    """Return the classes of a noun in the list ``name``, by itself or without the *s* of a plural."""
    listed = classes(name)
    return listed.get(noun, frozenset()) | listed.get(noun.removesuffix("s"), frozenset())


def parse(text: str) -> dict[str, frozenset[str]]:
    """Return the classes of each word in the text of a list; lines that begin with # are comments."""
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {word: frozenset(kinds.split()) for word, kinds in rows}
