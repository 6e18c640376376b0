"""Finding of the doctor: one thing that was looked at, how it is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "look", "bad"]
"""``ok``; ``look``: works, but somebody should look at it; ``bad``: something is lost, damaged or away."""


@dataclass(frozen=True)
class Finding:
    """One row of the table."""

    name: str
    state: State
    sentence: str
    """What was found and, unless it is ok, what to do."""
    ids: tuple[str, ...] = ()
    """The articles that it is about."""
