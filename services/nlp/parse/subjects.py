"""Subjects that the parser loses: in *the 34-year-old said* it takes *said* for a noun that *old* describes."""

from __future__ import annotations

from collections.abc import Sequence

_FINITE = ("VBD", "VBZ")


def mend_subjects(words: Sequence[str], tags: Sequence[str], deps: list[str], heads: list[int]) -> None:
    """Make *the 34-year-old* the subject of the finite verb that it stands before, and the article a part of it."""
    for old in range(len(words) - 1):
        verb = old + 1
        if words[old] != "old" or tags[verb] not in _FINITE or heads[old] != verb or deps[old] != "amod":
            continue
        article = old - 5
        if article >= 0 and words[old - 3 : old] == ["-", "year", "-"] and heads[article] == verb:
            deps[old] = "nsubj"
            heads[article] = old
