"""Clauses as stretches of tokens, with clean edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from services.nlp.parse.reading import Reading
from shared.models.annotations import Act

WAYS = (
    *("complement", "infinitive", "object", "around", "according", "noun", "adjective", "gerund", "oblique"),
    *("wide", "passive", "unsourced", "colon", "rest", "predicate", "about", "heard", "affects", "relative", "backer"),
)
"""The ways in which a clause hangs on its cue."""

FORMS = ("clause", "question", "infinitive", "hearer", "gerund", "object")
Form = Literal["clause", "question", "infinitive", "hearer", "gerund", "object"]
"""Forms of a content: *it rained*; *whether it rained*; *to leave*; *them to leave*; *leaving*; anything else."""

_EDGE = frozenset(",.;:—–-!?\"“”‘’'()[]") | {"``", "''", "--", "\n", "\n\n"}


@dataclass(slots=True)
class Clause:
    """A stretch of words that a cue may report: the token ranges of its content, the cue, and the speaker's head."""

    cue: int
    speaker: int
    """-1 where the article does not tell: *is expected to …*."""
    ranges: list[tuple[int, int]]
    """First token, token after the last."""
    way: str
    """How it hangs on its cue: one of ``WAYS``."""
    head: int
    """The token that all of it hangs on."""
    cut: int = 0
    """Which length: 0 as parsed; else why it ends earlier, or later (see :mod:`services.nlp.clauses.finding`)."""
    second: bool = False
    """Whether the speaker is the second guess."""
    reports: bool = False
    """Whether it plainly reports speech: *says that …*, *will tell them that …*; not a thought, a wish, an attitude."""
    phrase: bool = False
    """Whether a set phrase reports it, which hardly means anything else: *let it be known that …*; *per Ann Lee*."""
    form: Form = "object"
    act: Act | None = None
    """Whether it is put into a mouth or a mind; None where it is not a quote by itself."""
    features: list[float] = field(default_factory=list)
    probability: float = 0.0
    """How likely it is an attribution of this length, once that is weighed."""


class ClauseSpans:
    """Stretches of one reading as contents of clauses."""

    def __init__(self, reading: Reading) -> None:
        self._r = reading

    def stripped(self, first: int, after: int) -> tuple[int, int] | None:
        """Return the range without punctuation at its edges and a "that" before it; None when nothing is left."""
        r = self._r
        words = r.words
        while first < after and (words[first] in _EDGE or not words[first].strip()):
            first += 1
        while after > first and (words[after - 1] in _EDGE or not words[after - 1].strip()):
            after -= 1
        if after - first > 1 and words[first] == "that" and r.tags[first] == "IN":
            first += 1
        return (first, after) if after > first else None

    def ranges(self, head: int, cue: int) -> list[tuple[int, int]]:
        """Return the range of all that hangs on ``head``, on its side of the cue; none when nothing is left of it."""
        r = self._r
        left, right = r.lefts[head], r.rights[head] + 1
        if left <= cue < right:  # a parse that crosses itself
            left, right = (cue + 1, right) if head > cue else (left, cue)
        part = self.stripped(left, right)
        return [part] if part else []

    def without(self, first: int, after: int, begin: int, end: int) -> list[tuple[int, int]]:
        """Return the ranges before and behind the middle from ``begin`` to ``end``, which attributes."""
        parts = [self.stripped(first, begin), self.stripped(end, after)]
        return [p for p in parts if p and (p[1] - p[0] > 1 or p == parts[0])]

    def objects(self, preposition: int) -> list[int]:
        """Return the heads of what stands behind a preposition: *against [the plan]*, *against [building it]*."""
        r = self._r
        return [child for child in r.children[preposition] if r.deps[child] in ("pobj", "pcomp")]
