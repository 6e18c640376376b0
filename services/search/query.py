"""The language of ``q``: words, "exact phrases", AND, OR, NOT, parentheses; parsed once, for both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One word, matched by its stem."""

    text: str


@dataclass(frozen=True)
class Phrase:
    """Words next to each other, matched exactly (case and accents aside)."""

    text: str


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


Node = Word | Phrase | And | Or | Not
