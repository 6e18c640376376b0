"""Clauses as their words tell them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.nlp.clauses.clause_spans import Clause
from services.nlp.parse.reading import Reading


class Told(NamedTuple):
    """The words of a clause."""

    content: str
    """The pieces joined by " … "."""
    speaker: str
    """Empty where nobody is named."""
    way: str


def told(reading: Reading, clauses: Iterable[Clause]) -> list[Told]:
    """Return the words of clauses; those without a range are left out."""
    return [
        Told(
            " … ".join(reading.slice(a, b) for a, b in clause.ranges),
            reading.word(clause.speaker) if clause.speaker >= 0 else "",
            clause.way,
        )
        for clause in clauses
        if clause.ranges
    ]
