"""Tree of a query: the parser makes it, and each engine renders it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "body", "speaker", "entity", "source", "cue", "role"]
"""Fields that a word has to stand in. Of articles, ``speaker``, ``cue`` and ``role`` are those of any quote in it, and
``entity`` any name in it. Of quotes, ``title`` is the headline of its article, ``body`` the quote's own words,
``entity`` who speaks or is named in the quote. Names are matched by words of one name or alias, ``cue`` by words of its
lemma or of how it is written; in all but ``title`` and ``body`` words match as written (folded), not by their stems."""


@dataclass(frozen=True)
class Word:
    """One word, matched by its stem. One of several parts (``vice-president``) is matched by their stems, adjacent."""

    text: str
    field: Field | None = None
    """None: the title or the body of an article; the quote's own words."""


@dataclass(frozen=True)
class Prefix:
    """Words with this beginning: ``sanct*``. One word, folded, not stemmed, is matched against words as written."""

    text: str
    field: Field | None = None


@dataclass(frozen=True)
class Phrase:
    """Words next to each other, matched exactly (case and accents aside)."""

    text: str
    field: Field | None = None


@dataclass(frozen=True)
class Near:
    """``"iran talks"~5``: the words, by their stems, in any order in one text, with at most ``distance`` other words
    among them: they stand within ``distance`` plus their own number of words. A word typed twice counts once."""

    text: str
    distance: int
    field: Literal["title", "body"] | None = None


@dataclass(frozen=True)
class And:
    """All of them. Words side by side mean this."""

    parts: Sequence[Node]


@dataclass(frozen=True)
class Or:
    """At least one of them."""

    parts: Sequence[Node]


@dataclass(frozen=True)
class Not:
    """Without it."""

    part: Node


Node = Word | Prefix | Phrase | Near | And | Or | Not
